/** What a time-sequence graph says in words: its title, its sentence and its table. */
import { count, list, type Put } from '../../words.ts'
import type { Journey } from '../journey.ts'
import { duration } from '../numbers.ts'
import { chosen, rowsTable } from './rows.ts'
import { type SequenceReading, top } from './sequence-reading.ts'

/** What it says, by key. */
const SAYS = {
  noData: (which: Put) => `No data${which}`,
  from: (name: Put) => ` from ${name}`,
  lost: (amount: Put) => `${amount} lost`,
  segmentIs: 'segment is',
  segmentsAre: 'segments are',
  sentAgain: (amount: Put) => `${amount} sent again`,
  theWindowCloses: (which: Put) => `the window closes ${which}`,
  time: 'time',
  sendsIn: (name: Put, octets: Put, duration: Put) => `${name} sends ${octets} in ${duration}`,
  byte: 'byte',
  noSegmentWithData: (which: Put) => `No segment with data${which}.`,
  segment: 'segment',
  sendsFromTo: (name: Put, amount: Put, duration: Put, duration2: Put) =>
    `${name} sends ${amount} from ${duration} to ${duration2}.`,
  noAcknowledgmentArrives: 'No acknowledgment arrives.',
  theAcknowledgmentsReachAt: (reached: Put, duration: Put) => `The acknowledgments reach ${reached} at ${duration}.`,
  numberAt: (seq: Put, duration: Put) => `number ${seq} at ${duration}`,
  theFirstNumberAt: (amount: Put, seq: Put, duration: Put) => `${amount}, the first number ${seq} at ${duration}`,
  lostSentence: (several: Put) => `Lost: ${several}.`,
  sentAgainSentence: (several: Put) => `Sent again: ${several}.`,
  nothingIsLostOrSent: 'Nothing is lost or sent again.',
  duplicateAcknowledgmentArrives: 'duplicate acknowledgment arrives',
  duplicateAcknowledgmentsArrive: 'duplicate acknowledgments arrive',
  withSackBlocks: ', with SACK blocks',
  theWindowIsClosedFirst: (amount: Put, duration: Put) => `The window is closed ${amount}, first at ${duration}.`,
  sentMs: 'sent (ms)',
  fromLabel: 'from',
  segments: 'segments',
  acknowledged: 'acknowledged',
  what: 'what',
  sentAgainLabel: 'sent again',
  lostWord: 'lost',
  windowProbe: 'window probe',
} as const

/** How much is sent, and what happens to it. */
export function titleOfSequence({ view, segments, octets, again, lost, closures }: SequenceReading): string {
  const first = segments[0]
  if (!first) return SAYS.noData(view.name === '' ? '' : SAYS.from(view.name))
  const events = [
    lost.length > 0 && SAYS.lost(count(lost.length, SAYS.segmentIs, SAYS.segmentsAre)),
    again.length > 0 && SAYS.sentAgain(count(again.length, SAYS.segmentIs, SAYS.segmentsAre)),
    closures.length > 0 && SAYS.theWindowCloses(closures.length === 1 ? 'once' : count(closures.length, SAYS.time)),
  ].filter((text) => text !== false)
  const sends = SAYS.sendsIn(view.name, count(octets, SAYS.byte), duration(segments.at(-1)!.sent - first.sent))
  return events.length === 0 ? sends : `${sends}; ${list(events)}`
}

/** How much was sent when, what was lost and sent again, when the window closed. */
export function sequenceInWords(reading: SequenceReading): string {
  const { view, segments, octets, again, lost, acks, sacks, closures, duplicates, rest } = reading
  const first = segments[0]
  if (!first) return [SAYS.noSegmentWithData(view.name === '' ? '' : SAYS.from(view.name)), ...rest].join(' ')
  const reached = acks.at(-1)?.[1] ?? 0
  const amount = `${count(octets, SAYS.byte)} in ${count(segments.length, SAYS.segment)}`
  const sentences = [
    SAYS.sendsFromTo(view.name, amount, duration(first.sent), duration(segments.at(-1)!.sent)),
    acks.length === 0
      ? SAYS.noAcknowledgmentArrives
      : SAYS.theAcknowledgmentsReachAt(reached, duration(acks.find(([, ack]) => ack === reached)![0])),
  ]
  const several = (group: readonly Journey[]): string =>
    group.length <= 3
      ? list(group.map(({ seq, sent }) => SAYS.numberAt(seq, duration(sent))))
      : SAYS.theFirstNumberAt(count(group.length, SAYS.segment), group[0]!.seq, duration(group[0]!.sent))
  if (lost.length > 0) sentences.push(SAYS.lostSentence(several(lost)))
  if (again.length > 0) sentences.push(SAYS.sentAgainSentence(several(again)))
  if (lost.length + again.length === 0) sentences.push(SAYS.nothingIsLostOrSent)
  if (duplicates > 0)
    sentences.push(
      `${count(duplicates, SAYS.duplicateAcknowledgmentArrives, SAYS.duplicateAcknowledgmentsArrive)}${
        sacks.length > 0 ? SAYS.withSackBlocks : ''
      }.`,
    )
  if (closures.length > 0)
    sentences.push(SAYS.theWindowIsClosedFirst(count(closures.length, SAYS.time), duration(closures[0]!)))
  return [...sentences, ...rest].join(' ')
}

/** Rows of the table: segments in a row that nothing came between are one. */
interface Burst {
  first: Journey
  last: Journey
  count: number
  /** What was acknowledged when it was sent. */
  acknowledged: number | undefined
  what: string
}

function burstsOf({ segments, acks }: SequenceReading): Burst[] {
  const bursts: Burst[] = []
  let passed = 0
  for (const journey of segments) {
    while (passed < acks.length && acks[passed]![0] <= journey.sent) passed++
    const acknowledged = acks[passed - 1]?.[1]
    const what = whatIs(journey)
    const open = bursts.at(-1)
    if (open?.what === '' && what === '' && open.acknowledged === acknowledged && top(open.last) === journey.seq) {
      open.last = journey
      open.count++
    } else bursts.push({ first: journey, last: journey, count: 1, acknowledged, what })
  }
  return bursts
}

/** What was sent: all that was lost, sent again and such, as far as there is room, and of the others some. */
export function tableOfSegments(reading: SequenceReading): string {
  const bursts = burstsOf(reading)
  const rows = chosen(bursts, ({ what }) => what !== '')
  return rowsTable(
    [SAYS.sentMs, SAYS.fromLabel, 'to', SAYS.segments, SAYS.acknowledged, SAYS.what],
    rows.map(({ first, last, count, acknowledged, what }) => [
      first.sent,
      first.seq,
      top(last),
      count,
      acknowledged,
      what,
    ]),
    { total: bursts.length, of: 'rows' },
  )
}

function whatIs({ segment, retransmission, windowProbe, dropped }: Journey): string {
  const { syn, fin } = segment!.flags
  const words = {
    SYN: syn,
    FIN: fin,
    [SAYS.windowProbe]: windowProbe,
    [SAYS.sentAgainLabel]: retransmission && !windowProbe,
  }
  const held = Object.entries({ ...words, [SAYS.lostWord]: dropped !== undefined }).flatMap(([word, holds]) =>
    holds ? [word] : [],
  )
  return held.join(', ')
}
