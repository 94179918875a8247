import { hex, readUint16 } from '../../bytes.ts'
import {
  destinationAddressOf,
  formatAddress,
  headerLength,
  IPV6_HEADER,
  isVersion6,
  sourceAddressOf,
  ttlOf,
} from '../../tcp/wire/index.ts'
import type { Put } from '../../words.ts'
import { type Field, headerFields } from './header-fields.ts'

/** What it says, by key. */
const SAYS = {
  version: 'Version',
  headerLength: 'Header length',
  service: 'Service, ECN',
  totalLength: 'Total length',
  payloadLength: 'Payload length',
  flowLabel: 'Flow label',
  nextHeader: 'Next header',
  hopLimit: 'Hop limit',
  extensions: 'Extension headers',
  identification: 'Identification',
  fragment: 'Fragment',
  timeToLive: 'Time to live',
  protocol: 'Protocol',
  headerChecksum: 'Header checksum',
  source: 'Source address',
  destination: 'Destination address',
  flags: 'Flags',
  none: 'none',
  briefs: {
    version: 'V',
    'header-length': 'L',
    service: 'Svc',
    'total-length': 'Length',
    'payload-length': 'Length',
    'flow-label': 'Flow',
    'next-header': 'Next',
    'hop-limit': 'Hops',
    extensions: 'Ext.',
    identification: 'Ident.',
    fragment: 'Fragm.',
    'time-to-live': 'TTL',
    protocol: 'Prot.',
    'header-checksum': 'Check',
    source: 'From',
    destination: 'To',
    'source-port': 'Port',
    'destination-port': 'Port',
    'sequence-number': 'Sequence',
    'acknowledgment-number': 'Acknowledg.',
    'data-offset': 'DO',
    reserved: 'R',
    flags: 'Flags',
    window: 'Window',
    checksum: 'Check',
    'urgent-pointer': 'Urgent',
    mss: 'MSS',
    'window-scale': 'Scale',
    'sack-permitted': 'SACK ok',
    sack: 'SACK',
    timestamps: 'Timestamps',
    'no-operation': 'NOP',
    'end-of-options': 'End',
    padding: 'Pad',
    data: 'Data',
  } as Readonly<Record<string, string>>,
  words: (words: Put) => `${words} words`,
} as const

/** A part of a packet that means one thing: a field of either header, an option as a whole, or the data. */
export interface PacketField {
  /** What it is called in addresses, the same in every edition. */
  id: string
  layer: 'ip' | 'tcp' | 'option' | 'data'
  name: string
  /** For little room. */
  brief: string
  /** Bits from the packet's beginning, `end` excluded. */
  start: number
  end: number
  value: string
}

/** By the bit at which it begins in the segment. */
const FIXED: Readonly<Record<number, string>> = {
  0: 'source-port',
  16: 'destination-port',
  32: 'sequence-number',
  64: 'acknowledgment-number',
  96: 'data-offset',
  100: 'reserved',
  104: 'cwr',
  105: 'ece',
  106: 'urg',
  107: 'ack',
  108: 'psh',
  109: 'rst',
  110: 'syn',
  111: 'fin',
  112: 'window',
  128: 'checksum',
  144: 'urgent-pointer',
}

const OPTIONS: Readonly<Record<number, string>> = {
  0: 'end-of-options',
  1: 'no-operation',
  2: 'mss',
  3: 'window-scale',
  4: 'sack-permitted',
  5: 'sack',
  8: 'timestamps',
}

/** The names of all flags, as their fields are called. */
export const FLAG_IDS: readonly string[] = ['cwr', 'ece', 'urg', 'ack', 'psh', 'rst', 'syn', 'fin']

/** All that a segment's packet may have, as `PacketField.id`. */
export const FIELD_IDS: readonly string[] = [
  ...['version', 'header-length', 'service', 'total-length', 'identification', 'fragment', 'time-to-live', 'protocol'],
  ...['header-checksum', 'source', 'destination', ...Object.values(FIXED), 'flags', ...Object.values(OPTIONS)],
  ...['padding', 'data'],
]

/** The fields of a packet with a TCP segment, in their order; each flag is one, and the eight of them are one, too. */
export function packetFields(bytes: Uint8Array): PacketField[] {
  const begin = headerLength(bytes)
  const segment = bytes.subarray(begin)
  const fields = [...(isVersion6(bytes) ? ipv6Fields(bytes, begin) : ipFields(bytes)), ...tcpFields(segment, begin * 8)]
  const [first, last] = [fields.findIndex(({ id }) => id === 'cwr'), fields.findIndex(({ id }) => id === 'fin')]
  if (first < 0 || last < 0) return fields
  const set = fields.slice(first, last + 1).filter(({ value }) => value === '1')
  const value = set.map(({ name }) => name).join(' ') || SAYS.none
  const { start } = fields[first]!
  fields.splice(first, 0, fieldOf('flags', 'tcp', SAYS.flags, start, start + 8, value))
  return fields
}

