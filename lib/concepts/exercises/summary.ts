/** §3: what a trace shows, and when its last line is there. */
import { isSegment, type SegmentEvent, type Trace } from '../../network/index.ts'
import { count } from '../../words.ts'
import { absentFrom, marksOf } from '../marks.ts'
import { wholeConnection } from '../whole-connection.ts'
import type { Exercise } from './exercise.ts'

export interface SummaryExercises {
  /** Nothing is lost and nobody sleeps: the numbers of the marks that are gone, and when the client has its receipt, in ms. */
  calmConnection: Exercise<{ gone: readonly number[]; receipt: number }>
  /** The same connection: how many segments of data go in each round trip, and when the receipt is there, in ms. */
  roundTrips: Exercise<{ rounds: readonly number[]; receipt: number }>
  /** When a segment of the client's was sent first and when again, in ms; `undefined` where none was sent twice. */
  sentTwice: Exercise<(trace: Trace) => { first: number; again: number } | undefined>
}

/** So far off a guess may be, and a computation, in milliseconds. */
const GUESSED = 30
const COMPUTED = 1

export const summaryExercises: SummaryExercises = {
  calmConnection: [
    { title: 'the marks that are gone', missing: ({ gone }) => wrongMarks(gone) },
    { title: 'when the receipt is there', missing: ({ receipt }) => wrongReceipt(receipt, GUESSED) },
  ],
  roundTrips: [
    { title: 'the segments of each round trip', missing: ({ rounds }) => wrongRounds(rounds) },
    {
      title: 'when the receipt is there, to the millisecond',
      missing: ({ receipt }) => wrongReceipt(receipt, COMPUTED),
    },
  ],
  sentTwice: [
    { title: 'the connection of this page', missing: (answer) => wrongResending(answer, {}) },
    { title: 'another segment is lost', missing: (answer) => wrongResending(answer, { lost: 2, nap: 0 }) },
    {
      title: 'nothing is lost, but the server sleeps',
      missing: (answer) => wrongResending(answer, { lost: 0 }),
    },
  ],
}

async function wrongMarks(gone: readonly number[]): Promise<string | undefined> {
  const { trace } = await wholeConnection()
  const { trace: calm } = await calmConnection()
  const absent = absentFrom(calm, marksOf(trace)).map(({ number }) => number)
  const wrong = new Set(gone.filter((number) => !absent.includes(number))).size
  if (wrong > 0) return `${count(wrong, 'mark')} of yours can be seen all the same`
  const missing = absent.filter((number) => !gone.includes(number)).length
  if (missing > 0)
    return `${count(missing, 'more mark is', 'more marks are')} gone: what follows from the loss, and from the sleep?`
  return undefined
}

async function wrongReceipt(receipt: number, within: number): Promise<string | undefined> {
  const { trace } = await calmConnection()
  const read = trace.events.find(
    (event) => event.type === 'program' && event.host === 'client' && event.text === 'line',
  )
  const off = receipt - read!.time
  if (Math.abs(off) <= within) return undefined
  if (off > 0) return 'it is there sooner: nothing is waited for but the line, its length and the windows'
  return within === COMPUTED
    ? 'it is there later: does the last segment have the line to itself? And the receipt travels, too'
    : 'it is there later: the letter does not fit into one window'
}

async function wrongRounds(rounds: readonly number[]): Promise<string | undefined> {
  const sent = roundsOf((await calmConnection()).trace)
  const at = sent.findIndex((segments, index) => segments !== rounds[index])
  if (at < 0) {
    return rounds.length > sent.length ? `after ${count(sent.length, 'round trip')} all has been sent` : undefined
  }
  const round = `round trip ${at + 1}`
  const yours = rounds[at]
  if (yours === undefined) return `${round}: there is something left to send`
  return yours > sent[at]! ? `${round}: fewer go; is it cwnd that limits, or something else?` : `${round}: more may go`
}

/** A round trip ends when the ACK for its first segment comes. */
function roundsOf(trace: Trace): number[] {
  const data = segmentEvents(trace, 'sent').filter(
    ({ from, segment }) => from === 'client' && segment.payload.length > 0,
  )
  const acks = segmentEvents(trace, 'delivered').filter(({ to }) => to === 'client')
  const rounds: number[] = []
  for (let first = 0; first < data.length; ) {
    const { segment } = data[first]!
    const end = acks.find(({ segment: { ack } }) => ack === segment.seq + segment.payload.length)!.time
    const next = data.findIndex(({ time }, at) => at > first && time >= end)
    rounds.push((next < 0 ? data.length : next) - first)
    first = next < 0 ? data.length : next
  }
  return rounds
}

type SentTwice = (trace: Trace) => { first: number; again: number } | undefined

async function wrongResending(answer: SentTwice, way: { lost?: number; nap?: number }): Promise<string | undefined> {
  const { trace } = await wholeConnection(way)
  const data = segmentEvents(trace, 'sent').filter(
    ({ from, segment }) => from === 'client' && segment.payload.length > 0,
  )
  const again = data.find(({ retransmission }) => retransmission)
  const first = data.find(({ segment }) => segment.seq === again?.segment.seq)
  const found = answer(trace)
  if (!again)
    return found === undefined ? undefined : 'it finds one, and nothing was sent twice: what of a window probe?'
  if (found === undefined) return 'it finds none, and one was sent twice'
  if (found.first !== first?.time) return 'the time at which it was sent first is another'
  return found.again === again.time ? undefined : 'the time at which it was sent again is another'
}

function segmentEvents({ events }: Trace, what: SegmentEvent['what']): SegmentEvent[] {
  return events.filter(isSegment).filter((event) => event.what === what)
}

function calmConnection(): ReturnType<typeof wholeConnection> {
  return wholeConnection({ lost: 0, nap: 0 })
}
