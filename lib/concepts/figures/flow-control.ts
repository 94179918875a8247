/** §2 (2) in pictures: the figures of lesson 2.0.2, each a pure function of its parameters. */
import { ladderFigure, type ShownFigure, withData } from '../../draw/index.ts'
import { type SlowReader, slowReader } from '../flow-control.ts'

export interface LostUpdateParameters {
  /** When the reader wakes, in virtual milliseconds. */
  wakes?: number
}

/** The reader's window update is lost: nothing moves until the sender's probe asks. @see RFC 9293 §3.8.6.1 */
export function lostUpdate({ wakes = 5000 }: LostUpdateParameters = {}): ShownFigure<SlowReader> {
  const run = slowReader({ reads: { octets: 1 << 20, every: 100, from: wakes }, loseUpdate: true })
  const figure = ladderFigure(run.trace, {
    from: wakes - 100,
    until: wakes + 2065,
    window: true,
    states: false,
    title: 'The update is lost, and the sender asks',
  })
  return withData(figure, run)
}
