/** §2 (2) in pictures: the figures of lesson 2.0.2 about a reader that sleeps, each a pure function of its parameters. */
import {
  ladderFigure,
  type ShownFigure,
  sequenceFigure,
  windowFigure,
  windowMoments,
  withData,
} from '../../draw/index.ts'
import { count } from '../../words.ts'
import { SEGMENT, type SlowReader, slowReader } from '../flow-control.ts'

export interface ReaderBiteParameters {
  /** How many segments the reader, once awake, reads every 100 ms. */
  bite?: number
}

export interface SleepingReaderParameters extends ReaderBiteParameters {
  /** When it begins to read, in virtual milliseconds. */
  wakes?: number
}

const SAYS = {
  ribbons: 'The window closes from the left, and opens when the program reads',
  inTime: (opens: number, asked: string) =>
    `The window is closed from 50 ms to ${opens} ms, and the sender asks ${asked}`,
  asked: ['not once', 'once', 'twice'] as readonly string[],
  time: 'time',
  lostUpdate: 'The update is lost, and the sender asks',
} as const

const sleeper = ({ wakes = 3500, bite = 4 }: SleepingReaderParameters): SlowReader =>
  slowReader({ reads: { from: wakes, bytes: bite * SEGMENT, every: 100 } })

/** The sender's numbers at five moments: the buffer fills, stays full, and is emptied. */
export function sleeperInRibbons({ bite = 4 }: ReaderBiteParameters = {}): ShownFigure<SlowReader> {
  const story = sleeper({ bite })
  const times = [20.1, 46.1, 1000, 3511, 3700]
  const figure = windowFigure(windowMoments(story.trace, { times }), {
    mss: SEGMENT,
    title: SAYS.ribbons,
  })
  return withData(figure, story)
}

/** The same as a time-sequence graph, with its probes and every window of zero. */
export function sleeperInTime({ wakes = 3500, bite = 4 }: SleepingReaderParameters = {}): ShownFigure<SlowReader> {
  const story = sleeper({ wakes, bite })
  const title = SAYS.inTime(wakes + 10, timesOf(story.probes.length))
  return withData(sequenceFigure(story.trace, { title }), story)
}

const timesOf = (asked: number): string => SAYS.asked[asked] ?? count(asked, SAYS.time)

export interface LostUpdateParameters {
  /** When the reader wakes, in virtual milliseconds. */
  wakes?: number
}

/** The reader's window update is lost: nothing moves until the sender's probe asks. @see RFC 9293 §3.8.6.1 */
export function lostUpdate({ wakes = 5000 }: LostUpdateParameters = {}): ShownFigure<SlowReader> {
  const run = slowReader({ reads: { bytes: 1 << 20, every: 100, from: wakes }, loseUpdate: true })
  const figure = ladderFigure(run.trace, {
    from: wakes - 100,
    until: run.probes.at(-1)! + 15,
    window: true,
    states: false,
    title: SAYS.lostUpdate,
  })
  return withData(figure, run)
}
