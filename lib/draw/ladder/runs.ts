import { bisectRight } from 'd3-array'
import type { Journey } from '../journey.ts'
import type { Note } from './rows.ts'

/** Packets drawn as one: a burst, or a single one. */
export type SegmentRun = readonly [Journey, ...Journey[]]

/**
 * Bursts: packets of one direction and kind that a sender sends one after the other, with nothing else at that sender between. What is lost,
 * sent again or changes the state of things stands alone.
 *
 * @param isNear whether two are so close that they could not be labelled apart
 */
export function runsOf(
  arrows: readonly Journey[],
  notes: readonly Note[],
  isNear: (before: Journey, after: Journey) => boolean,
): SegmentRun[] {
  const interrupts = interruptsOf(arrows, notes)
  const runs: [Journey, ...Journey[]][] = []
  const open = new Map<string, [Journey, ...Journey[]]>()
  for (const arrow of arrows) {
    const { from, sentIndex } = arrow
    const run = open.get(from)
    const last = run?.at(-1)
    if (run && last && continues(run, arrow) && isNear(last, arrow)) {
      const between = interrupts.get(from) ?? []
      if (bisectRight(between, last.sentIndex) === bisectRight(between, sentIndex)) {
        run.push(arrow)
        continue
      }
    }
    const begun: [Journey] = [arrow]
    runs.push(begun)
    open.set(from, begun)
  }
  return runs
}

/** Where in the trace something else happens at each host, in order. */
function interruptsOf(arrows: readonly Journey[], notes: readonly Note[]): Map<string, number[]> {
  const found = new Map<string, number[]>()
  const add = (host: string, order: number): void => {
    const known = found.get(host)
    if (known) known.push(order)
    else found.set(host, [order])
  }
  for (const { host, order, before } of notes) if (!before) add(host, order)
  for (const journey of arrows)
    if (journey.endIndex !== undefined && !isPlain(journey)) add(journey.to, journey.endIndex)
  for (const orders of found.values()) orders.sort((a, b) => a - b)
  return found
}

/** Nothing about it needs to be told apart. */
function isPlain(journey: Journey): boolean {
  const { arrived, dropped, retransmission, copy, corrupted, marked, keepAlive, windowProbe, icmp, segment } = journey
  if (arrived === undefined || dropped !== undefined || icmp) return false
  if (retransmission || copy || corrupted || marked || keepAlive || windowProbe) return false
  const flags = segment?.flags
  return !flags || !(flags.syn || flags.fin || flags.rst || flags.urg)
}

/** A run of what is sent again, for one reason, is told as such. */
function isLike(before: Journey, after: Journey): boolean {
  if (before.retransmission !== after.retransmission || before.cause !== after.cause) return false
  return isPlain({ ...before, retransmission: false }) && isPlain({ ...after, retransmission: false })
}

function continues(run: SegmentRun, after: Journey): boolean {
  const before = run.at(-1)!
  if (before.to !== after.to || before.connection !== after.connection || before.incarnation !== after.incarnation)
    return false
  if (!(after.arrived! >= before.arrived!) || !isLike(before, after)) return false
  const [one, other] = [before.segment, after.segment]
  if (!one || !other) return !one && !other && before.datagram !== undefined && isNextDatagram(before, after)
  if ((one.window === 0) !== (other.window === 0)) return false
  if (!one.flags.ece !== !other.flags.ece || other.flags.cwr) return false
  const octets = one.payload.length
  if (octets > 0)
    return other.payload.length > 0 && after.seq === (before.seq + octets) >>> 0 && after.ack === before.ack
  if (other.payload.length > 0 || after.seq !== before.seq) return false
  const isDuplicate = after.ack === before.ack
  if (isDuplicate && one.window !== other.window) return false
  return run.length === 1 || isDuplicate === (run[0].ack === before.ack)
}

/** Pieces of one datagram, or whole ones. */
function isNextDatagram({ datagram: one }: Journey, { datagram: other }: Journey): boolean {
  if (!one || !other) return false
  const isPiece = one.moreFragments || one.offset > 0
  if (isPiece) return one.id === other.id && one.offset < other.offset
  return !other.moreFragments && other.offset === 0
}
