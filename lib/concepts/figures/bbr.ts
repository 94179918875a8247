/** §2 (3), BBR in pictures: what loss costs whom, and one sender that goes by a model of its way. */
import { lineFigure, type Point, type Series, type ShownFigure, withData } from '../../draw/index.ts'
import type { SampleEvent } from '../../network/index.ts'
import type { RateMode } from '../../tcp/index.ts'
import { type SingleFlow, singleFlow } from '../congestion-control.ts'
import { lossyTransfers, median } from '../lossy-transfers.ts'

const SAYS = {
  'new-reno': 'New Reno',
  cubic: 'CUBIC',
  bbr: 'BBR',
  loss: 'lost',
  duration: 'a megabyte takes',
  lossCosts: 'What random loss costs: a megabyte by New Reno, by CUBIC and by BBR',
  lossCostsIn: (rtt: number) => `Round-trip time ${rtt} ms; the middle one of three transfers.`,
  time: 'time',
  rate: 'rate',
  pacing: 'sent at',
  bandwidth: 'bandwidth, as estimated',
  paced: 'BBR asks for more, gives back, and keeps to the bandwidth that it has found',
  modes: { startup: 'Startup', drain: 'Drain', 'probe-bw': 'ProbeBW', 'probe-rtt': 'ProbeRTT' },
  inTurn: (modes: readonly string[]) => `${modes.map((mode, at) => `${at + 1} ${mode}`).join(', ')}.`,
} as const

/** Of 100 packets. */
const LOSS_RATES = [0, 1, 2, 5] as const
/** The middle one of so many transfers is told. */
const TRANSFERS = 3
const BYTES = 1_000_000

type TwoRuns = 'new-reno' | 'cubic' | 'bbr'

export interface LossCostsParameters {
  /** Milliseconds there and back. */
  rtt?: number
  /** Of which packets are lost. */
  seed?: number
}

/** How long a megabyte takes, in seconds, by the share of packets lost, in per cent. */
export type LossCosts = Record<TwoRuns, Point[]>

/** A megabyte over a way that loses packets at random and is never full: by New Reno, by CUBIC, by BBR. @see RFC 8985 for what finds the losses */
export function lossCosts({ rtt = 40, seed = 1 }: LossCostsParameters = {}): ShownFigure<LossCosts> {
  const took = (congestion: TwoRuns): Point[] =>
    LOSS_RATES.map((loss) => {
      const options = { congestion, seed, bytes: BYTES, count: loss === 0 ? 1 : TRANSFERS }
      return [loss, median(lossyTransfers({ loss: loss / 100, rtt }, options)) / 1000]
    })
  const data: LossCosts = { 'new-reno': took('new-reno'), cubic: took('cubic'), bbr: took('bbr') }
  const series = (['new-reno', 'cubic', 'bbr'] as const).map((name) => ({ name: SAYS[name], points: data[name] }))
  const figure = lineFigure(series, {
    x: { name: SAYS.loss, unit: '%' },
    y: { name: SAYS.duration, unit: 's' },
    title: SAYS.lossCosts,
    note: SAYS.lossCostsIn(rtt),
  })
  return withData(figure, data)
}

/** The bottleneck of the lesson: bit/s. */
const RATE = 10e6
/** Virtual milliseconds. */
const WATCHED = 1_500

export interface PacedSenderParameters {
  /** How many packets may wait before the bottleneck. */
  queue?: number
  /** Milliseconds there and back on an empty way. */
  rtt?: number
}

/** A BBR sender's first second and a half: how fast it sends, and the bandwidth that it reckons with. @see draft-cardwell-iccrg-bbr-congestion-control-00 §4.3 */
export function pacedSender({ queue = 34, rtt = 40 }: PacedSenderParameters = {}): ShownFigure<SingleFlow> {
  const run = singleFlow(
    { rate: RATE, rtt, queue },
    { congestion: 'bbr', until: WATCHED, brief: true, settings: { lossDetection: 'rack-tlp' } },
  )
  const turns = turnsOfSender(run)
  const course = (of: (sample: SampleEvent) => number | undefined): Point[] =>
    changesOf(run.samples.flatMap((sample): Point[] => [[sample.time, (of(sample) ?? 0) / 1e6]]))
  const series: Series[] = [
    { name: SAYS.pacing, points: course(({ pacingRate }) => pacingRate), as: 'steps' },
    { name: SAYS.bandwidth, points: course(({ btlBw }) => btlBw), as: 'steps' },
  ]
  const figure = lineFigure(series, {
    x: { name: SAYS.time, unit: 'ms', from: 0, to: WATCHED },
    y: { name: SAYS.rate, unit: 'Mbit/s', from: 0 },
    title: SAYS.paced,
    marks: turns.map(({ time }, at) => ({ time, text: `${at + 1}` })),
    note: SAYS.inTurn(turns.map(({ mode }) => SAYS.modes[mode])),
  })
  return withData(figure, run)
}

/** When each state of BBR's machine began. */
function turnsOfSender({ samples }: SingleFlow): { time: number; mode: RateMode }[] {
  return samples.flatMap(({ time, mode }, at) =>
    mode !== undefined && mode !== samples[at - 1]?.mode ? [{ time, mode }] : [],
  )
}

/** Of a course in steps, where it changes, and its end. */
function changesOf(points: readonly Point[]): Point[] {
  return points.filter(([, value], at) => value !== points[at - 1]?.[1] || at === points.length - 1)
}
