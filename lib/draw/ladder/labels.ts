import { type Flags, formatFlags } from '../../tcp/wire/index.ts'
import { list, type Put } from '../../words.ts'
import type { Journey } from '../journey.ts'
import type { SegmentRun } from './runs.ts'

/** What it says, by key. */
const SAYS = {
  piecesOfDatagram: (id: Put) => `pieces of datagram ${id}`,
  datagramsTo: (id: Put, id2: Put) => `datagrams ${id} to ${id2}`,
  noFlags: 'no flags',
  datagram: (id: Put) => `datagram ${id}`,
  packetOfBytes: (size: Put) => `packet of ${size} bytes`,
  windowProbe: 'window probe',
} as const

/** What labels tell. */
export interface LabelOptions {
  /** Show SEG.WND in every label, not only when it is 0. */
  window?: boolean
  /** Show the options of SYNs, and SACK blocks. */
  options?: boolean
  /** `text`: labels show the printable octets that are carried, in place of their numbers: “D D E”. */
  payload?: 'numbers' | 'text'
}

interface LabelWords {
  /** Or what it is, where it is no segment. */
  flags: string
  seq: string
  ack: string
  window: string
  length: string
  options: string[]
  /** What is out of the ordinary about it. */
  more: string[]
  text: string
}

/** The words of a segment: flags first, then numbers, in the printed form's order. */
export function segmentWords(journey: Journey, show: LabelOptions = {}): string[] {
  const { flags, seq, ack, window, length, options, more, text } = labelWordsOf(journey, show)
  return [flags, seq, ack, window, length, text, ...(show.options ? options : []), ...more].filter(
    (word) => word !== '',
  )
}

/** The forms of a label, the longest first. @param brief for little room: without the longest */
export function labelForms(run: SegmentRun, show: LabelOptions, brief: boolean): string[][] {
  const forms = (run.length > 1 ? burstForms(run, show) : formsOfOne(run[0], show)).map((form) =>
    form.filter((word) => word !== ''),
  )
  return brief && forms.length > 1 ? forms.slice(1) : forms
}

function formsOfOne(journey: Journey, show: LabelOptions): string[][] {
  const { flags, seq, ack, window, length, options, more, text } = labelWordsOf(journey, show)
  const { segment } = journey
  if (!segment) {
    if (text !== '') return [[text, ...more]]
    return [
      [flags, length, ...more],
      [length.startsWith('part') ? length : flags, ...more],
    ]
  }
  const shownOptions = show.options ? options : []
  const carries = segment.payload.length > 0
  if (text !== '')
    return [
      [flags, text, ack, window, ...shownOptions, ...more],
      [flags, text, window, ...more],
      [text, ...more],
    ]
  if (carries)
    return [
      [flags, seq, ack, window, length, ...shownOptions, ...more],
      [flags, seq, ack, window, ...more],
      [flags, seq, window, ...more],
      [isPlainAck(segment.flags) ? marking(segment.flags) : flags, seq, window, ...more],
      [marking(segment.flags), seq, ...more],
      ...(journey.keepAlive || journey.windowProbe ? [[marking(segment.flags), ...more]] : []),
      [marking(segment.flags), `seq ${journey.seq}`, ...more],
    ]
  if (!isPlainAck(segment.flags))
    return [
      [flags, seq, ack, window, ...shownOptions, ...more],
      [flags, seq, ack, ...more],
      [flags, seq, ...more],
      [flags, ...more],
    ]
  return [
    [flags, seq, ack, window, ...shownOptions, ...more],
    [marking(segment.flags), ack, window, ...shownOptions, ...more],
    [marking(segment.flags), ack, window, ...more],
    [marking(segment.flags), ack, ...more],
  ]
}

/** Of the flags, those that begin or end a connection, or speak of congestion. */
function marking({ syn, fin, rst, ece, cwr }: NonNullable<Journey['segment']>['flags']): string {
  return formatFlags({ syn, fin, rst, ece, cwr } as Flags)
}

/** Nothing beside the acknowledgment that every segment carries. */
function isPlainAck({ syn, fin, rst, urg }: NonNullable<Journey['segment']>['flags']): boolean {
  return !syn && !fin && !rst && !urg
}

