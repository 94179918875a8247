/** §2 (4) in pictures: the figures of lesson 2.0.4, each a pure function of its parameters. */
import {
  ladderFigure,
  lineFigure,
  type Point,
  type Scene,
  type SceneBox,
  type ShownFigure,
  sceneFigure,
  wholePower,
  withData,
} from '../../draw/index.ts'
import { count, thousands } from '../../words.ts'
import { type Crossing, datagram, datagramOdds, type Ends, stream } from '../segmentation.ts'

const SAYS = {
  program: 'program',
  socket: 'socket',
  ofEither: 'of TCP, or of UDP',
  takes: (bytes: string) => `takes ${bytes} bytes`,
  toSend: (bytes: string) => `${bytes} bytes to send`,
  router: 'router',
  wantsAll: 'wants all of them',
  send: 'send',
  recv: 'recv',
  uncutTitle: (bytes: string, mtu: string) => `${bytes} bytes are to cross lines that take ${mtu} at a time`,
  uncut: (bytes: string, mtu: string) =>
    `A client's program has ${bytes} bytes for a server's, and a socket of TCP or of UDP. ` +
    `Each line on the way takes packets of ${mtu} bytes at most. Nothing has been sent yet.`,
  datagram: 'One datagram',
  sameInTcp: 'The same bytes in TCP',
  fragment: 'fragment',
  segment: 'segment',
  cut: (what: string, pieces: string) => `${what}, in ${pieces}`,
  one: (piece: string) => `one ${piece}`,
  nothingLost: (cut: string) => `${cut}: nothing is lost`,
  sentAgain: (cut: string, lost: number) => `${cut}: number ${lost} is lost, and its bytes are sent again`,
  forNothing: (cut: string, lost: number) => `${cut}: number ${lost} is lost, and the others arrive for nothing`,
  formula: '(1 − p)ⁿ',
  measured: 'measured',
  fragments: 'fragments of a datagram',
  share: 'share that arrives',
  odds: (loss: number) =>
    `With ${loss} % of packets lost, the more fragments a datagram has, the less often it arrives`,
  narrow: (mtu: string) => `TCP packets of up to 1,500 bytes come to a line that takes ${mtu}`,
} as const

/** Any bytes will do: every one of them tells its place, modulo 251. */
function numbersOf(bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, at) => at % 251)
}

export interface UncutParameters {
  /** Length of the message. */
  bytes?: number
  /** The largest packet on each line. */
  mtu?: number
}

/** A message that is larger than what its way takes at a time, before anything is sent. */
export function uncut({ bytes = 8000, mtu = 1500 }: UncutParameters = {}): ShownFigure<Scene> {
  const host = (name: string, note: string): SceneBox => ({
    id: name,
    name,
    kind: 'host',
    inside: [
      { id: `${name}-program`, name: SAYS.program, kind: 'program', note },
      { id: `${name}-socket`, name: SAYS.socket, kind: 'socket', note: SAYS.ofEither },
    ],
  })
  const takes = SAYS.takes(thousands(mtu))
  const scene: Scene = {
    boxes: [
      host('client', SAYS.toSend(thousands(bytes))),
      { id: 'router', name: SAYS.router, kind: 'router' },
      host('server', SAYS.wantsAll),
    ],
    links: [
      { from: 'client-program', to: 'client-socket', kind: 'call', label: SAYS.send },
      { from: 'server-socket', to: 'server-program', kind: 'call', label: SAYS.recv },
      { from: 'client', to: 'router', kind: 'wire', label: takes },
      { from: 'router', to: 'server', kind: 'wire', label: takes },
    ],
  }
  return sceneFigure(scene, {
    title: SAYS.uncutTitle(thousands(bytes), thousands(mtu)),
    description: SAYS.uncut(thousands(bytes), thousands(mtu)),
  })
}

