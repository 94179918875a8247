/** §2 (2): what a reader can do with the figures of lesson 2.0.2 about a window: moments, the ribbon, segments to press. */
import {
  type ChartArea,
  journeys,
  type PlayView,
  type Target,
  type WindowMoment,
  windowFigure,
  windowMoments,
  windowOutline,
} from '../../draw/index.ts'
import type { Trace } from '../../network/index.ts'
import { SEGMENT } from '../flow-control.ts'

const SAYS = {
  ribbon: 'What may be sent',
  moment: (label: string, acknowledged: string, flight: string) =>
    `${label}: ${acknowledged} acknowledged, ${flight} in flight`,
  ribbonTitle: 'The bytes as the sender sees them at one moment',
  octets: (first: number, last: number) => `bytes ${first} to ${last}`,
  sentAt: (octets: string, time: string) => `${octets}, sent at ${time} ms`,
} as const

/** The sender's numbers after each change, and how far any window reached. */
export interface Moments {
  all: readonly WindowMoment[]
  /** In bytes. */
  reach: number
}

export function senderMoments(trace: Trace): Moments {
  const all = windowMoments(trace, { host: 'client' })
  return { all, reach: all.reduce((most, { una, nxt, wnd }) => Math.max(most, una + wnd, nxt), SEGMENT) }
}

/** The one that is shown: the last unless told. */
export function momentAt({ all }: Moments, at: number | undefined): WindowMoment | undefined {
  return all[Math.min(all.length - 1, Math.max(0, Math.round(at ?? all.length - 1)))]
}

/** For the slider. */
export function momentWords({ all }: Moments): string[] {
  const segments = (octets: number): string => `${Math.round((octets / SEGMENT) * 10) / 10}`
  return all.map(({ label = '', una, nxt }) => SAYS.moment(label, segments(una), segments(nxt - una)))
}

/** A piece of data that the client sent: its first byte, and the one after its last, from 0; when. */
export interface SentPiece {
  low: number
  high: number
  sent: number
}

export function sentPieces(trace: Trace): SentPiece[] {
  return journeys(trace, { hosts: ['client', 'server'] }).flatMap(({ from, seq, sent, segment, copy }): SentPiece[] => {
    const length = segment?.payload.length ?? 0
    return from === 'client' && length > 0 && !copy ? [{ low: seq - 1, high: seq - 1 + length, sent }] : []
  })
}

const linkToByte = ({ low }: SentPiece): string => `b${low + 1}`
const octetsOf = ({ low, high }: SentPiece): string => SAYS.octets(low + 1, high)
const toTenth = (value: number): number => Math.round(value * 10) / 10

/** Each piece in a time-sequence graph; a press shows the moment at which it was sent. */
export function segmentsIn(area: ChartArea, pieces: readonly SentPiece[], { all }: Moments): Target[] {
  return pieces.flatMap((piece): Target[] => {
    const [x, y0, y1] = [area.x(piece.sent), area.y(piece.low + 1), area.y(piece.high + 1)].map(toTenth)
    if (!(x! >= area.left - 1 && x! <= area.right + 1)) return []
    const at = all.findLastIndex(({ time = 0 }) => time <= piece.sent)
    return [
      {
        shape: `M${x} ${y0}V${Math.min(y1!, y0! - 1)}`,
        isLine: true,
        label: SAYS.sentAt(octetsOf(piece), `${toTenth(piece.sent)}`),
        set: { at: Math.max(0, at) },
        link: linkToByte(piece),
      },
    ]
  })
}

/** The ribbon at a moment, on one scale for all moments, with the pieces that were ever sent. */
export function ribbonView(moments: Moments, at: number | undefined, pieces: readonly SentPiece[]): PlayView[] {
  const moment = momentAt(moments, at)
  if (!moment) return []
  const options = { mss: SEGMENT, from: 0, to: moments.reach + SEGMENT, title: SAYS.ribbonTitle }
  const figure = windowFigure([moment], options)
  const firsts = [...new Map(pieces.map((piece) => [piece.low, piece])).values()]
  const targets = (width: number): Target[] => {
    const outline = windowOutline(moment, { ...options, width })
    return firsts.map((piece) => ({
      shape: outline(piece.low, piece.high),
      label: octetsOf(piece),
      link: linkToByte(piece),
    }))
  }
  const { sentence } = figure
  return [{ name: SAYS.ribbon, figure: { svg: (width) => figure.svg(width), sentence, play: { targets } } }]
}
