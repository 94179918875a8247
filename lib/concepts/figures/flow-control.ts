/** §2 (2) in pictures: the figures of lesson 2.0.2 about a line and a window, each a pure function of its parameters. */
import { barFigure, ladderFigure, type Scene, type ShownFigure, sceneFigure, withData } from '../../draw/index.ts'
import { count } from '../../words.ts'
import { expectedUtilisation, type Path, percent, sendingTime, type TransferResult, transfer } from '../flow-control.ts'
import { hundredths } from './window-at-work.ts'

export { lostUpdate, sleeperInRibbons } from './slow-reader.ts'
export { type ReaderParameters, sleeperInTime } from './window-and-reader.ts'
export { type WindowParameters, windowAtWork } from './window-at-work.ts'

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

const SAYS = {
  sends: 'has a file to send',
  reads: 'reads what has come',
  client: 'client',
  server: 'server',
  program: 'program',
  sendBuffer: 'send buffer',
  receiveBuffer: 'receive buffer',
  send: 'send',
  recv: 'recv',
  line: '10 Mbit/s, 10 ms each way',
  beforeTitle: (room: string) => `A file is to cross the line, and the receiver has room for ${room}`,
  before: (room: string) =>
    'A client’s program hands a file to its send buffer, which is full. A line of 10 Mbit/s, 10 ms each way, leads to the server, ' +
    `whose receive buffer has room for ${room}, still empty; its program reads from there.`,
  segment: 'segment',
  round: (round: number, sending: number) => `Of each round of ${round} ms, ${sending} ms carry data`,
  percent: '%',
  use: 'utilisation, by window in segments',
  uses: (least: string, most: string) => `From ${least} to ${most}: a larger window uses more of the line`,
} as const

const linePath = ({ rate = 10, rtt = 20 }: LineParameters): Path => ({ rate: rate * 1e6, delay: rtt / 2 })

/** A sender with much to send, a line, and a receiver with room for a few segments. */
export function beforeTheTransfer({ window = 8 }: ReceiverRoomParameters = {}): ShownFigure<Scene> {
  const room = count(window, SAYS.segment)
  return sceneFigure(
    {
      boxes: [
        {
          id: 'client',
          kind: 'host',
          name: SAYS.client,
          inside: [
            { id: 'sends', kind: 'program', name: SAYS.program, note: SAYS.sends },
            { id: 'to-send', kind: 'buffer', name: SAYS.sendBuffer, places: 12, taken: 12 },
          ],
        },
        {
          id: 'server',
          kind: 'host',
          name: SAYS.server,
          inside: [
            { id: 'reads', kind: 'program', name: SAYS.program, note: SAYS.reads },
            { id: 'room', kind: 'buffer', name: SAYS.receiveBuffer, places: window, taken: 0 },
          ],
        },
      ],
      links: [
        { from: 'sends', to: 'to-send', kind: 'call', label: SAYS.send },
        { from: 'room', to: 'reads', kind: 'call', label: SAYS.recv },
        { from: 'client', to: 'server', kind: 'wire', label: SAYS.line, both: true },
      ],
    },
    {
      title: SAYS.beforeTitle(room),
      description: SAYS.before(room),
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
    title: SAYS.round(hundredths(sending + rtt), hundredths(sending)),
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
    unit: SAYS.percent,
    measure: SAYS.use,
    to: 100,
    title: SAYS.uses(percent(uses[0]!.utilisation), percent(uses.at(-1)!.utilisation)),
  })
  return withData(figure, uses)
}