function burstForms(run: SegmentRun, show: LabelOptions): string[][] {
  const [first] = run
  const last = run.at(-1)!
  const times = `×${run.length}`
  if (!first.segment) {
    const texts = list(run.map((one) => labelWordsOf(one, show).text).filter((text) => text !== ''))
    if (texts !== '') return [[times, texts], [texts], [times]]
    const isPiece = first.datagram && (first.datagram.moreFragments || first.datagram.offset > 0)
    const what = isPiece
      ? SAYS.piecesOfDatagram(first.datagram!.id)
      : SAYS.datagramsTo(first.datagram?.id ?? 0, last.datagram?.id ?? 0)
    return [[times, what], [times]]
  }
  const octets = run.reduce((sum, { segment }) => sum + segment!.payload.length, 0)
  const window = show.window ? fromTo('win', first.segment.window, last.segment!.window) : ''
  if (octets > 0) {
    const text = show.payload === 'text' ? printableText(run.map(({ segment }) => segment!.payload)) : ''
    const seq = text || `seq ${first.seq}:${(first.seq + octets) >>> 0}`
    const more = first.retransmission ? 'resent' : ''
    return [
      [times, seq, window, more],
      [times, seq, more],
      [seq, more],
      [times, more],
    ]
  }
  const echo = first.segment.flags.ece ? 'ECE ' : ''
  const ack = echo + fromTo('ack', first.ack, last.ack)
  const sack = show.options ? labelWordsOf(last, show).options : []
  const brief = first.ack === last.ack ? ack : `${echo}ack … ${last.ack}`
  const briefWindow = window.replace(/ \d+ …/, ' …')
  return [
    [times, ack, window, ...(sack.length > 0 ? ['…', ...sack] : [])],
    [times, ack, window],
    [times, brief, briefWindow],
    [times],
  ]
}

function fromTo(name: string, first: number, last: number): string {
  return first === last ? `${name} ${first}` : `${name} ${first} … ${last}`
}

function labelWordsOf(journey: Journey, show: LabelOptions): LabelWords {
  const { segment, datagram } = journey
  const words: LabelWords = { flags: '', seq: '', ack: '', window: '', length: '', options: [], more: [], text: '' }
  if (segment) {
    const { flags, payload, window } = segment
    const octets = payload.length
    words.flags = formatFlags(flags) || SAYS.noFlags
    words.seq = octets > 0 ? `seq ${journey.seq}:${(journey.seq + octets) >>> 0}` : `seq ${journey.seq}`
    if (flags.ack) words.ack = `ack ${journey.ack}`
    if (show.window || (window === 0 && !flags.rst && !flags.syn)) words.window = `win ${window}`
    if (octets > 0) words.length = `len ${octets}`
    words.options = optionWords(journey)
    if (show.payload === 'text' && octets > 0) words.text = printableText([payload])
  } else if (datagram) {
    words.flags = journey.icmp ? 'ICMP' : SAYS.datagram(datagram.id)
    const whole = datagram.offset === 0 && !datagram.moreFragments
    words.length = whole ? `len ${datagram.length}` : `part ${datagram.offset}:${datagram.offset + datagram.length}`
    if (show.payload === 'text' && journey.payload && !journey.icmp) words.text = printableText([journey.payload])
  } else words.flags = SAYS.packetOfBytes(journey.size)
  if (journey.keepAlive) words.more.push('keep-alive')
  else if (journey.windowProbe) words.more.push(SAYS.windowProbe)
  else if (journey.retransmission) words.more.push('resent')
  if (journey.copy) words.more.push('duplicate')
  if (journey.corrupted) words.more.push('damaged')
  if (journey.marked) words.more.push('CE')
  return words
}

function optionWords({ segment, origin }: Journey): string[] {
  const { mss, windowScale, sackPermitted, sack, fastOpen } = segment!.options
  const words: string[] = []
  if (mss !== undefined) words.push(`mss ${mss}`)
  if (windowScale !== undefined) words.push(`wscale ${windowScale}`)
  if (sackPermitted) words.push('sackOK')
  if (fastOpen) words.push('tfo')
  for (const [left, right] of sack ?? []) words.push(`sack ${(left - origin.ack) >>> 0}:${(right - origin.ack) >>> 0}`)
  return words
}

/** Longer text than this is cut. */
const MOST_LETTERS = 24

/** Octets as a reader would quote them: “GET /”; what is not printable is a dot. */
function printableText(pieces: readonly Uint8Array[]): string {
  const decoder = new TextDecoder()
  const all = pieces.map((piece) => decoder.decode(piece.subarray(0, 4 * MOST_LETTERS))).join('')
  const letters = [...all.trimEnd()].map((letter) => (/[\p{C}\ufffd]/u.test(letter) ? '·' : letter))
  if (letters.length === 0) return ''
  return `“${letters.slice(0, MOST_LETTERS).join('')}${letters.length > MOST_LETTERS ? '…' : ''}”`
}
