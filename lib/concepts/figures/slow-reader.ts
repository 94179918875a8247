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

const sleeper = ({ wakes = 3500, bite = 4 }: SleepingReaderParameters): SlowReader =>
  slowReader({ reads: { from: wakes, octets: bite * SEGMENT, every: 100 } })

/** The sender's numbers at five moments: the buffer fills, stays full, and is emptied. */
export function sleeperInRibbons({ bite = 4 }: ReaderBiteParameters = {}): ShownFigure<SlowReader> {
  const story = sleeper({ bite })
  const times = [20.1, 46.1, 1000, 3511, 3700]
  const figure = windowFigure(windowMoments(story.trace, { times }), {
    mss: SEGMENT,
    title: 'The window closes from the left, and opens when the program reads',
  })
  return withData(figure, story)
}

/** The same as a time-sequence graph, with its probes and every window of zero. */
export function sleeperInTime({ wakes = 3500, bite = 4 }: SleepingReaderParameters = {}): ShownFigure<SlowReader> {
  const story = sleeper({ wakes, bite })
  const title = `The window is closed from 50 ms to ${wakes + 10} ms, and the sender asks ${timesOf(story.probes.length)}`
  return withData(sequenceFigure(story.trace, { title }), story)
}

const timesOf = (asked: number): string => ['not once', 'once', 'twice'][asked] ?? count(asked, 'time')

export interface LostUpdateParameters {
  /** When the reader wakes, in virtual milliseconds. */
  wakes?: number
}

/** The reader's window update is lost: nothing moves until the sender's probe asks. @see RFC 9293 §3.8.6.1 */
export function lostUpdate({ wakes = 5000 }: LostUpdateParameters = {}): ShownFigure<SlowReader> {
  const run = slowReader({ reads: { octets: 1 << 20, every: 100, from: wakes }, loseUpdate: true })
  const figure = ladderFigure(run.trace, {
    from: wakes - 100,
    until: run.probes.at(-1)! + 15,
    window: true,
    states: false,
    title: 'The update is lost, and the sender asks',
  })
  return withData(figure, run)
}
