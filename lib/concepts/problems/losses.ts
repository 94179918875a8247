import type { Random, TraceEvent } from '../../network/index.ts'
import type { Account, Arrived } from './account.ts'
import { drawBetween, oneOf } from './draft.ts'
import { FULL_SEGMENT, type Plan } from './scene.ts'

export function lossPlan(random: Random): Plan {
  const segments = drawBetween(random, 6, 14)
  const first = drawBetween(random, 2, segments)
  const second = random.chance(0.7) ? [first + drawBetween(random, 1, 2)] : []
  return {
    seed: random.next(),
    delay: drawBetween(random, 15, 50, 5),
    rate: oneOf(random, [4e6, 8e6]),
    lost: [first, ...second],
    settings: {
      mss: FULL_SEGMENT,
      timestamps: false,
      windowScale: false,
      sack: random.chance(0.5),
      delayedAck: 0,
      congestion: 'new-reno',
      initialWindow: drawBetween(random, 4, 7),
      limitedTransmit: false,
      minRto: 300,
      receiveBuffer: 60_000,
    },
    writes: [{ at: drawBetween(random, 110, 150, 10), octets: segments * FULL_SEGMENT }],
  }
}

export const UNSEEN =
  'The picture shows what the client can know: of what it has sent itself, not whether it arrives (lines without a head).'

/** What the ladders show. */
export const SHOWN = { options: true, states: false }

/** When the first ACK left that asks for this byte: from there on the picture must go. */
export function since(account: Account, byte: number): number {
  return account.segments.find(({ from, ack }) => from === 'server' && ack === byte)?.sent ?? Number.POSITIVE_INFINITY
}

/** An ACK that has come as one more of the same number: the `nth`, as the sender counts them. */
export interface Duplicate {
  ack: Arrived
  nth: number
}

/** The ACKs that the sender itself counted as duplicates. */
export function duplicatesOf(account: Account): Duplicate[] {
  const found: Duplicate[] = []
  const { events } = account.trace
  for (const ack of account.arrivedAt('client')) {
    const next = events.findIndex(({ time }, at) => at > ack.endIndex && time > ack.arrived)
    const told = events.slice(ack.endIndex, next < 0 ? undefined : next)
    if (!told.some((event) => event.type === 'sender' && event.host === 'client' && event.what === 'duplicate-ack'))
      continue
    const last = found.at(-1)
    found.push({ ack, nth: last?.ack.ack === ack.ack ? last.nth + 1 : 1 })
  }
  return found
}

/** As the sender sees it: what arrives over there, what does not, and what is under way to it is hidden. */
export function unseenByClient(account: Account, at: number): (event: TraceEvent) => TraceEvent | undefined {
  const known = account.knownTo('client', at)
  return (event) => {
    const isFate = event.type === 'packet' && event.from === 'client' && event.what !== 'sent'
    return isFate || (event.type === 'state' && event.host === 'server') ? undefined : known(event)
  }
}

export function isTimeout(event: TraceEvent): boolean {
  return event.type === 'timer' && event.timer === 'retransmission' && event.host === 'client'
}
