import { hex, NO_BYTES } from '../../bytes.ts'
import { CE, NOT_ECT } from './ip.ts'

/** A TCP segment as meaning; `wire` turns it into bytes and back. Field names follow RFC 9293 §3.1. */
export interface Segment {
  sourcePort: number
  destinationPort: number
  /** SEG.SEQ, modulo 2^32 */
  seq: number
  /** SEG.ACK; 0 when `flags.ack` is not set */
  ack: number
  flags: Flags
  /** SEG.WND as on the wire: not scaled */
  window: number
  /** SEG.UP; 0 when `flags.urg` is not set */
  urgentPointer: number
  options: Options
  payload: Uint8Array
}

export interface Flags {
  cwr?: boolean
  ece?: boolean
  urg?: boolean
  ack?: boolean
  psh?: boolean
  rst?: boolean
  syn?: boolean
  fin?: boolean
}

export interface Options {
  /** Maximum Segment Size, on SYN only (RFC 9293 §3.7.1). */
  mss?: number | undefined
  /** Window scale shift, on SYN only (RFC 7323 §2). */
  windowScale?: number | undefined
  /** On SYN only (RFC 2018 §2). */
  sackPermitted?: boolean | undefined
  /** Blocks as [left edge, right edge), newest first (RFC 2018 §3). */
  sack?: readonly (readonly [number, number])[] | undefined
  /** RFC 7323 §3. */
  timestamps?: { value: number; echo: number } | undefined
  /** The cookie, on SYN only; empty = one is asked for (RFC 7413 §4.1.1). */
  fastOpen?: Uint8Array | undefined
}

/** A segment with zeros for what is not given. */
export function makeSegment(fields: Partial<Segment> = {}): Segment {
  return {
    sourcePort: 0,
    destinationPort: 0,
    seq: 0,
    ack: 0,
    flags: {},
    window: 0,
    urgentPointer: 0,
    options: {},
    payload: NO_BYTES,
    ...fields,
  }
}

/**
 * SEG.LEN: how many sequence numbers the segment takes, SYN and FIN counted.
 *
 * @see RFC 9293 §3.3.1
 */
export function segmentLength(segment: Segment): number {
  return segment.payload.length + (segment.flags.syn ? 1 : 0) + (segment.flags.fin ? 1 : 0)
}

/** Where both directions begin, so that sequence numbers may be shown from 0 on. */
export interface SequenceOrigin {
  /** ISN of who sends the segment */
  seq: number
  /** ISN of who receives it; without it, acknowledgments are shown as they are */
  ack?: number
}

/**
 * The one printed form of a segment, a line in tcpdump's spirit:
 * `49152 > 80 [PSH ACK] seq 301:1761 ack 101 win 512 len 1460 <ts 7/3, sack 901:1001>`.
 * A range of sequence numbers ends before its second number; windows are not scaled.
 *
 * @param origin subtract these; without it, numbers are as on the wire
 * @param ecn of its packet: Congestion Experienced is said behind the length, `len 1460 CE`
 */
export function formatSegment(segment: Segment, origin?: SequenceOrigin, ecn: number = NOT_ECT): string {
  const { flags, payload } = segment
  const seqFrom = origin?.seq ?? 0
  const seq = (segment.seq - seqFrom) >>> 0
  const range = payload.length > 0 ? `${seq}:${(seq + payload.length) >>> 0}` : `${seq}`
  const parts = [`${segment.sourcePort} > ${segment.destinationPort} [${formatFlags(flags)}] seq ${range}`]
  if (flags.ack) parts.push(`ack ${(segment.ack - (origin?.ack ?? 0)) >>> 0}`)
  parts.push(`win ${segment.window}`)
  if (flags.urg) parts.push(`urg ${segment.urgentPointer}`)
  if (payload.length > 0) parts.push(`len ${payload.length}`)
  if (ecn === CE) parts.push('CE')
  const options = formatOptions(segment.options, origin?.ack ?? 0)
  if (options !== '') parts.push(`<${options}>`)
  return parts.join(' ')
}

const FLAG_NAMES = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr'] as const

