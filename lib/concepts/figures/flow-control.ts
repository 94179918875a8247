/** §2 (2) in pictures: the figures of lesson 2.0.2 about a line and a window, each a pure function of its parameters. */
import {
  barFigure,
  ladderFigure,
  type Scene,
  type ShownFigure,
  sceneFigure,
  sequenceFigure,
  withData,
} from '../../draw/index.ts'
import { count } from '../../words.ts'
import { expectedUtilisation, type Path, percent, sendingTime, type TransferResult, transfer } from '../flow-control.ts'

export { lostUpdate, sleeperInRibbons, sleeperInTime } from './slow-reader.ts'

export interface LineParameters {
  /** Mbit/s */
  rate?: number
  /** There and back, in milliseconds. */
  rtt?: number
}

export interface ReceiverRoomParameters {
  /** In segments. */
  window?: number
}

export interface WindowParameters extends ReceiverRoomParameters {
  /** There and back, in milliseconds. */
  rtt?: number
}

const linePath = ({ rate = 10, rtt = 20 }: LineParameters): Path => ({ rate: rate * 1e6, delay: rtt / 2 })

/** Milliseconds, to a hundredth. */
const hundredths = (time: number): number => Math.round(time * 100) / 100

/** A sender with much to send, a line, and a receiver with room for a few segments. */
export function beforeTheTransfer({ window = 8 }: ReceiverRoomParameters = {}): ShownFigure<Scene> {
  return sceneFigure(
    {
      boxes: [
        {
          id: 'client',
          kind: 'host',
          name: 'client',
          inside: [
            { id: 'sends', kind: 'program', name: 'program', note: 'has a file to send' },
            { id: 'to-send', kind: 'buffer', name: 'send buffer', places: 12, taken: 12 },
          ],
        },
        {
          id: 'server',
          kind: 'host',
          name: 'server',
          inside: [
            { id: 'reads', kind: 'program', name: 'program', note: 'reads what has come' },
            { id: 'room', kind: 'buffer', name: 'receive buffer', places: window, taken: 0 },
          ],
        },
      ],
      links: [
        { from: 'sends', to: 'to-send', kind: 'call', label: 'send' },
        { from: 'room', to: 'reads', kind: 'call', label: 'recv' },
        { from: 'client', to: 'server', kind: 'wire', label: '10 Mbit/s, 10 ms each way', both: true },
      ],
    },
    {
      title: `A file is to cross the line, and the receiver has room for ${count(window, 'segment')}`,
      description:
        'A client’s program hands a file to its send buffer, which is full. A line of 10 Mbit/s, 10 ms each way, leads to the server, ' +
        `whose receive buffer has room for ${count(window, 'segment')}, still empty; its program reads from there.`,
    },
  )
}

/** One segment, its acknowledgment, the next: 200 segments, and the first three rounds of them in the picture. */
export function stopAndWait(line: LineParameters = {}): ShownFigure<TransferResult> {
  const path = linePath(line)
  const [sending, rtt] = [sendingTime(path), 2 * path.delay]
  const one = transfer(path, { window: 1, segments: 200 })
  const figure = ladderFigure(one.trace, {
    from: rtt,
    until: rtt + 3.3 * (sending + rtt),
    states: false,
    title: `Of each round of ${hundredths(sending + rtt)} ms, ${hundredths(sending)} ms carry data`,
  })
  return withData(figure, one)
}

/** What a window makes of a line: shares of the time. */
export interface Use {
  /** In segments. */
  window: number
  /** Measured, 0 to 1. */
  utilisation: number
  /** By the formula, 0 to 1. */
  formula: number
}

/** How much of its time a line carries data, by the window: measured, and by the formula. */
export function useByWindow({ rate = 10, rtt = 20 }: LineParameters = {}): ShownFigure<Use[]> {
  const path = linePath({ rate, rtt })
  const uses = [1, 2, 4, 8, 16, 32].map((window): Use => {
    const { utilisation } = transfer(path, { window, segments: 2000, record: false })
    return { window, utilisation, formula: expectedUtilisation(path, window) }
  })
  const bars = uses.map(({ window, utilisation, formula }) => {
    return { name: `${window}`, value: 100 * utilisation, formula: 100 * formula }
  })
  const figure = barFigure(bars, {
    unit: '%',
    measure: 'utilisation, by window in segments',
    to: 100,
    title: `From ${percent(uses[0]!.utilisation)} to ${percent(uses.at(-1)!.utilisation)}: a larger window uses more of the line`,
  })
  return withData(figure, uses)
}

/** Three windows full of segments, as the sender sees them. */
export function windowAtWork({ window = 8, rtt = 20 }: WindowParameters = {}): ShownFigure<TransferResult> {
  const path = linePath({ rtt })
  const run = transfer(path, { window, segments: 3 * window })
  const [burst, round] = [window * sendingTime(path), sendingTime(path) + rtt]
  const wait = burst < round ? `waits for ${hundredths(round - burst)} ms` : 'never waits'
  const title = `With a window of ${count(window, 'segment')} the sender sends for ${hundredths(burst)} ms and ${wait}`
  return withData(sequenceFigure(run.trace, { title }), run)
}
