import type { Put } from '../words.ts'
import { isOpening, type TracedConnection } from './connections.ts'
import type { Journey } from './journey.ts'
import { duration } from './numbers.ts'

/** What it says, by key. */
const SAYS = {
  bothEndsSendSynA: 'Both ends send SYN: a simultaneous open',
  aSimultaneousOpen: 'a simultaneous open',
  bothEndsSendSyn: 'Both ends send SYN',
  synFromBothEnds: 'SYN from both ends',
  sendsSynRefusesItAt: (opener: Put, other: Put, time: Put) => `${opener} sends SYN; ${other} refuses it at ${time}`,
  refusedAt: (time: Put) => `refused at ${time}`,
  sendsSynNoSynAck: (opener: Put) => `${opener} sends SYN; no SYN ACK reaches it`,
  noSynAckComes: 'no SYN ACK comes',
  sendsSyn: (opener: Put) => `${opener} sends SYN`,
  sendsSynAnswersSynAck: (opener: Put, other: Put) => `${opener} sends SYN, ${other} answers SYN ACK`,
  opensSynSynAckFrom: (opener: Put, other: Put, took: Put) =>
    `${opener} opens: SYN, SYN ACK from ${other}, ACK; established there after ${took}`,
  establishedAfter: (took: Put) => `established after ${took}`,
  andDoesNotOpenIt: ' and does not open it again',
  andOpensItAgainAt: (duration: Put) => ` and opens it again at ${duration}`,
  closesItsWindowAt: (name: Put, duration: Put, then: Put) => `${name} closes its window at ${duration}${then}.`,
  sendsFinAtAt: (name: Put, time: Put, other: Put, later: Put) => `${name} sends FIN at ${time}, ${other} at ${later}`,
  finFromAtFromAt: (name: Put, time: Put, other: Put, later: Put) =>
    `FIN from ${name} at ${time}, from ${other} at ${later}`,
  sendsFinAt: (name: Put, time: Put, which: Put) => `${name} sends FIN at ${time}${which}`,
  notAtAll: (other: Put) => `, ${other} not at all`,
  finFromAt: (name: Put, time: Put, which: Put) => `FIN from ${name} at ${time}${which}`,
  noneBack: ', none back',
  resetsTheConnectionAt: (name: Put, time: Put) => `${name} resets the connection at ${time}`,
  resetByAt: (name: Put, time: Put) => `reset by ${name} at ${time}`,
  sendsRstAt: (name: Put, time: Put) => `${name} sends RST at ${time}`,
  rstFromAt: (name: Put, time: Put) => `RST from ${name} at ${time}`,
} as const

// What is to be said of one connection. Only what the selection shows is told, and nothing that the rest of the trace belies.

/** As a sentence of its own, and as a part of one. */
export interface Saying {
  sentence: string
  clause: string
}

/** Who opened, and what came of it. */
export function openingOf(connection: TracedConnection): Saying[] {
  const { all, changes, ends, names } = connection
  const [opener, other] = names
  const syn = all.find(isOpening)
  if (!syn || !connection.isShown(syn)) return []
  const crossing = all.find((journey) => isOpening(journey) && journey.connection === ends[1])
  if (crossing && connection.isShown(crossing)) {
    if (isSimultaneous(connection, syn, crossing)) {
      return [saying(SAYS.bothEndsSendSynA, SAYS.aSimultaneousOpen)]
    }
    return [saying(SAYS.bothEndsSendSyn, SAYS.synFromBothEnds)]
  }
  const refusal = refusalOf(connection)
  if (refusal && connection.isShown(refusal)) {
    const time = duration(refusal.sent)
    return [saying(SAYS.sendsSynRefusesItAt(opener, other, time), SAYS.refusedAt(time))]
  }
  const answers = all.filter(
    ({ segment, connection: from }) => segment!.flags.syn && segment!.flags.ack && from === ends[1],
  )
  const answer = answers.find(({ arrived }) => arrived !== undefined)
  const pending = all.some((journey) => journey.segment!.flags.syn && isUnderWay(journey))
  if (!answer && !refusal && !crossing && !pending) {
    return [saying(SAYS.sendsSynNoSynAck(opener), SAYS.noSynAckComes)]
  }
  if (!answer || !connection.isShown(answer)) return [saying(SAYS.sendsSyn(opener), 'SYN sent')]
  const ack = all.find(
    ({ segment, connection: from, sent }) =>
      from === ends[0] && segment!.flags.ack && !segment!.flags.syn && !segment!.flags.rst && sent >= answer.arrived!,
  )
  const known = changes.filter(({ connection: end }) => end === ends[0])
  const open = known.find(({ to }) => to === 'ESTABLISHED')?.time ?? (known.length > 0 ? undefined : answer.arrived!)
  if (open === undefined || !ack || !connection.isShown(ack)) {
    return [saying(SAYS.sendsSynAnswersSynAck(opener, other), 'SYN and SYN ACK')]
  }
  const took = duration(open - syn.sent)
  return [saying(SAYS.opensSynSynAckFrom(opener, other, took), SAYS.establishedAfter(took))]
}

