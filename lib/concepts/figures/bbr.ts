/** §2 (3), BBR in pictures: what loss costs whom. */
import { lineFigure, type Point, type ShownFigure, withData } from '../../draw/index.ts'
import { lossyTransfers, median } from '../lossy-transfers.ts'

const SAYS = {
  'new-reno': 'New Reno',
  cubic: 'CUBIC',
  bbr: 'BBR',
  loss: 'lost',
  duration: 'a megabyte takes',
  lossCosts: 'What random loss costs: a megabyte by New Reno, by CUBIC and by BBR',
  lossCostsIn: (rtt: number) => `Round-trip time ${rtt} ms; the middle one of three transfers.`,
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
