/** §2 (2) in pictures: the figures of lesson 2.0.2 about a reader that sleeps, each a pure function of its parameters. */
import { ladderFigure, type ShownFigure, windowFigure, windowMoments, withData } from '../../draw/index.ts'
import { SEGMENT, type SlowReader, slowReader } from '../flow-control.ts'

export interface ReaderBiteParameters {
  /** How many segments the reader, once awake, reads every 100 ms. */
  bite?: number
}

const SAYS = {
  ribbons: 'The window closes from the left, and opens when the program reads',
  lostUpdate: 'The update is lost, and the sender asks',
} as const

/** The sender's numbers at five moments: the buffer fills, stays full, and is emptied. */
export function sleeperInRibbons({ bite = 4 }: ReaderBiteParameters = {}): ShownFigure<SlowReader> {
  const story = slowReader({ reads: { from: 3500, bytes: bite * SEGMENT, every: 100 } })
  const times = [20.1, 46.1, 1000, 3511, 3700]
  const figure = windowFigure(windowMoments(story.trace, { times }), {
    mss: SEGMENT,
    title: SAYS.ribbons,
  })
  return withData(figure, story)
}

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
