/** §2 (2) in pictures: a sender, and a program that reads late, slowly, not at all, or when the reader of the lesson has it read. */
import {
  type ChartArea,
  type ChartMark,
  type Play,
  type PlayAction,
  type PlayFact,
  plain,
  type ShownFigure,
  sequenceFigure,
  type Target,
  timeColumns,
  withData,
  withPlay,
} from '../../draw/index.ts'
import { count, list } from '../../words.ts'
import type { Reading } from '../flow.ts'
import { SEGMENT, type SlowReader, slowReader } from '../flow-control.ts'
import { momentAt, momentWords, ribbonView, senderMoments, sentPieces } from './window-views.ts'

/** What the program does: it wakes after a while and reads, it reads a little at a time, all at once, or never. */
type ReaderKind = 'late' | 'slow' | 'fast' | 'asleep'

export interface ReaderParameters {
  /** When a program that wakes late begins to read, in virtual milliseconds. */
  wakes?: number
  /** How many segments it then reads every 100 ms. */
  bite?: number
  /** The receiver's buffer, in segments. */
  window?: number
  /** Mbit/s */
  rate?: number
  /** One way, in milliseconds. */
  delay?: number
  reader?: ReaderKind
  /** When it reads 4 KB by hand, in tenths of a second. */
  reads?: readonly number[]
  /** What becomes of the first ACK that opens the window again. */
  update?: 'arrives' | 'is lost'
  /** Which moment the ribbon shows; the last unless told. */
  at?: number | undefined
}

const SAYS = {
  inTime: (opens: number, asked: string) =>
    `The window is closed from 50 ms to ${opens} ms, and the sender asks ${asked}`,
  asked: ['not once', 'once', 'twice'] as readonly string[],
  time: 'time',
  now: 'here',
  hand: '4 KB',
  readAt: (seconds: string) => `have the program read 4 KB at ${seconds} s`,
  notAt: (seconds: string) => `do not read 4 KB at ${seconds} s`,
  readNow: (seconds: string) => `read 4 KB at ${seconds} s`,
  byHand: 'The program',
  readsAll: 'This program reads everything as it comes.',
  noMore: 'Twelve reads are the most.',
  numbers: 'In numbers',
  acknowledged: 'Acknowledged',
  read: 'Read by the program',
  bytes: (bytes: number) => `${bytes} bytes`,
  window: 'Window in the end',
  asks: 'The sender asks at',
  never: 'never',
  finished: 'All is read at',
  notYet: 'not within 10 s',
  milliseconds: (time: string) => `${time} ms`,
  segment: 'segment',
  allRead: (segments: string, time: string) => `All ${segments} are read after ${time} ms.`,
  standing: (acknowledged: string, all: string, read: number, window: number) =>
    `After 10 s, ${acknowledged} of ${all} are acknowledged, and the program has read ${read} bytes; the window is ${window} bytes.`,
  probes: (times: string) => `The sender asks at ${times} ms.`,
  noProbes: 'The sender never has to ask.',
  ask: 'Have the program sleep and its update be lost. Then have it read once, after two probes, so that the sender goes on within 100 ms.',
  told: (read: string, probe: string) =>
    `The program reads at ${read} ms and its update is lost; the probe of ${probe} ms finds the window open. The time between probes doubles.`,
} as const

const TEN_SECONDS = 10_000
const BY_HAND = 4096
const MOST_READS = 12
/** Narrow pictures have wider columns, for fingers. */
const readStep = (width: number): number => (width < 480 ? 400 : 200)
const tenthsAsSeconds = (tenths: number): string => plain(tenths / 10)

type ReaderSettings = Required<Omit<ReaderParameters, 'at'>>

function readerSettings(parameters: ReaderParameters): ReaderSettings {
  const { wakes = 3500, bite = 4, window = 8, rate = 10, delay = 10 } = parameters
  const { reader = 'late', reads = [], update = 'arrives' } = parameters
  return { wakes, bite, window, rate, delay, reader, reads, update }
}

const isAsStored = ({ window, rate, delay, reader, reads, update }: ReaderSettings): boolean =>
  window === 8 && rate === 10 && delay === 10 && reader === 'late' && reads.length === 0 && update === 'arrives'

/** A reader that sleeps, as a time-sequence graph, with the sender's probes and every window of zero. */
export function sleeperInTime(parameters: ReaderParameters = {}): ShownFigure<SlowReader> {
  const settings = readerSettings(parameters)
  const { wakes, reads, reader } = settings
  const story = storyOf(settings)
  const moments = senderMoments(story.trace)
  const { at } = parameters
  const now = at === undefined ? undefined : momentAt(moments, at)
  const marks: ChartMark[] = reads.map((tenths) => ({ time: tenths * 100, text: SAYS.hand }))
  if (now) marks.unshift({ time: now.time ?? 0, text: SAYS.now })
  const figure = sequenceFigure(story.trace, {
    ...(isAsStored(settings) && { title: SAYS.inTime(wakes + 10, timesOf(story.probes.length)) }),
    ...(marks.length > 0 && { marks }),
    // Where it is to be read by hand, the time without an event is a place to press, too.
    ...((reads.length > 0 || reader === 'asleep') && { until: TEN_SECONDS }),
  })
  return withPlay(withData(figure, story), (): Play => {
    const pieces = sentPieces(story.trace)
    return {
      moments: momentWords(moments),
      targets: (width) => readColumns(figure.area(width), width, settings),
      actions: readActions(settings, now?.time),
      views: [...ribbonView(moments, at, pieces), { name: SAYS.numbers, facts: readerFacts(story) }],
      challenge: { ask: SAYS.ask, ...metBy(story, settings) },
      said: saidOfReader(story, settings),
    }
  })
}