/** The trace ends before it arrives, or is lost. */
function isUnderWay({ arrived, dropped }: Journey): boolean {
  return arrived === undefined && dropped === undefined
}

/** SYN-SENT to SYN-RECEIVED is nothing else (RFC 9293 §3.5, figure 8). Without states, it takes two SYNs that crossed. */
function isSimultaneous({ all, changes }: TracedConnection, syn: Journey, crossing: Journey): boolean {
  if (changes.length > 0) return changes.some(({ from, to }) => from === 'SYN-SENT' && to === 'SYN-RECEIVED')
  const crossed = crossing.sent < (syn.arrived ?? Infinity) && syn.sent < (crossing.arrived ?? Infinity)
  return crossed || all.some(({ segment }) => segment!.flags.syn && segment!.flags.ack)
}

/** The reset that answers the SYN, and ends the opening. */
function refusalOf({ all, changes, ends }: TracedConnection): Journey | undefined {
  const closed = changes.find(({ connection, to }) => connection === ends[0] && to === 'CLOSED')
  return all.find(
    ({ segment, connection, arrived }) =>
      segment!.flags.rst &&
      connection === ends[1] &&
      arrived !== undefined &&
      (closed
        ? closed.from === 'SYN-SENT' && closed.time === arrived
        : changes.length === 0 &&
          !all.some((journey) => journey.connection === ends[1] && !journey.segment!.flags.rst)),
  )
}

/**
 * Octets of data that reached the other end, each counted once, by the end that sent them. That of a window probe counts
 * only where it was taken in.
 */
export function carriedBy({ all, shown }: TracedConnection): Map<string, number> {
  const carried = new Map<string, number>()
  for (const end of new Set(shown.map(({ connection }) => connection))) {
    const arrived = shown.filter((journey) => journey.connection === end && journey.arrived !== undefined)
    const octets = distinctOctets(arrived, all)
    if (octets > 0) carried.set(end, octets)
  }
  return carried
}

/** How many octets of data segments hold, each counted once; that of a window probe, where it was taken in. @param all of the connection */
export function distinctOctets(segments: readonly Journey[], all: readonly Journey[]): number {
  const spans = segments
    .filter((journey) => journey.segment!.payload.length > 0 && (!journey.windowProbe || isTakenIn(journey, all)))
    .map(({ seq, segment }) => {
      const start = seq + (segment!.flags.syn ? 1 : 0)
      return [start, start + segment!.payload.length] as const
    })
    .sort((a, b) => a[0] - b[0])
  let octets = 0
  let reached = 0
  for (const [start, end] of spans) {
    octets += Math.max(0, end - Math.max(start, reached))
    reached = Math.max(reached, end)
  }
  return octets
}

/** Whether its receiver's next ACK covers it. */
function isTakenIn(probe: Journey, all: readonly Journey[]): boolean {
  if (probe.arrived === undefined) return false
  const answer = all.find(
    ({ connection, segment, sentIndex, copy }) =>
      connection !== probe.connection && segment!.flags.ack && !copy && sentIndex > probe.endIndex!,
  )
  return answer !== undefined && answer.ack > probe.seq
}