/** `SYN ACK`; in the order of the header's bits, lowest first. */
export function formatFlags(flags: Flags): string {
  return FLAG_NAMES.filter((name) => flags[name])
    .join(' ')
    .toUpperCase()
}

function formatOptions(options: Options, origin: number): string {
  const parts: string[] = []
  if (options.mss !== undefined) parts.push(`mss ${options.mss}`)
  if (options.windowScale !== undefined) parts.push(`wscale ${options.windowScale}`)
  if (options.sackPermitted) parts.push('sackOK')
  if (options.timestamps) parts.push(`ts ${options.timestamps.value}/${options.timestamps.echo}`)
  if (options.sack) {
    const blocks = options.sack.map(([left, right]) => ` ${(left - origin) >>> 0}:${(right - origin) >>> 0}`)
    parts.push(`sack${blocks.join('')}`)
  }
  if (options.fastOpen) parts.push(['tfo', hex(options.fastOpen, '')].join(' ').trimEnd())
  return parts.join(', ')
}

/**
 * The segment that a printed line means, for scripts: ports, window and everything after it may be left out. The
 * payload is `len` octets (or as many as the range of `seq` holds) of zero.
 *
 * @throws RangeError naming the word that is not understood
 */
export function parseSegment(line: string): Segment {
  const form = /^\s*(?:(\d+) > (\d+) )?\[([A-Z ]*)\]\s*([^<]*)(?:<(.*)>)?\s*$/.exec(line)
  if (!form) throw new RangeError(`not a segment: "${line}"; write like "49152 > 80 [SYN] seq 0 win 65535 <mss 1460>"`)
  const [, source = '0', destination = '0', flagWords = '', fields = '', options = ''] = form
  const segment = makeSegment({
    sourcePort: Number(source),
    destinationPort: Number(destination),
    flags: parseFlags(flagWords, line),
    options: parseOptions(options, line),
  })
  let length = 0
  for (const [, name = '', value = '', end] of fields.matchAll(/(\S+)\s*([^\s:]*)(?::(\d+))?\s*/g)) {
    const number = Number(value)
    if (value === '' || !Number.isInteger(number)) throw notUnderstood(`${name} ${value}`, line)
    if (name === 'seq') {
      segment.seq = number >>> 0
      if (end !== undefined) length = (Number(end) - number) >>> 0
    } else if (name === 'ack') segment.ack = number >>> 0
    else if (name === 'win') segment.window = number
    else if (name === 'urg') segment.urgentPointer = number
    else if (name === 'len') length = number
    else throw notUnderstood(name, line)
  }
  if (length > 65_535) throw notUnderstood(`a payload of ${length} octets`, line)
  segment.payload = new Uint8Array(length)
  return segment
}

function parseFlags(words: string, line: string): Flags {
  const flags: Flags = {}
  for (const word of words.split(' ').filter((word) => word !== '')) {
    const name = FLAG_NAMES.find((name) => name === word.toLowerCase())
    if (!name) throw notUnderstood(word, line)
    flags[name] = true
  }
  return flags
}

function parseOptions(text: string, line: string): Options {
  const options: Options = {}
  for (const part of text.split(',').map((part) => part.trim())) {
    const [name, ...values] = part.split(' ')
    const value = values[0] ?? ''
    if (part === '') continue
    if (name === 'mss') options.mss = Number(value)
    else if (name === 'wscale') options.windowScale = Number(value)
    else if (name === 'sackOK') options.sackPermitted = true
    else if (name === 'ts') {
      const [own = 0, echo = 0] = value.split('/').map(Number)
      options.timestamps = { value: own, echo }
    } else if (name === 'sack') {
      options.sack = values.map((block) => {
        const [left = 0, right = 0] = block.split(':').map(Number)
        return [left, right] as const
      })
    } else if (name === 'tfo' && /^([\da-f]{2})*$/.test(value)) {
      options.fastOpen = Uint8Array.from(value.match(/../g) ?? [], (octet) => Number.parseInt(octet, 16))
    } else throw notUnderstood(part, line)
  }
  return options
}

function notUnderstood(part: string, line: string): RangeError {
  return new RangeError(`"${part}" is not understood in the segment "${line}"`)
}
