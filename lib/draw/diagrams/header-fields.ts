import { hex, readUint16, readUint32 } from '../../bytes.ts'
import { count, type Put } from '../../words.ts'

/** What it says, by key. */
const SAYS = {
  tooShortForAHeader: 'too short for a header',
  byte: 'byte',
  words: (offset: Put) => `${offset} words`,
  bytesOfHeader: (value: Put) => `${value} bytes of header`,
  sourcePort: 'Source port',
  destinationPort: 'Destination port',
  destPort: 'Dest. port',
  sequenceNumber: 'Sequence number',
  acknowledgmentNumber: 'Acknowledgment number',
  dataOffset: 'Data offset',
  urgentPointer: 'Urgent pointer',
  windowScale: 'Window scale',
  endOfOptions: 'End of options',
  option: (kind: Put) => `Option ${kind}`,
  illegalOption: 'illegal option',
  windowsTimes: (value: Put) => `windows times ${value}`,
  echoReply: 'echo reply',
  leftEdge: 'left edge',
  rightEdge: 'right edge',
} as const

/** A stretch of bits with a name and a value. */
export interface Field {
  name: string
  /** for narrow boxes */
  short?: string
  /** The option that it belongs to. */
  group?: string
  /** The option's name in fewer letters. */
  brand?: string
  /** bits from the segment's beginning, `end` excluded */
  start: number
  end: number
  value: string
  /** The value in fewer letters. */
  brief?: string
  note?: string
  flag?: boolean
  padding?: boolean
}

const FLAG_FIELDS = ['CWR', 'ECE', 'URG', 'ACK', 'PSH', 'RST', 'SYN', 'FIN'] as const

/** The fields of a segment's bytes, as far as they go; lengths that lie are cut at the header's end (RFC 9293 §3.1). */
export function headerFields(bytes: Uint8Array): Field[] {
  if (bytes.length === 0) return []
  if (bytes.length < 20) return [octetField(SAYS.tooShortForAHeader, 0, bytes.length, hex(bytes))]
  const offset = bytes[12]! >> 4
  const flags = bytes[13]!
  const header = Math.min(bytes.length, Math.max(20, offset * 4))
  const data = bytes.length - header
  const size = count(data, SAYS.byte)
  const first = `${hex(bytes.subarray(header, header + 8))}${data > 8 ? ' …' : ''}`
  const inWords = { value: SAYS.words(offset), brief: String(offset), note: SAYS.bytesOfHeader(offset * 4) }
  return [
    octetField(SAYS.sourcePort, 0, 2, readUint16(bytes, 0)),
    octetField(SAYS.destinationPort, 2, 4, readUint16(bytes, 2), { short: SAYS.destPort }),
    octetField(SAYS.sequenceNumber, 4, 8, readUint32(bytes, 4)),
    octetField(SAYS.acknowledgmentNumber, 8, 12, readUint32(bytes, 8)),
    { name: SAYS.dataOffset, short: 'Offset', start: 96, end: 100, ...inWords },
    { name: 'Reserved', short: 'Rsrvd', start: 100, end: 104, value: String(bytes[12]! & 15) },
    ...FLAG_FIELDS.map((name, index): Field => {
      const value = String((flags >> (7 - index)) & 1)
      return { name, start: 104 + index, end: 105 + index, value, flag: true }
    }),
    octetField('Window', 14, 16, readUint16(bytes, 14)),
    octetField('Checksum', 16, 18, `0x${hex(bytes.subarray(16, 18), '')}`),
    octetField(SAYS.urgentPointer, 18, 20, readUint16(bytes, 18)),
    ...optionFields(bytes, header),
    ...(data > 0 ? [octetField('Data', header, header + 4, `${size}: ${first}`, { brief: size })] : []),
  ]
}

const OPTION_NAMES: Readonly<Record<number, readonly [name: string, brand: string]>> = {
  2: ['MSS', 'MSS'],
  3: [SAYS.windowScale, 'Scale'],
  4: ['SACK permitted', 'SackOK'],
  5: ['SACK', 'SACK'],
  8: ['Timestamps', 'TS'],
}

/** A field of whole octets. */
function octetField(name: string, from: number, to: number, value: string | number, more: Partial<Field> = {}): Field {
  return { name, start: from * 8, end: to * 8, value: String(value), ...more }
}

function optionFields(bytes: Uint8Array, header: number): Field[] {
  const fields: Field[] = []
  for (let at = 20; at < header; ) {
    const kind = bytes[at]!
    if (kind === 0) {
      fields.push(octetField(SAYS.endOfOptions, at, at + 1, 0, { short: 'EOL' }))
      if (at + 1 < header) fields.push(octetField('Padding', at + 1, header, 0, { short: 'Pad', padding: true }))
      break
    }
    if (kind === 1) {
      fields.push(octetField('No-operation', at, at + 1, 1, { short: 'NOP', padding: true }))
      at++
      continue
    }
    const [group, brand] = OPTION_NAMES[kind] ?? [SAYS.option(kind), '']
    const length = bytes[at + 1] ?? 0
    // An illegal length cannot be stepped over: the rest is shown as it is (MUST-7).
    if (length < 2 || at + length > header) {
      fields.push(octetField(SAYS.illegalOption, at, header, hex(bytes.subarray(at, header)), { short: 'illegal' }))
      break
    }
    fields.push(
      octetField('kind', at, at + 1, kind, { group, brand }),
      octetField('length', at + 1, at + 2, length, { group, brand }),
      ...optionValues(bytes, kind, at + 2, at + length).map((field) => ({ ...field, group })),
    )
    at += length
  }
  return fields
}

function optionValues(bytes: Uint8Array, kind: number, at: number, end: number): Field[] {
  const word = (name: string, from: number): Field => octetField(name, from, from + 4, readUint32(bytes, from))
  if (kind === 2 && end - at === 2) return [octetField('size', at, end, readUint16(bytes, at))]
  if (kind === 3 && end - at === 1) {
    const shift = bytes[at]!
    return [octetField('shift', at, end, shift, { note: SAYS.windowsTimes(2 ** Math.min(14, shift)) })]
  }
  if (kind === 8 && end - at === 8) return [word('value', at), word(SAYS.echoReply, at + 4)]
  if (kind === 5 && (end - at) % 8 === 0) {
    const blocks: Field[] = []
    for (let block = at; block < end; block += 8)
      blocks.push(word(SAYS.leftEdge, block), word(SAYS.rightEdge, block + 4))
    return blocks
  }
  return end > at ? [octetField('value', at, end, hex(bytes.subarray(at, end)))] : []
}
