import { concat, utf8 } from '../bytes.ts'
import { isVersion6 } from '../tcp/wire/index.ts'
import { causeInWords } from './cause.ts'
import type { PacketEvent, Trace } from './trace-types.ts'

export interface PcapngOptions {
  /** Where to listen: names of hosts, one interface of the capture each. Default: the first host. */
  hosts?: readonly string[]
  /** Milliseconds since 1970, a whole number, at which virtual time began. Default 0. */
  epoch?: number
}

const SECTION_HEADER = 0x0a0d_0d0a
const INTERFACE_DESCRIPTION = 1
const ENHANCED_PACKET = 6

/** Packets begin with the IPv4 header; with that of either version. */
const LINKTYPE_IPV4 = 228
/** Either family: of a capture that is written as it grows, nobody knows what comes. */
export const LINKTYPE_RAW = 101

const OPTION_END = 0
const OPTION_COMMENT = 1
const IF_NAME = 2
const IF_TIMESTAMP_RESOLUTION = 9
const EPB_FLAGS = 2
const INBOUND = 1
const OUTBOUND = 2

/**
 * What a capture at these hosts would hold, as a pcapng file: packets as they leave and as they come in, nanoseconds.
 * A comment tells what became of those that were lost, and why a segment was sent again.
 *
 * @see draft-ietf-opsawg-pcapng
 */
export function pcapng(trace: Trace, options: PcapngOptions = {}): Uint8Array {
  const { hosts = trace.hosts.slice(0, 1).map(({ name }) => name), epoch = 0 } = options
  for (const name of hosts) {
    if (!trace.hosts.some((host) => host.name === name)) {
      const known = trace.hosts.map((host) => host.name).join(', ')
      throw new RangeError(`no host "${name}" in the trace to listen at; it has ${known}`)
    }
  }
  const fates = new Map<number, PacketEvent>()
  for (const event of trace.events) if (event.type === 'packet' && event.what === 'dropped') fates.set(event.id, event)
  const hasIpv6 = trace.events.some((event) => event.type === 'packet' && isVersion6(event.bytes))
  const linkType = hasIpv6 ? LINKTYPE_RAW : LINKTYPE_IPV4
  const blocks = [sectionHeader(), ...hosts.map((name) => interfaceDescription(name, linkType))]
  for (const event of trace.events) {
    if (event.type !== 'packet') continue
    hosts.forEach((host, index) => {
      const outbound = event.what === 'sent' && event.from === host
      if (outbound || reaches(event, host)) blocks.push(packetBlock(event, index, outbound, epoch, fates.get(event.id)))
    })
  }
  return concat(blocks)
}

/** A packet with a bad checksum is seen at the host, which then drops it. */
export function reaches(event: PacketEvent, host: string): boolean {
  if (event.to !== host || event.what === 'sent') return false
  return event.what === 'delivered' || event.at === host
}

export function sectionHeader(): Uint8Array {
  return block(SECTION_HEADER, concat([u32(0x1a2b_3c4d), u16(1), u16(0), u32(0xffff_ffff), u32(0xffff_ffff)]))
}

export function interfaceDescription(name: string, linkType: number): Uint8Array {
  const resolution = option(IF_TIMESTAMP_RESOLUTION, Uint8Array.of(9))
  const fixed = concat([u16(linkType), u16(0), u32(0)])
  return block(INTERFACE_DESCRIPTION, concat([fixed, option(IF_NAME, utf8(name)), resolution, option(OPTION_END)]))
}

export function packetBlock(
  event: PacketEvent,
  index: number,
  outbound: boolean,
  epoch: number,
  fate: PacketEvent | undefined,
): Uint8Array {
  const { bytes } = event
  const nanoseconds = BigInt(epoch) * 1_000_000n + BigInt(Math.round(event.time * 1e6))
  const time = concat([u32(Number(nanoseconds >> 32n)), u32(Number(nanoseconds & 0xffff_ffffn))])
  const comment = commentOn(event, fate)
  return block(
    ENHANCED_PACKET,
    concat([
      u32(index),
      time,
      u32(bytes.length),
      u32(bytes.length),
      padded(bytes),
      ...(comment === '' ? [] : [option(OPTION_COMMENT, utf8(comment))]),
      option(EPB_FLAGS, u32(outbound ? OUTBOUND : INBOUND)),
      option(OPTION_END),
    ]),
  )
}

function commentOn(event: PacketEvent, fate: PacketEvent | undefined): string {
  const notes: string[] = []
  if (fate && fate.at !== event.to) notes.push(`dropped at ${fate.time} ms, ${fate.at}: ${fate.reason}`)
  else if (fate) notes.push(`dropped here: ${fate.reason}`)
  if (event.copyOf !== undefined) notes.push('a copy that the network made')
  if (event.corrupted) notes.push('corrupted on the way')
  if (event.cause) notes.push(event.retransmission ? `sent again: ${causeInWords(event.cause)}` : event.cause)
  return notes.join('; ')
}

function block(type: number, body: Uint8Array): Uint8Array {
  const length = u32(body.length + 12)
  return concat([u32(type), length, body, length])
}

function option(code: number, value: Uint8Array = new Uint8Array(0)): Uint8Array {
  return concat([u16(code), u16(value.length), padded(value)])
}

function padded(bytes: Uint8Array): Uint8Array {
  if ((bytes.length & 3) === 0) return bytes
  const whole = new Uint8Array((bytes.length + 3) & ~3)
  whole.set(bytes)
  return whole
}

/** The file's own numbers are little-endian. */
function u16(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8)
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24)
}
