/** §2 (4) in pictures: the figures of lesson 2.0.4, each a pure function of its parameters. */
import {
  ladderFigure,
  lineFigure,
  type Point,
  type Scene,
  type SceneBox,
  type ShownFigure,
  sceneFigure,
  withData,
} from '../../draw/index.ts'
import { thousands } from '../../words.ts'
import { type Crossing, datagram, datagramOdds, type Ends, stream } from '../segmentation.ts'

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
      { id: `${name}-program`, name: 'program', kind: 'program', note },
      { id: `${name}-socket`, name: 'socket', kind: 'socket', note: 'of TCP, or of UDP' },
    ],
  })
  const takes = `takes ${thousands(mtu)} bytes`
  const scene: Scene = {
    boxes: [
      host('client', `${thousands(bytes)} bytes to send`),
      { id: 'router', name: 'router', kind: 'router' },
      host('server', 'wants all of them'),
    ],
    links: [
      { from: 'client-program', to: 'client-socket', kind: 'call', label: 'send' },
      { from: 'server-socket', to: 'server-program', kind: 'call', label: 'recv' },
      { from: 'client', to: 'router', kind: 'wire', label: takes },
      { from: 'router', to: 'server', kind: 'wire', label: takes },
    ],
  }
  return sceneFigure(scene, {
    title: `${thousands(bytes)} bytes are to cross lines that take ${thousands(mtu)} at a time`,
    description:
      `A client's program has ${thousands(bytes)} bytes for a server's, and a socket of TCP or of UDP. ` +
      `Each line on the way takes packets of ${thousands(mtu)} bytes at most. Nothing has been sent yet.`,
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
  const figure = ladderFigure(run.trace, { title: lossTitle('One datagram', 'fragment', run) })
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
    title: lossTitle('The same bytes in TCP', 'segment', run),
  })
  return withData(figure, run)
}

function lossTitle(what: string, piece: string, { pieces }: Crossing): string {
  const count = pieces.filter(({ again }) => !again).length
  const lost = pieces.findIndex((each) => each.lost)
  const cut = `${what}, in ${count === 1 ? `one ${piece}` : `${count} ${piece}s`}`
  if (lost < 0) return `${cut}: nothing is lost`
  return pieces.some(({ again }) => again)
    ? `${cut}: number ${lost + 1} is lost, and its bytes are sent again`
    : `${cut}: number ${lost + 1} is lost, and the others arrive for nothing`
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
  const formula = Array.from({ length: 40 }, (_, at): Point => [at + 1, arrives ** (at + 1)])
  const figure = lineFigure(
    [
      { name: '(1 − p)ⁿ', points: formula },
      { name: 'measured', points: measured, as: 'points' },
    ],
    {
      x: { name: 'fragments of a datagram' },
      y: { name: 'share that arrives', to: 1 },
      values: true,
      title: `With ${loss} % of packets lost, the more fragments a datagram has, the less often it arrives`,
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
    title: `TCP packets of up to 1,500 bytes come to a line that takes ${thousands(narrow)}`,
  })
  return withData(figure, run)
}