const timesOf = (asked: number): string => SAYS.asked[asked] ?? count(asked, SAYS.time)

let lastStory: { of: string; story: SlowReader } | undefined

/** The ribbon's moment changes nothing of the run. */
function storyOf(settings: ReaderSettings): SlowReader {
  const { window, rate, delay, update, reader, wakes } = settings
  const of = JSON.stringify(settings)
  if (lastStory?.of === of) return lastStory.story
  const story = slowReader({
    path: { rate: rate * 1e6, delay },
    buffer: window * SEGMENT,
    bytes: segmentsFor(settings) * SEGMENT,
    reads: readsOf(settings),
    loseUpdate: update === 'is lost',
    until: reader === 'late' ? wakes + TEN_SECONDS : TEN_SECONDS,
  })
  lastStory = { of, story }
  return story
}

/** More than the window holds, or there would be nothing to see. */
const segmentsFor = ({ window }: ReaderSettings): number => Math.max(40, 2 * window)

function readsOf({ reader, wakes, bite, reads }: ReaderSettings): Reading[] | 'immediately' {
  if (reader === 'fast') return 'immediately'
  const byHand = reads.map((tenths): Reading => {
    const from = tenths * 100
    return { from, bytes: BY_HAND, every: TEN_SECONDS, until: from + 1 }
  })
  if (reader === 'asleep') return byHand
  const rhythm =
    reader === 'slow' ? { from: 0, bytes: 2 * SEGMENT, every: 100 } : { from: wakes, bytes: bite * SEGMENT, every: 100 }
  return [rhythm, ...byHand]
}

/** Columns of time; a press has the program read there. */
function readColumns(area: ChartArea, width: number, { reads, reader }: ReaderSettings): Target[] {
  if (reader === 'fast') return []
  return timeColumns(area, { from: 0, until: TEN_SECONDS, step: readStep(width) }).flatMap(
    ({ from, to, line: shape }): Target[] => {
      const rest = reads.filter((tenths) => tenths * 100 < from || tenths * 100 >= to)
      const isOn = rest.length < reads.length
      const tenths = Math.max(1, Math.round(from / 100))
      const set = { reads: isOn ? rest : [...reads, tenths].slice(-MOST_READS) }
      return [{ shape, isLine: true, label: (isOn ? SAYS.notAt : SAYS.readAt)(tenthsAsSeconds(tenths)), set, isOn }]
    },
  )
}

function readActions({ reads, reader }: ReaderSettings, now: number | undefined): PlayAction[] {
  const from = now === undefined ? 20 : Math.min(100, Math.max(1, Math.ceil(now / 100)))
  const free = Array.from({ length: 101 - from }, (_, index) => from + index).find((tenths) => !reads.includes(tenths))
  const label = SAYS.readNow(tenthsAsSeconds(free ?? from))
  const read: PlayAction = { label, group: SAYS.byHand }
  return [
    reader === 'fast'
      ? { ...read, isOff: SAYS.readsAll }
      : reads.length >= MOST_READS || free === undefined
        ? { ...read, isOff: SAYS.noMore }
        : { ...read, set: { reads: [...reads, free] } },
  ]
}

function readerFacts({ standing, probes, finished, read }: SlowReader): PlayFact[] {
  return [
    { name: SAYS.acknowledged, value: SAYS.bytes(standing.acknowledged) },
    { name: SAYS.read, value: SAYS.bytes(read) },
    { name: SAYS.window, value: SAYS.bytes(standing.window) },
    { name: SAYS.asks, value: probes.length === 0 ? SAYS.never : SAYS.milliseconds(probeTimes(probes)) },
    { name: SAYS.finished, value: finished === undefined ? SAYS.notYet : SAYS.milliseconds(plain(finished)) },
  ]
}

const probeTimes = (probes: readonly number[]): string => list(probes.map((time) => plain(Math.round(time))))

function saidOfReader({ standing, probes, finished, read }: SlowReader, settings: ReaderSettings): string {
  const all = count(segmentsFor(settings), SAYS.segment)
  return [
    finished === undefined
      ? SAYS.standing(plain(standing.acknowledged / SEGMENT), all, read, standing.window)
      : SAYS.allRead(all, plain(finished)),
    probes.length === 0 ? SAYS.noProbes : SAYS.probes(probeTimes(probes)),
  ].join(' ')
}

/** One read behind two probes, whose update is lost, and a probe at once. */
function metBy({ probes }: SlowReader, { reader, update, reads }: ReaderSettings): { isMet: boolean; told?: string } {
  const read = (reads[0] ?? 0) * 100
  const isAsked = reader === 'asleep' && update === 'is lost' && reads.length === 1
  const next = probes.find((time) => time >= read)
  if (!isAsked || next === undefined) return { isMet: false }
  const isMet = probes.filter((time) => time < read).length >= 2 && next - read <= 100
  return isMet ? { isMet, told: SAYS.told(plain(read), plain(Math.round(next))) } : { isMet }
}
