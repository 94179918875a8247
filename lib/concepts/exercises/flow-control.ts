/** §2.0.2: what a window carries; how large it has to be; how long it was closed; who avoids silly windows. */
import type { Trace } from '../../network/index.ts'
import {
  expectedUtilisation,
  type Path,
  SEGMENT,
  type SlowReaderOptions,
  slowReader,
  transfer,
} from '../flow-control.ts'
import { segmentsOf } from '../helpers.ts'
import type { Exercise } from './exercise.ts'

export interface FlowControlExercises {
  /** What one connection gets of 20 Mbit/s over a round trip of 600 ms without window scale, in Mbit/s. */
  satellite: Exercise<number>
  /** The smallest window, in segments, that keeps a line full. */
  segmentsNeeded: Exercise<(path: Path) => number>
  /** For how many milliseconds the server's last word was a window of zero. */
  closedFor: Exercise<(trace: Trace) => number>
  /** Which end stops small segments, and small acknowledgments, by avoiding silly windows alone: sender, receiver, either. */
  avoidsSilly: Exercise<{ segments: string; acknowledgments: string }>
}

export const flowControlExercises: FlowControlExercises = {
  satellite: [
    {
      title: 'measured over 20 round trips',
      missing(mine) {
        const segments = 20 * Math.floor(65_535 / SEGMENT)
        const window = segments / 20
        const orbit = { rate: 20e6, delay: 300 }
        const measured = transfer(orbit, { window, segments, record: false }).throughput / 1e6
        if (Math.abs(mine - measured) < 0.06 * measured) return undefined
        if (mine > measured)
          return 'it gets less: what may be under way at once, and how long until it is acknowledged?'
        return 'it gets more: how many bits fit into the window field?'
      },
    },
  ],
  segmentsNeeded: [
    { title: '10 Mbit/s, 10 ms one way', missing: (answer) => wrongWindow(answer, { rate: 10e6, delay: 10 }) },
    { title: '1 Mbit/s, 1 ms one way', missing: (answer) => wrongWindow(answer, { rate: 1e6, delay: 1 }) },
    { title: '25 Mbit/s, 20 ms one way', missing: (answer) => wrongWindow(answer, { rate: 25e6, delay: 20 }) },
    { title: '12 Mbit/s, 10 ms one way', missing: (answer) => wrongWindow(answer, { rate: 12e6, delay: 10 }) },
  ],
  closedFor: [
    {
      title: 'a program that keeps up',
      missing: (answer) => wrongClosing(answer, { reads: { from: 0, bytes: 1 << 20, every: 1 } }),
    },
    {
      title: 'a program that sleeps once',
      missing: (answer) =>
        wrongClosing(answer, { bytes: 12 * SEGMENT, reads: { from: 300, bytes: 1 << 20, every: 10 } }),
    },
    {
      title: 'a program that sleeps until two probes have been sent',
      missing: (answer) =>
        wrongClosing(answer, { bytes: 12 * SEGMENT, reads: { from: 3500, bytes: 1 << 20, every: 10 } }),
    },
    {
      title: 'a program that sleeps, and then reads little at a time',
      missing: (answer) => wrongClosing(answer, { reads: { from: 3500, bytes: 4 * SEGMENT, every: 100 } }),
    },
  ],
  avoidsSilly: [
    {
      title: 'small segments',
      missing: ({ segments }) => wrongSillyEnd(segments, (run, wise) => run.segments < 2 * wise.segments),
    },
    {
      title: 'small acknowledgments',
      missing: ({ acknowledgments }) =>
        wrongSillyEnd(acknowledgments, (run, wise) => acknowledgmentsIn(run) < 2 * acknowledgmentsIn(wise)),
    },
  ],
}

/** Measured over 60 round trips, so that the wait at the very end hardly counts. */
function wrongWindow(answer: (path: Path) => number, path: Path): string | undefined {
  const window = answer(path)
  if (!Number.isInteger(window) || window < 1 || window > 10_000)
    return `it returned ${window}, and a whole number of segments from 1 to 10,000 is wanted`
  if (expectedUtilisation(path, window) < 1) {
    const { utilisation } = transfer(path, { window, segments: 60 * window, record: false })
    return `with a window of ${window}, the line is used ${(100 * utilisation).toFixed(1)} % of the time`
  }
  return expectedUtilisation(path, window - 1) < 1 ? undefined : `${window} segments fill the line, but so do fewer`
}

function wrongClosing(answer: (trace: Trace) => number, options: SlowReaderOptions): string | undefined {
  const { trace } = slowReader(options)
  const said = answer(trace)
  if (typeof said !== 'number' || Number.isNaN(said)) return `it returned ${said}, and milliseconds are wanted`
  const wanted = closedTime(trace)
  if (said < wanted - 0.5)
    return `${said} ms is too short: when does it close, which segment opens it, and does it close again?`
  return said > wanted + 0.5 ? `${said} ms is too long: from when on, and up to when, is it closed?` : undefined
}

function closedTime(trace: Trace): number {
  const words = segmentsOf(trace).filter(({ from }) => from === 'server')
  return words.reduce((sum, { time, segment }, at) => {
    const next = words[at + 1]
    return next && segment.window === 0 ? sum + next.time - time : sum
  }, 0)
}

type SillyRun = ReturnType<typeof slowReader>

/** @param isCured whether a run is about as good as one in which both ends avoid silly windows */
function wrongSillyEnd(mine: string, isCured: (run: SillyRun, wise: SillyRun) => boolean): string | undefined {
  const run = (avoidsSilly: 'both' | 'sender' | 'receiver') =>
    slowReader({ buffer: 4 * SEGMENT, bytes: 10_000, reads: { from: 500, bytes: 10, every: 5 }, avoidsSilly })
  const wise = run('both')
  const [bySender, byReceiver] = [isCured(run('sender'), wise), isCured(run('receiver'), wise)]
  switch (mine) {
    case 'sender':
      if (!bySender) return "with avoidsSilly: 'sender' there are as many as ever"
      return byReceiver ? 'it does; but run it with the other end, too' : undefined
    case 'receiver':
      if (!byReceiver) return "with avoidsSilly: 'receiver' there are as many as ever"
      return bySender ? 'it does; but run it with the other end, too' : undefined
    case 'either':
      return bySender && byReceiver ? undefined : 'one of the two ends does not stop them by itself'
    default:
      return "'sender', 'receiver' or 'either' is wanted"
  }
}

function acknowledgmentsIn({ trace }: SillyRun): number {
  return segmentsOf(trace).filter(({ from }) => from === 'server').length
}
