/** What a packet capture holds: files of pcapng, as tcpdump, Wireshark and our own traces write them, and some that were taken on Linux. */
import { fromHex, NO_BYTES, readUint16 } from '../bytes.ts'
import { formatSegment, headerLength, PROTOCOL_TCP, readSegment, type Segment } from '../tcp/index.ts'
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

const SECTION_HEADER = 0x0a0d_0d0a
const INTERFACE = 1
const PACKET = 6
const RESOLUTION = 9

/** By link type, the bytes before the IP header: Ethernet, raw IP (two numbers), BSD's loopback, which macOS has. */
const BEFORE_IP: Readonly<Record<number, number>> = { 1: 14, 101: 0, 228: 0, 0: 4 }

interface Interface {
  before: number
  /** Of its clock, in milliseconds. */
  tick: number
}

/**
 * The TCP segments over IPv4 in a capture; whatever else it holds is left out.
 *
 * @param file a pcapng file
 * @throws RangeError when it is none, or when its links are of a kind that is not known here
 * @see draft-ietf-opsawg-pcapng §4
 */
export function readCapture(file: Uint8Array): Captured[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < 28 || view.getUint32(0, true) !== SECTION_HEADER || view.getUint32(8, true) !== 0x1a2b_3c4d)
    throw new RangeError('not a little-endian pcapng file; write one with tcpdump --pcapng, dumpcap or Wireshark')
  const interfaces: Interface[] = []
  const found: (Omit<Captured, 'time'> & { at: bigint; tick: number })[] = []
  for (let at = 0; at + 12 <= file.length; ) {
    const [type, length] = [view.getUint32(at, true), view.getUint32(at + 4, true)]
    if (length < 12 || at + length > file.length) break
    if (type === INTERFACE) interfaces.push(interfaceAt(view, at + 8, at + length - 4))
    const source = type === PACKET ? interfaces[view.getUint32(at + 8, true)] : undefined
    if (source) {
      const start = at + 28 + source.before
      const packet = file.subarray(start, at + 28 + view.getUint32(at + 20, true))
      const ticks = (BigInt(view.getUint32(at + 12, true)) << 32n) | BigInt(view.getUint32(at + 16, true))
      if (packet[0]! >>> 4 === 4 && packet[9] === PROTOCOL_TCP)
        found.push({ at: ticks, tick: source.tick, ...read(packet) })
    }
    at += length
  }
  return found.map(({ at, tick, ...captured }) => ({ ...captured, time: Number(at - found[0]!.at) * tick }))
}

function interfaceAt(view: DataView, start: number, end: number): Interface {
  const link = view.getUint16(start, true)
  const before = BEFORE_IP[link]
  if (before === undefined)
    throw new RangeError(`the capture's link type is ${link}; take it at one interface, not at "any"`)
  let tick = 1e-3
  for (let at = start + 8; at + 4 <= end; ) {
    const [code, length] = [view.getUint16(at, true), view.getUint16(at + 2, true)]
    if (code === RESOLUTION) tick = 1000 * 10 ** -view.getUint8(at + 4)
    if (code === 0) break
    at += 4 + ((length + 3) & ~3)
  }
  return { before, tick }
}

function read(bytes: Uint8Array): Omit<Captured, 'time'> {
  const start = headerLength(bytes)
  const length = readUint16(bytes, 2)
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
 * `offloaded`: 20,000 bytes over a link of 1,500
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
export function fieldsOf({ bytes, length, segment }: Captured): string[] {
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
