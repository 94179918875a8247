import { hex, readUint16, readUint32 } from '../bytes.ts'
import { count } from '../words.ts'

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
  if (bytes.length < 20) {
    return bytes.length === 0
      ? []
      : [{ name: 'too short for a header', start: 0, end: bytes.length * 8, value: hex(bytes) }]
  }
  const offset = bytes[12]! >> 4
  const flags = bytes[13]!
  const fields: Field[] = [
    { name: 'Source port', start: 0, end: 16, value: String(readUint16(bytes, 0)) },
    { name: 'Destination port', short: 'Dest. port', start: 16, end: 32, value: String(readUint16(bytes, 2)) },
    { name: 'Sequence number', start: 32, end: 64, value: String(readUint32(bytes, 4)) },
    { name: 'Acknowledgment number', start: 64, end: 96, value: String(readUint32(bytes, 8)) },
    {
      name: 'Data offset',
      short: 'Offset',
      start: 96,
      end: 100,
      value: `${offset} words`,
      brief: String(offset),
      note: `${offset * 4} bytes of header`,
    },
    { name: 'Reserved', short: 'Rsrvd', start: 100, end: 104, value: String(bytes[12]! & 15) },
    ...FLAG_FIELDS.map((name, index) => ({
      name,
      start: 104 + index,
      end: 105 + index,
      value: String((flags >> (7 - index)) & 1),
      flag: true,
    })),
    { name: 'Window', start: 112, end: 128, value: String(readUint16(bytes, 14)) },
    { name: 'Checksum', start: 128, end: 144, value: `0x${hex(bytes.subarray(16, 18), '')}` },
    { name: 'Urgent pointer', start: 144, end: 160, value: String(readUint16(bytes, 18)) },
  ]
  const header = Math.min(bytes.length, Math.max(20, offset * 4))
  fields.push(...optionFields(bytes, header))
  if (bytes.length > header) {
    const data = bytes.length - header
    fields.push({
      name: 'Data',
      start: header * 8,
      end: header * 8 + 32,
      value: `${count(data, 'byte')}: ${hex(bytes.subarray(header, header + 8))}${data > 8 ? ' …' : ''}`,
      brief: count(data, 'byte'),
    })
  }
  return fields
}

const OPTION_NAMES: Readonly<Record<number, readonly [name: string, brand: string]>> = {
  2: ['MSS', 'MSS'],
  3: ['Window scale', 'Scale'],
  4: ['SACK permitted', 'SackOK'],
  5: ['SACK', 'SACK'],
  8: ['Timestamps', 'TS'],
}

function optionFields(bytes: Uint8Array, header: number): Field[] {
  const fields: Field[] = []
  for (let at = 20; at < header; ) {
    const kind = bytes[at]!
    if (kind === 0) {
      fields.push({ name: 'End of options', short: 'EOL', start: at * 8, end: (at + 1) * 8, value: '0' })
      if (at + 1 < header)
        fields.push({ name: 'Padding', short: 'Pad', start: (at + 1) * 8, end: header * 8, value: '0', padding: true })
      break
    }
    if (kind === 1) {
      fields.push({ name: 'No-operation', short: 'NOP', start: at * 8, end: (at + 1) * 8, value: '1', padding: true })
      at++
      continue
    }
    const [group, brand] = OPTION_NAMES[kind] ?? [`Option ${kind}`, '']
    const length = bytes[at + 1] ?? 0
    // An illegal length cannot be stepped over: the rest is shown as it is (MUST-7).
    if (length < 2 || at + length > header) {
      fields.push({
        name: 'illegal option',
        short: 'illegal',
        start: at * 8,
        end: header * 8,
        value: hex(bytes.subarray(at, header)),
      })
      break
    }
    fields.push(
      { group, brand, name: 'kind', start: at * 8, end: (at + 1) * 8, value: String(kind) },
      { group, brand, name: 'length', start: (at + 1) * 8, end: (at + 2) * 8, value: String(length) },
      ...optionValues(bytes, kind, group, at + 2, at + length),
    )
    at += length
  }
  return fields
}

function optionValues(bytes: Uint8Array, kind: number, group: string, at: number, end: number): Field[] {
  const word = (name: string, from: number): Field => ({
    group,
    name,
    start: from * 8,
    end: (from + 4) * 8,
    value: String(readUint32(bytes, from)),
  })
  if (kind === 2 && end - at === 2)
    return [{ group, name: 'size', start: at * 8, end: end * 8, value: String(readUint16(bytes, at)) }]
  if (kind === 3 && end - at === 1)
    return [
      {
        group,
        name: 'shift',
        start: at * 8,
        end: end * 8,
        value: String(bytes[at]),
        note: `windows times ${2 ** Math.min(14, bytes[at]!)}`,
      },
    ]
  if (kind === 8 && end - at === 8) return [word('value', at), word('echo reply', at + 4)]
  if (kind === 5 && (end - at) % 8 === 0) {
    const blocks: Field[] = []
    for (let block = at; block < end; block += 8) blocks.push(word('left edge', block), word('right edge', block + 4))
    return blocks
  }
  return end > at ? [{ group, name: 'value', start: at * 8, end: end * 8, value: hex(bytes.subarray(at, end)) }] : []
}