/** Which field of a packet one of its TCP header is; each flag by itself. @param ipBits of the IP header before it */
export function fieldIdAt(fields: readonly PacketField[], { start }: Field, ipBits: number): string | undefined {
  const at = ipBits + start
  return fields.find((one) => one.id !== 'flags' && one.start <= at && at < one.end)?.id
}

function fieldOf(
  id: string,
  layer: PacketField['layer'],
  name: string,
  start: number,
  end: number,
  value: Put,
): PacketField {
  return { id, layer, name, brief: SAYS.briefs[id] ?? name, start, end, value: `${value}` }
}

function ipFields(bytes: Uint8Array): PacketField[] {
  const field = (id: string, name: string, start: number, end: number, value: Put): PacketField =>
    fieldOf(id, 'ip', name, start, end, value)
  const flags = bytes[6]! >> 5
  return [
    field('version', SAYS.version, 0, 4, bytes[0]! >> 4),
    field('header-length', SAYS.headerLength, 4, 8, SAYS.words(bytes[0]! & 15)),
    field('service', SAYS.service, 8, 16, `0x${hex(bytes.subarray(1, 2), '')}`),
    field('total-length', SAYS.totalLength, 16, 32, readUint16(bytes, 2)),
    field('identification', SAYS.identification, 32, 48, readUint16(bytes, 4)),
    field('fragment', SAYS.fragment, 48, 64, `${flags & 2 ? 'DF' : flags & 1 ? 'MF' : SAYS.none}`),
    field('time-to-live', SAYS.timeToLive, 64, 72, bytes[8]!),
    field('protocol', SAYS.protocol, 72, 80, bytes[9]!),
    field('header-checksum', SAYS.headerChecksum, 80, 96, `0x${hex(bytes.subarray(10, 12), '')}`),
    field('source', SAYS.source, 96, 128, formatAddress(sourceAddressOf(bytes))),
    field('destination', SAYS.destination, 128, 160, formatAddress(destinationAddressOf(bytes))),
  ]
}

/** RFC 8200 §3; what stands between the header and the segment is one. */
function ipv6Fields(bytes: Uint8Array, begin: number): PacketField[] {
  const field = (id: string, name: string, start: number, end: number, value: Put): PacketField =>
    fieldOf(id, 'ip', name, start, end, value)
  const word = readUint16(bytes, 0)
  const fields = [
    field('version', SAYS.version, 0, 4, word >>> 12),
    field('service', SAYS.service, 4, 12, `0x${hex(Uint8Array.of(word >>> 4), '')}`),
    field('flow-label', SAYS.flowLabel, 12, 32, ((word & 15) << 16) | readUint16(bytes, 2)),
    field('payload-length', SAYS.payloadLength, 32, 48, readUint16(bytes, 4)),
    field('next-header', SAYS.nextHeader, 48, 56, bytes[6]!),
    field('hop-limit', SAYS.hopLimit, 56, 64, ttlOf(bytes)),
    field('source', SAYS.source, 64, 192, formatAddress(sourceAddressOf(bytes))),
    field('destination', SAYS.destination, 192, 320, formatAddress(destinationAddressOf(bytes))),
  ]
  if (begin > IPV6_HEADER) fields.push(field('extensions', SAYS.extensions, IPV6_HEADER * 8, begin * 8, ''))
  return fields
}

/** Each option is one, with its values. */
function tcpFields(segment: Uint8Array, begin: number): PacketField[] {
  const fields: PacketField[] = []
  let group: string | undefined
  for (const field of headerFields(segment)) {
    const { name, value, note } = field
    const [start, end] = [begin + field.start, begin + field.end]
    const last = fields.at(-1)
    if (field.group !== undefined && field.group === group && last && name !== 'kind') {
      const told = name === 'length' ? last.value : [last.value, `${name} ${value}`].filter((part) => part).join(', ')
      fields[fields.length - 1] = { ...last, end, value: told }
      continue
    }
    group = field.group
    const fixed = FIXED[field.start]
    if (fixed !== undefined) fields.push(fieldOf(fixed, 'tcp', name, start, end, note ? `${value}, ${note}` : value))
    else if (field.end - field.start === 32 && field.start / 8 >= headerEnd(segment))
      fields.push(fieldOf('data', 'data', name, start, begin + segment.length * 8, value))
    else {
      const kind = segment[field.start / 8]!
      const id = field.padding && kind !== 1 ? 'padding' : (OPTIONS[kind] ?? `option-${kind}`)
      fields.push(fieldOf(id, 'option', group ?? name, start, end, group === undefined ? value : ''))
    }
  }
  return fields
}

function headerEnd(segment: Uint8Array): number {
  return (segment[12]! >> 4) * 4
}