export interface LosePieceParameters {
  /** Length of the message. */
  bytes?: number
  /** Which packet with data is lost, counted from 1; one that is not sent is not lost. */
  lost?: number
}

/** A datagram that IP cuts, and a fragment that does not come. @see RFC 791 §3.2 */
export function lostFragment({ bytes = 8000, lost = 3 }: LosePieceParameters = {}): ShownFigure<Crossing> {
  const run = datagram(numbersOf(bytes), { lose: [lost] })
  const figure = ladderFigure(run.trace, { title: lossTitle(SAYS.datagram, SAYS.fragment, run) })
  return withData(figure, run)
}

/** The same bytes over TCP, from the first of them to the answer to the last. @see RFC 9293 §3.8 */
export function lostSegment({ bytes = 8000, lost = 3 }: LosePieceParameters = {}): ShownFigure<Crossing> {
  const run = stream(numbersOf(bytes), { lose: [lost] })
  const figure = ladderFigure(run.trace, {
    from: 20,
    until: answered(run, 20),
    options: true,
    states: false,
    time: 'scale',
    title: lossTitle(SAYS.sameInTcp, SAYS.segment, run),
  })
  return withData(figure, run)
}

function lossTitle(what: string, piece: string, { pieces }: Crossing): string {
  const inAll = pieces.filter(({ again }) => !again).length
  const lost = pieces.findIndex((each) => each.lost)
  const cut = SAYS.cut(what, inAll === 1 ? SAYS.one(piece) : count(inAll, piece))
  if (lost < 0) return SAYS.nothingLost(cut)
  return pieces.some(({ again }) => again) ? SAYS.sentAgain(cut, lost + 1) : SAYS.forNothing(cut, lost + 1)
}

/** Until when to look: what the last piece brings about has been sent, and what that brings about has not. */
function answered({ pieces }: Crossing, rtt: number): number {
  return pieces.at(-1)!.sent + rtt
}

export interface OddsParameters {
  /** In per cent, of each packet. */
  loss?: number
  /** How many datagrams of each size are sent. */
  trials?: number
  /** Of what is lost. */
  seed?: number
}

/** Fragments of a datagram, and the share of such datagrams that arrived. */
export interface Odds {
  /** Points of fragments and a share, 0 to 1. */
  measured: Point[]
}

/** How often a datagram of n fragments arrives, measured beside (1 − p)ⁿ. */
export function oddsBySize({ loss = 5, trials = 600, seed = 1 }: OddsParameters = {}): ShownFigure<Odds> {
  const arrives = 1 - loss / 100
  const measured = [1, 2, 5, 10, 20].map(
    (pieces): Point => [pieces, datagramOdds(pieces, { loss: loss / 100, trials, seed })],
  )
  const formula = Array.from({ length: 40 }, (_, at): Point => [at + 1, wholePower(arrives, at + 1)])
  const figure = lineFigure(
    [
      { name: SAYS.formula, points: formula },
      { name: SAYS.measured, points: measured, as: 'points' },
    ],
    {
      x: { name: SAYS.fragments },
      y: { name: SAYS.share, to: 1 },
      values: true,
      title: SAYS.odds(loss),
    },
  )
  return withData(figure, { measured })
}

export interface NarrowLineParameters {
  /** The largest packet on the line in the middle. */
  narrow?: number
  /** Length of the message. */
  bytes?: number
}

/** Packets that are too large for a line behind the first router. @see RFC 1191 §3 */
export function narrowLine({
  narrow = 1000,
  bytes = 3000,
}: NarrowLineParameters = {}): ShownFigure<Crossing & { connection: Ends }> {
  const run = stream(numbersOf(bytes), { narrow })
  const figure = ladderFigure(run.trace, {
    hosts: ['client', 'a', 'server'],
    from: 60,
    until: answered(run, 60),
    states: false,
    title: SAYS.narrow(thousands(narrow)),
  })
  return withData(figure, run)
}
