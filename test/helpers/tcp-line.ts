import type { Flags, Options, Segment } from '../../lib/tcp/wire/segment.ts'
import { pattern } from './octets.ts'

/** What the numbers of a line count from. */
export interface Origin {
  peerIsn: number
  iss: number
  /** TSval of the side under test at time 0. */
  clock: number
}

interface Line {
  flags: string
  seq: number
  length: number
  ack?: number
  win?: number
  urg?: number
  options?: string
}

const FORM = /^[<>] ([SFRPU.]+) (\d+):(\d+)\((\d+)\)(?: ack (\d+))?(?: win (\d+))?(?: urg (\d+))?(?: <(.*)>)?$/

function read(line: string): Line {
  const form = FORM.exec(line.replace(/\s+/g, ' '))
  if (!form) throw new Error('not a segment line: write like "< P. 1:101(100) ack 1 win 1000 urg 5 <mss 1460>"')
  const [, flags = '', from, to, length, ack, win, urg, options] = form
  if (Number(to) - Number(from) !== Number(length)) throw new Error(`${from}:${to} are not ${length} octets`)
  return {
    flags,
    seq: Number(from),
    length: Number(length),
    ...(ack !== undefined && { ack: Number(ack) }),
    ...(win !== undefined && { win: Number(win) }),
    ...(urg !== undefined && { urg: Number(urg) }),
    ...(options !== undefined && { options }),
  }
}

/** The segment of a line, as the peer sends it: its payload is the pattern's octets of that place. */
export function parseLine(text: string, origin: Origin): Segment {
  const line = read(text)
  const syn = line.flags.includes('S')
  return {
    sourcePort: 9000,
    destinationPort: 80,
    seq: (line.seq + origin.peerIsn) >>> 0,
    ack: line.ack === undefined ? 0 : (line.ack + origin.iss) >>> 0,
    flags: parseFlags(line.flags),
    window: line.win ?? 65_535,
    urgentPointer: line.urg ?? 0,
    options: parseOptions(line.options ?? '', origin),
    payload: pattern(syn ? line.seq : line.seq - 1, line.length),
  }
}

function parseFlags(letters: string): Flags {
  return {
    ...(letters.includes('S') && { syn: true }),
    ...(letters.includes('F') && { fin: true }),
    ...(letters.includes('R') && { rst: true }),
    ...(letters.includes('P') && { psh: true }),
    ...(letters.includes('U') && { urg: true }),
    ...(letters.includes('.') && { ack: true }),
  }
}

function parseOptions(text: string, origin: Origin): Options {
  const options: Options = {}
  for (const part of text.split(',').map((part) => part.trim())) {
    const [name = '', ...values] = part.split(' ')
    if (name === 'mss') options.mss = Number(values[0])
    else if (name === 'wscale') options.windowScale = Number(values[0])
    else if (name === 'sackOK') options.sackPermitted = true
    else if (name === 'ts') {
      const [value = 0, echo = 0] = (values[0] ?? '').split('/').map(Number)
      options.timestamps = { value: value >>> 0, echo: (echo + origin.clock) >>> 0 }
    } else if (name === 'sack') {
      options.sack = values.map((block) => {
        const [left = 0, right = 0] = block.split(':').map((edge) => (Number(edge) + origin.iss) >>> 0)
        return [left, right] as const
      })
    } else if (name !== '') throw new Error(`"${name}" is no option`)
  }
  return options
}

/** A segment that the side under test has sent, as a line. */
export function formatLine(segment: Segment, origin: Origin): string {
  const seq = (segment.seq - origin.iss) >>> 0
  const parts = [`> ${formatFlags(segment.flags)} ${seq}:${seq + segment.payload.length}(${segment.payload.length})`]
  if (segment.flags.ack) parts.push(`ack ${(segment.ack - origin.peerIsn) >>> 0}`)
  parts.push(`win ${segment.window}`)
  if (segment.flags.urg) parts.push(`urg ${segment.urgentPointer}`)
  const options = formatOptions(segment.options, origin)
  if (options !== '') parts.push(`<${options}>`)
  return parts.join(' ')
}

function formatFlags(flags: Flags): string {
  const letters = [
    flags.syn && 'S',
    flags.fin && 'F',
    flags.rst && 'R',
    flags.psh && 'P',
    flags.urg && 'U',
    flags.ack && '.',
  ]
  return letters.filter(Boolean).join('')
}

function formatOptions(options: Options, origin: Origin): string {
  const parts: string[] = []
  if (options.mss !== undefined) parts.push(`mss ${options.mss}`)
  if (options.windowScale !== undefined) parts.push(`wscale ${options.windowScale}`)
  if (options.sackPermitted) parts.push('sackOK')
  if (options.timestamps) {
    parts.push(`ts ${(options.timestamps.value - origin.clock) >>> 0}/${options.timestamps.echo}`)
  }
  if (options.sack) {
    const edge = (number: number): number => (number - origin.peerIsn) >>> 0
    parts.push(`sack ${options.sack.map(([left, right]) => `${edge(left)}:${edge(right)}`).join(' ')}`)
  }
  return parts.join(', ')
}

/** Whether what was sent is what the line says; what the line leaves out may be anything. A PSH need not be written. */
export function matches(segment: Segment, text: string, origin: Origin): boolean {
  const line = read(text)
  const sorted = (flags: string): string => [...flags.replace('P', '')].sort().join('')
  const seq = (segment.seq - origin.iss) >>> 0
  const offset = segment.flags.syn ? seq : seq - 1
  const expected = pattern(offset, segment.payload.length)
  return (
    sorted(formatFlags(segment.flags)) === sorted(line.flags) &&
    (!line.flags.includes('P') || segment.flags.psh === true) &&
    seq === line.seq &&
    segment.payload.length === line.length &&
    segment.payload.every((octet, index) => octet === expected[index]) &&
    (line.ack === undefined || (segment.ack - origin.peerIsn) >>> 0 === line.ack) &&
    (line.win === undefined || segment.window === line.win) &&
    (line.urg === undefined || segment.urgentPointer === line.urg) &&
    (line.options === undefined || formatOptions(segment.options, origin) === line.options)
  )
}