/** Which end closed its window first, and when it opened it again. What is closed and open again in one moment was not closed. */
export function zeroWindowOf(connection: TracedConnection): string[] {
  const closures = connection.ends.flatMap((end, at) => {
    const offers = connection.all.filter(
      ({ connection: from, segment }) => from === end && !segment!.flags.rst && !segment!.flags.syn,
    )
    const settled = offers.filter(({ sent }, index) => offers[index + 1]?.sent !== sent)
    return settled.flatMap((offer, index) => {
      const isClosing = offer.segment!.window === 0 && settled[index - 1]?.segment?.window !== 0
      if (!isClosing || !connection.isShown(offer)) return []
      const open = settled.slice(index).find(({ segment }) => segment!.window > 0)
      return [{ name: connection.names[at], time: offer.sent, open }]
    })
  })
  const [first] = closures.sort((a, b) => a.time - b.time)
  if (!first) return []
  const { name, time, open } = first
  const then = !open
    ? SAYS.andDoesNotOpenIt
    : connection.isShown(open)
      ? SAYS.andOpensItAgainAt(duration(open.sent))
      : ''
  return [SAYS.closesItsWindowAt(name ?? '', duration(time), then)]
}

/** The first FIN of each end. */
export function closingOf(connection: TracedConnection): Saying[] {
  const fins = connection.ends
    .flatMap((end, at) => {
      const fin = connection.all.find(({ connection: from, segment }) => from === end && segment!.flags.fin)
      return fin ? [{ at, fin }] : []
    })
    .filter(({ fin }) => connection.isShown(fin))
    .sort((a, b) => a.fin.sent - b.fin.sent || a.fin.sentIndex - b.fin.sentIndex)
  const [first, second] = fins
  if (!first) return []
  const name = connection.names[first.at]!
  const other = connection.names[1 - first.at]!
  const time = duration(first.fin.sent)
  if (second) {
    const later = duration(second.fin.sent)
    return [saying(SAYS.sendsFinAtAt(name, time, other, later), SAYS.finFromAtFromAt(name, time, other, later))]
  }
  const isAlone = !connection.all.some(
    ({ connection: from, segment }) => from !== first.fin.connection && segment!.flags.fin,
  )
  return [
    saying(
      SAYS.sendsFinAt(name, time, isAlone ? SAYS.notAtAll(other) : ''),
      SAYS.finFromAt(name, time, isAlone ? SAYS.noneBack : ''),
    ),
  ]
}

/** The reset that ended it, or else one that ended nothing here. */
export function resetOf(connection: TracedConnection): Saying[] {
  const { all, changes, ends, names } = connection
  const refusal = refusalOf(connection)
  const resets = all.filter((journey) => journey.segment!.flags.rst && journey !== refusal)
  const isEnd = ({ connection: from, sent, arrived }: Journey): boolean =>
    changes.length === 0
      ? arrived !== undefined
      : changes.some(
          ({ connection: end, to, time }) => to === 'CLOSED' && (end === from ? time === sent : time === arrived),
        )
  const reset = resets.find(isEnd) ?? resets[0]
  if (!reset || !connection.isShown(reset)) return []
  const name = names[reset.connection === ends[0] ? 0 : 1]
  const time = duration(reset.sent)
  if (isEnd(reset)) return [saying(SAYS.resetsTheConnectionAt(name, time), SAYS.resetByAt(name, time))]
  return [saying(SAYS.sendsRstAt(name, time), SAYS.rstFromAt(name, time))]
}

/** The last state that the selection shows of each end. */
export function finalStatesOf({ shownChanges, ends, names }: TracedConnection): { name: string; state: string }[] {
  const last = new Map<string, string>()
  for (const { connection, to } of shownChanges) last.set(connection, to)
  return [...last].map(([end, state]) => ({ name: names[end === ends[0] ? 0 : 1]!, state }))
}

function saying(sentence: string, clause: string): Saying {
  return { sentence: `${sentence}.`, clause }
}
