/** What a packet capture holds: a file of Wireshark, of tcpdump or of our own traces, and some that were taken on Linux. */
import { fromHex, NO_BYTES } from '../bytes.ts'
import {
  formatSegment,
  headerLength,
  PROTOCOL_TCP,
  packetLength,
  protocolOf,
  readSegment,
  type Segment,
} from '../tcp/index.ts'
import { LINUX } from './captures/linux.ts'

/** One TCP segment of a capture. */
export interface Captured {
  /** Milliseconds since the first. */
  time: number
  /** The IPv4 packet, as much of it as was kept. */
  bytes: Uint8Array
  /** How long the packet was, in bytes. */
  length: number
  /** How many bytes of data it carried, kept or not. */
  data: number
  segment: Segment
}

/** By link type, the bytes before the IP header: BSD's loopback, which macOS has, Ethernet, raw IP (three numbers). */
const BEFORE_IP: Readonly<Record<number, number>> = { 0: 4, 1: 14, 12: 0, 101: 0, 228: 0 }

/** What a file holds of one packet: when, in ticks of so many milliseconds, and from its IP header on. */
interface RawBlock {
  ticks: bigint
  tick: number
  bytes: Uint8Array
}

/**
 * The TCP segments in a capture; whatever else it holds is left out.
 *
 * @param file as dumpcap, tshark and Wireshark write it (pcapng), or tcpdump (pcap)
 * @throws RangeError when it is neither, or when its links are of a kind that is not known here
 * @see draft-ietf-opsawg-pcapng, draft-ietf-opsawg-pcap
 */
export function readCapture(file: Uint8Array): Captured[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const magic = file.length < 24 ? 0 : view.getUint32(0, true)
  const packets = magic === SECTION_BLOCK ? inPcapng(file, view) : inPcap(file, view, magic)
  const found = [...packets].filter(
    ({ bytes }) => [4, 6].includes(bytes[0]! >>> 4) && protocolOf(bytes) === PROTOCOL_TCP,
  )
  return found.map(({ ticks, tick, bytes }) => ({ time: Number(ticks - found[0]!.ticks) * tick, ...read(bytes) }))
}

const SECTION_BLOCK = 0x0a0d_0d0a
const INTERFACE = 1
const PACKET_BLOCK = 6
const RESOLUTION = 9

function* inPcapng(file: Uint8Array, view: DataView): Generator<RawBlock> {
  const interfaces: { before: number; tick: number }[] = []
  for (let at = 0; at + 12 <= file.length; ) {
    const [type, length] = [view.getUint32(at, true), view.getUint32(at + 4, true)]
    if (length < 12 || at + length > file.length) return
    if (type === INTERFACE)
      interfaces.push({
        before: bytesBefore(view.getUint16(at + 8, true)),
        tick: tickOf(view, at + 16, at + length - 4),
      })
    const source = type === PACKET_BLOCK ? interfaces[view.getUint32(at + 8, true)] : undefined
    if (source) {
      const ticks = (BigInt(view.getUint32(at + 12, true)) << 32n) | BigInt(view.getUint32(at + 16, true))
      const end = at + 28 + view.getUint32(at + 20, true)
      yield { ticks, tick: source.tick, bytes: file.subarray(at + 28 + source.before, end) }
    }
    at += length
  }
}

/** Of an interface's clock, by its options. */
function tickOf(view: DataView, start: number, end: number): number {
  for (let at = start; at + 4 < end; at += 4 + ((view.getUint16(at + 2, true) + 3) & ~3))
    if (view.getUint16(at, true) === RESOLUTION) return 1000 * Number(`1e-${view.getUint8(at + 4)}`)
  return 1e-3
}

/** Milliseconds a tick, by what a file of pcap begins with. */
const PCAP_TICKS: Readonly<Record<number, number>> = { 2712847316: 1e-3, 2712812621: 1e-6 }

function* inPcap(file: Uint8Array, view: DataView, magic: number): Generator<RawBlock> {
  const tick = PCAP_TICKS[magic]
  if (tick === undefined)
    throw new RangeError('not a capture in pcapng or pcap, little-endian; write one with dumpcap, tshark or tcpdump')
  const before = bytesBefore(view.getUint32(20, true))
  for (let at = 24; at + 16 <= file.length; at += 16 + view.getUint32(at + 8, true)) {
    const seconds = BigInt(view.getUint32(at, true)) * BigInt(Math.round(1000 / tick))
    const end = at + 16 + view.getUint32(at + 8, true)
    yield { ticks: seconds + BigInt(view.getUint32(at + 4, true)), tick, bytes: file.subarray(at + 16 + before, end) }
  }
}

function bytesBefore(link: number): number {
  const before = BEFORE_IP[link]
  if (before === undefined)
    throw new RangeError(
      `the capture's link type is ${link}, which is not known here; capture at one interface, not at "any"`,
    )
  return before
}

function read(bytes: Uint8Array): Omit<Captured, 'time'> {
  const start = headerLength(bytes)
  const length = packetLength(bytes)
  const header = (bytes[start + 12]! >>> 4) << 2
  const segment = readSegment(bytes, start, Math.min(length, bytes.length))
  return { bytes, length, data: length - start - header, segment }
}

export type LinuxCapture = keyof typeof LINUX

/**
 * A capture that was taken on Linux 6.18 with its defaults, as a pcapng file.
 *
 * @param name `exchange`: sixteen bytes there and back over the loopback, and a call to a port where nobody listens;
 * `reopened`: two calls from one port, a second apart; `unanswered`: a call to a host that is silent;
 * `aborted`: a call, and an abort (SO_LINGER 0); `offloaded`: 20,000 bytes over a link with an MTU of 1,500
 */
export function linuxCapture(name: LinuxCapture): Uint8Array {
  return fromHex(LINUX[name])
}

/** A line for each segment, its flags and its numbers, counted from the SYNs. */
export function segmentLines(captured: readonly Captured[]): string[] {
  const first = new Map<number, number>()
  return captured.map(({ segment, data }) => {
    const { sourcePort, destinationPort, seq, ack, flags } = segment
    if (!first.has(sourcePort)) first.set(sourcePort, seq)
    if (flags.ack && !first.has(destinationPort)) first.set(destinationPort, ack)
    const origin = { seq: first.get(sourcePort) ?? 0, ack: first.get(destinationPort) ?? 0 }
    const line = formatSegment({ ...segment, options: {}, payload: NO_BYTES }, origin)
    const range = data > 0 ? `:${(seq - origin.seq + data) >>> 0}` : ''
    return line
      .replace(/^\d+ > \d+ /, '')
      .replace(/(?<=seq \d+)/, range)
      .replace(/ win \d+/, '')
  })
}

/** A line for each field of a SYN that its sender chooses. */
export function headerFieldsOf({ bytes, length, segment }: Captured): string[] {
  const { mss, windowScale, sackPermitted, timestamps } = segment.options
  return [
    `packet: ${length} bytes`,
    `TTL: ${bytes[8]}`,
    `may be cut: ${(bytes[6]! & 0x40) === 0}`,
    `window: ${segment.window}`,
    `MSS: ${mss}`,
    `SACK: ${sackPermitted === true}`,
    `timestamps: ${timestamps !== undefined}`,
    `window scale: ${windowScale}`,
  ]
}
