/** §2 (4), to be played: a message as one datagram that IP cuts, and over TCP; on both ways the same packets are lost. */
import { checkOptions, SEED, SHARE, SOME } from '../check.ts'
import { type PacketEvent, pointToPoint, type Script, type Trace } from '../network/index.ts'
import { Flow } from './flow.ts'

const LOSING_LINE = { rate: 10e6, delay: 10 }
const ANY_PORT = 7
const UDP_PORTION = 8
/** A minute is what IP keeps fragments for; one more second to see that nothing came of them. */
const FRAGMENTS_KEPT = 61_000
/** Where nearly all is lost, timer after timer must expire. */
const LONG_ENOUGH = 600_000
const MTU = { least: 68, most: 65_535, whole: true }

/** Bytes of the message in one packet, from the first up to, not including, the last; times count from the first packet sent with data. */
export interface CutPiece {
  from: number
  to: number
  /** When it arrived, in virtual milliseconds; `undefined` = it was lost. */
  arrived: number | undefined
  /** When it was lost. */
  lost?: number
}

export interface CutMessage {
  /** As cut at first, in their order. */
  pieces: CutPiece[]
  /** What was sent a second time, in the order sent. */
  resent: CutPiece[]
  /** Bytes that the other program was given. */
  received: number
}

export interface CutOptions {
  /** Length of the message. */
  bytes: number
  /** The largest packet that the line takes. */
  mtu: number
  /** Pieces that are lost when they are sent for the first time, counted from 1. */
  lost: readonly number[]
}

function checkCut(owner: string, { bytes, mtu }: Pick<CutOptions, 'bytes' | 'mtu'>): void {
  checkOptions(owner, { bytes, mtu }, { bytes: { ...SOME, most: 65_507 }, mtu: MTU })
}

/** One UDP datagram, cut by IP. @see RFC 791 §3.2 */
export function sentAsDatagram({ bytes, mtu, lost }: CutOptions): CutMessage {
  checkCut('sentAsDatagram: ', { bytes, mtu })
  const { network, client, server, forward } = pointToPoint({ link: { ...LOSING_LINE, mtu } })
  let sent = 0
  forward.faults = { script: () => (lost.includes(++sent) ? 'drop' : undefined) }
  const port = server.openPort(ANY_PORT)
  client.openPort().send({ address: server.address, port: ANY_PORT }, new Uint8Array(bytes))
  network.run({ until: FRAGMENTS_KEPT })
  const pieces = piecesIn(network.trace(), client.name, fragmentPlace)
  return { pieces, resent: [], received: port.receive()?.payload.length ?? 0 }
}

function fragmentPlace({ datagram }: PacketEvent): { from: number; to: number } | undefined {
  if (!datagram) return undefined
  const { offset, length } = datagram
  // Bytes of the datagram behind its header, which the first fragment carries as well.
  return { from: Math.max(0, offset - UDP_PORTION), to: offset + length - UDP_PORTION }
}

/** The same bytes over a connection, opened for them. @see RFC 9293 §3.8 */
export function sentAsStream({ bytes, mtu, lost }: CutOptions): CutMessage {
  checkCut('sentAsStream: ', { bytes, mtu })
  const { network, client, server, forward } = pointToPoint({ link: { ...LOSING_LINE, mtu } })
  let [sent, first, top]: [number, number | undefined, number] = [0, undefined, 0]
  const script: Script = ({ segment }) => {
    if (!segment || segment.payload.length === 0) return undefined
    first ??= segment.seq
    const from = (segment.seq - first) >>> 0
    // What is sent again may be cut elsewhere; new is what reaches no byte that has been sent.
    if (from < top) return undefined
    top = from + segment.payload.length
    return lost.includes(++sent) ? 'drop' : undefined
  }
  forward.faults = { script }
  const flow = new Flow(network, client, server, { data: bytes, settings: { mtu }, receiver: { mtu } })
  network.run({ until: LONG_ENOUGH, when: () => flow.acknowledged !== undefined })
  const { iss = 0 } = flow.connection?.status().snd ?? {}
  const [pieces, resent]: [CutPiece[], CutPiece[]] = [[], []]
  const all = piecesIn(network.trace(), client.name, ({ segment }) => {
    if (!segment || segment.payload.length === 0) return undefined
    const from = (segment.seq - iss - 1) >>> 0
    return { from, to: from + segment.payload.length }
  })
  for (const piece of all) (piece.from < (pieces.at(-1)?.to ?? 0) ? resent : pieces).push(piece)
  return { pieces, resent, received: flow.received }
}

function piecesIn(
  { events }: Trace,
  host: string,
  place: (event: PacketEvent) => { from: number; to: number } | undefined,
): CutPiece[] {
  const found = new Map<number, CutPiece>()
  let start: number | undefined
  for (const event of events) {
    if (event.type !== 'packet' || event.from !== host) continue
    const { id, what, time } = event
    const where = what === 'sent' ? place(event) : undefined
    if (where) {
      start ??= time
      found.set(id, { ...where, arrived: undefined })
    }
    const piece = found.get(id)
    if (what === 'delivered' && piece) piece.arrived = time - start!
    if (what === 'dropped' && piece) piece.lost = time - start!
  }
  return [...found.values()]
}

/** What chance did to a datagram. */
export interface ChanceTry {
  /** Its fragments that were lost, counted from 1. */
  lost: number[]
  isWhole: boolean
}

/** The datagram sent again and again over a line that loses packets by chance. @param loss share of packets, 0 to 1 */
export function byChance(
  { bytes, mtu }: Pick<CutOptions, 'bytes' | 'mtu'>,
  { loss, tries, seed = 1 }: { loss: number; tries: number; seed?: number },
): ChanceTry[] {
  checkCut('byChance: ', { bytes, mtu })
  checkOptions('byChance: ', { loss, tries, seed }, { loss: SHARE, tries: SOME, seed: SEED })
  const { network, client, server } = pointToPoint({ seed, link: { ...LOSING_LINE, mtu, loss } })
  const port = server.openPort(ANY_PORT)
  const sender = client.openPort()
  const message = new Uint8Array(bytes)
  const arrivals: boolean[] = []
  for (let each = 0; each < tries; each++) {
    network.at(each * BETWEEN_TRIES, () => sender.send({ address: server.address, port: ANY_PORT }, message))
    network.at((each + 1) * BETWEEN_TRIES - 1, () => arrivals.push(port.receive() !== undefined))
  }
  network.run()
  const pieces = piecesIn(network.trace(), client.name, fragmentPlace)
  const many = pieces.length / tries
  return arrivals.map((isWhole, each) => ({
    isWhole,
    lost: pieces
      .slice(each * many, (each + 1) * many)
      .flatMap((piece, at) => (piece.arrived === undefined ? [at + 1] : [])),
  }))
}

/** Virtual milliseconds from one datagram to the next: the largest has long arrived. */
const BETWEEN_TRIES = 200
