import { hex, readUint16, readUint32 } from '../../bytes.ts'
import { count } from '../../words.ts'

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
  if (bytes.length < 20) return [octetField('too short for a header', 0, bytes.length, hex(bytes))]
  const offset = bytes[12]! >> 4
  const flags = bytes[13]!
  const header = Math.min(bytes.length, Math.max(20, offset * 4))
  const data = bytes.length - header
  const size = count(data, 'byte')
  const first = `${hex(bytes.subarray(header, header + 8))}${data > 8 ? ' …' : ''}`
  const inWords = { value: `${offset} words`, brief: String(offset), note: `${offset * 4} bytes of header` }
  return [
    octetField('Source port', 0, 2, readUint16(bytes, 0)),
    octetField('Destination port', 2, 4, readUint16(bytes, 2), { short: 'Dest. port' }),
    octetField('Sequence number', 4, 8, readUint32(bytes, 4)),
    octetField('Acknowledgment number', 8, 12, readUint32(bytes, 8)),
    { name: 'Data offset', short: 'Offset', start: 96, end: 100, ...inWords },
    { name: 'Reserved', short: 'Rsrvd', start: 100, end: 104, value: String(bytes[12]! & 15) },
    ...FLAG_FIELDS.map((name, index): Field => {
      const value = String((flags >> (7 - index)) & 1)
      return { name, start: 104 + index, end: 105 + index, value, flag: true }
    }),
    octetField('Window', 14, 16, readUint16(bytes, 14)),
    octetField('Checksum', 16, 18, `0x${hex(bytes.subarray(16, 18), '')}`),
    octetField('Urgent pointer', 18, 20, readUint16(bytes, 18)),
    ...optionFields(bytes, header),
    ...(data > 0 ? [octetField('Data', header, header + 4, `${size}: ${first}`, { brief: size })] : []),
  ]
}

const OPTION_NAMES: Readonly<Record<number, readonly [name: string, brand: string]>> = {
  2: ['MSS', 'MSS'],
  3: ['Window scale', 'Scale'],
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
      fields.push(octetField('End of options', at, at + 1, 0, { short: 'EOL' }))
      if (at + 1 < header) fields.push(octetField('Padding', at + 1, header, 0, { short: 'Pad', padding: true }))
      break
    }
    if (kind === 1) {
      fields.push(octetField('No-operation', at, at + 1, 1, { short: 'NOP', padding: true }))
      at++
      continue
    }
    const [group, brand] = OPTION_NAMES[kind] ?? [`Option ${kind}`, '']
    const length = bytes[at + 1] ?? 0
    // An illegal length cannot be stepped over: the rest is shown as it is (MUST-7).
    if (length < 2 || at + length > header) {
      fields.push(octetField('illegal option', at, header, hex(bytes.subarray(at, header)), { short: 'illegal' }))
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
    return [octetField('shift', at, end, shift, { note: `windows times ${2 ** Math.min(14, shift)}` })]
  }
  if (kind === 8 && end - at === 8) return [word('value', at), word('echo reply', at + 4)]
  if (kind === 5 && (end - at) % 8 === 0) {
    const blocks: Field[] = []
    for (let block = at; block < end; block += 8) blocks.push(word('left edge', block), word('right edge', block + 4))
    return blocks
  }
  return end > at ? [octetField('value', at, end, hex(bytes.subarray(at, end)))] : []
}
