/** §2 (2) in pictures: three windows full of segments on a line, and how much of the line they use. */
import {
  type ChartFigure,
  lineFigure,
  type Play,
  type Point,
  plain,
  type ShownFigure,
  sequenceFigure,
  withData,
  withPlay,
} from '../../draw/index.ts'
import { count } from '../../words.ts'
import {
  expectedUtilisation,
  type Path,
  percent,
  SEGMENT,
  sendingTime,
  type TransferResult,
  transfer,
} from '../flow-control.ts'
import { momentAt, momentWords, ribbonView, segmentsIn, senderMoments, sentPieces } from './window-views.ts'

export interface WindowParameters {
  /** In segments. */
  window?: number
  /** Mbit/s */
  rate?: number
  /** One way, in milliseconds. */
  delay?: number
  /** Which moment the ribbon shows; the last unless told. */
  at?: number | undefined
}

const SAYS = {
  segment: 'segment',
  waits: (wait: number) => `waits for ${wait} ms`,
  neverWaits: 'never waits',
  atWork: (window: string, sending: number, wait: string) =>
    `With a window of ${window} the sender sends for ${sending} ms and ${wait}`,
  now: 'here',
  use: 'How much of the line a window uses',
  useTitle: 'A larger window uses more of the line, up to the bandwidth-delay product',
  formula: 'formula',
  measured: 'measured',
  window: 'window',
  segments: 'segments',
  utilisation: 'utilisation',
  percent: '%',
  productShort: (segments: string) => `${segments} segments`,
  upright: 'The upright line is the bandwidth-delay product.',
  productBeyond: (segments: string) => `The bandwidth-delay product is ${segments} segments, beyond the chart.`,
  numbers: 'In numbers',
  round: 'A segment and its acknowledgment',
  milliseconds: (time: string) => `${time} ms`,
  inARound: 'The line takes in that time',
  inWindow: 'The window holds',
  busy: 'The line is busy for',
  data: 'Data',
  mbit: (rate: string) => `${rate} Mbit/s`,
  said: (use: string, rate: string) => `The line is busy for ${use} of the time, and carries ${rate} Mbit/s of data.`,
  left: (product: string, window: string) =>
    `In a round trip it could take ${product} segments, and the window holds ${window}: a faster line would change little, a larger window or a shorter way much.`,
  right: (product: string, window: string) =>
    `In a round trip it takes ${product} segments, and the window holds ${window}: a larger window would change nothing, a faster line would.`,
  ask: 'Find the smallest window with which the sender never waits on this line.',
  told: (window: string, product: string) =>
    `${window} are enough: in the time of a segment and its acknowledgment the line takes ${product}.`,
} as const

/** Milliseconds, to a hundredth. */
export const hundredths = (time: number): number => Math.round(time * 100) / 100

/** How many segments the line takes while one of them and its acknowledgment are under way: 1 + RTT·C/L. */
const productOf = (path: Path): number => 1 + (2 * path.delay) / sendingTime(path)

/** Three windows full of segments, as the sender sees them. */
export function windowAtWork({
  window = 8,
  rate = 10,
  delay = 10,
  at,
}: WindowParameters = {}): ShownFigure<TransferResult> {
  const path = { rate: rate * 1e6, delay }
  const run = threeWindows(path, window)
  const [burst, round] = [window * sendingTime(path), sendingTime(path) + 2 * delay]
  const wait = burst < round ? SAYS.waits(hundredths(round - burst)) : SAYS.neverWaits
  const title = SAYS.atWork(count(window, SAYS.segment), hundredths(burst), wait)
  const moments = senderMoments(run.trace)
  const now = at === undefined ? undefined : momentAt(moments, at)
  const marks = now ? [{ time: now.time ?? 0, text: SAYS.now }] : []
  const figure = sequenceFigure(run.trace, { title, ...(now && { marks }) })
  return withPlay(withData(figure, run), (): Play => {
    const use = steadyUse(path, window, run)
    const product = productOf(path)
    const pieces = sentPieces(run.trace)
    return {
      moments: momentWords(moments),
      targets: (width) => segmentsIn(figure.area(width), pieces, moments),
      views: [
        ...ribbonView(moments, at, pieces),
        { name: SAYS.use, figure: useChart(path, window, use) },
        { name: SAYS.numbers, facts: factsOfLine(path, window, use) },
      ],
      challenge: {
        ask: SAYS.ask,
        isMet: window === Math.ceil(product - 1e-9),
        told: SAYS.told(count(window, SAYS.segment), plain(product)),
      },
      said: [
        SAYS.said(percent(use), plain(use * dataRate(path))),
        (window < product ? SAYS.left : SAYS.right)(plain(product), `${window}`),
      ].join(' '),
    }
  })
}

let lastRun: { of: string; run: TransferResult } | undefined

/** The ribbon's moment changes nothing of the run. */
function threeWindows(path: Path, window: number): TransferResult {
  const of = [path.rate, path.delay, window].join()
  if (lastRun?.of !== of) lastRun = { of, run: transfer(path, { window, segments: 3 * window }) }
  return lastRun.run
}

/** Of the data in full packets, in Mbit/s. */
const dataRate = (path: Path): number => (SEGMENT * 8) / (sendingTime(path) * 1000)

/** Which share of the time the line is busy once it runs: three windows more, and how much longer they took. */
function steadyUse(path: Path, window: number, { duration }: TransferResult): number {
  const twice = transfer(path, { window, segments: 6 * window, record: false })
  return Math.min(1, (3 * window * sendingTime(path)) / (twice.duration - duration))
}

/** The windows that a page offers. */
const MOST_WINDOW = 64

function useChart(path: Path, window: number, use: number): ChartFigure {
  const product = productOf(path)
  const formula = Array.from({ length: MOST_WINDOW }, (_, index): Point => {
    return [index + 1, 100 * expectedUtilisation(path, index + 1)]
  })
  const isIn = product <= MOST_WINDOW
  // The corner of the curve lies between two windows.
  if (isIn) formula.splice(Math.floor(product), 0, [product, 100])
  return lineFigure(
    [
      { name: SAYS.formula, points: formula, as: 'line' },
      { name: SAYS.measured, points: [[window, 100 * use]], as: 'points' },
    ],
    {
      x: { name: SAYS.window, unit: SAYS.segments, from: 0, to: MOST_WINDOW },
      y: { name: SAYS.utilisation, unit: SAYS.percent, from: 0, to: 108 },
      title: SAYS.useTitle,
      values: true,
      note: isIn ? SAYS.upright : SAYS.productBeyond(plain(product)),
      marks: isIn ? [{ time: product, text: SAYS.productShort(plain(product)) }] : [],
    },
  )
}

function factsOfLine(path: Path, window: number, use: number): { name: string; value: string }[] {
  return [
    { name: SAYS.round, value: SAYS.milliseconds(plain(sendingTime(path) + 2 * path.delay)) },
    { name: SAYS.inARound, value: SAYS.productShort(plain(productOf(path))) },
    { name: SAYS.inWindow, value: count(window, SAYS.segment) },
    { name: SAYS.busy, value: percent(use) },
    { name: SAYS.data, value: SAYS.mbit(plain(use * dataRate(path))) },
  ]
}
