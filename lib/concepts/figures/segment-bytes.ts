/** Any segment of a trace in bytes: each field a place to press, with what it means, how it comes about, and what has changed. */
import {
  type ByteGridFigure,
  byteGridFigure,
  FLAG_IDS,
  type Journey,
  type PacketField,
  type PlayAction,
  type PlayFact,
  type PlayView,
  packetFields,
  type Target,
} from '../../draw/index.ts'
import { pcapng, type Trace } from '../../network/index.ts'
import { formatFlags } from '../../tcp/wire/index.ts'
import { list } from '../../words.ts'
import { segmentsOf } from '../helpers.ts'
import { checksumFacts } from './checksum-steps.ts'
import { clauseOfField, wordsOfField } from './field-words.ts'

/** What it says, by key. */
const SAYS = {
  heading: (number: number, name: string) => `Segment ${number}, ${name}, byte by byte`,
  named: (number: number, name: string) => `segment ${number}, ${name}`,
  explain: (name: string, value: string) => (value === '' ? name : `${name}: ${value}`),
  bytes: (bytes: number) => (bytes === 1 ? '1 byte' : `${bytes} bytes`),
  fieldSaid: (field: string, means: string) => `${field}. ${means}`,
  segmentSaid: (number: number, name: string) =>
    `Segment ${number}, ${name}. Press a field to see what it means and how its value comes about.`,
  again: (name: string) => `${name} again`,
  noFlags: 'no flags',
  segment: 'segment',
  way: (from: string, to: string, bytes: number) => `${from} to ${to}, ${bytes} bytes with both headers`,
  other: (before: number) => `other than in segment ${before}`,
  nothing: 'nothing',
  first: 'the first of this direction',
  press: 'a field',
  pressIt: 'press one in the picture: what it means, how it comes about',
  means: 'means',
  computed: 'comes about',
  before: (number: number) => `in segment ${number}`,
  missing: 'not there',
  absent: 'not in this segment',
  written: 'written in',
  number: (isn: number, count: number) =>
    count === 0
      ? `the number that its sender begins with`
      : `${isn}, with which its sender began, and ${count} after it`,
  confirms: (isn: number, count: number) =>
    `${isn}, with which the other end began, and ${count} for all that has come (SYN and FIN count as one each)`,
  notValid: 'ACK is not set, so it says nothing',
  total: (ip: number, tcp: number, data: number) => `${ip} of IP header, ${tcp} of TCP header, ${data} of data`,
  words: (bytes: number) => `${bytes} bytes, divided by 4`,
  scaled: (window: number, shift: number, room: number) => `${window} shifted by ${shift}: ${room} bytes`,
  unscaled: 'in bytes: a SYN is never scaled, nor is what follows unless both SYNs offer it',
  shifts: (times: number) => `windows are multiplied by ${times}`,
  clock: (value: number, echo: number, of: string) =>
    `its own clock, in ms from an arbitrary start, is at ${value}; ${echo} is ${of}`,
  clockOf: (number: number) => `that of segment ${number}`,
  noClock: 'no clock yet',
  payload: (text: string) => `“${text}”`,
  onWire: 'on your own wire',
  tcpdump: (port: number) => `sudo tcpdump -ni any -nvX 'tcp port ${port}'`,
  inCapture: 'in the capture',
  tshark: (file: string, frame: number) => `tshark -r ${file} -Y frame.number==${frame} -O tcp -x`,
  capture: 'the capture as .pcapng',
} as const

/** The name of the file that a page hands out. */
const CAPTURE = 'exchange.pcapng'

/** `SYN ACK`, `16 bytes`, `FIN again`: what a segment is, in a word or two. */
export function briefName({ segment, retransmission }: Journey): string {
  if (!segment) return SAYS.segment
  const { flags, payload } = segment
  const { ack, psh, ...others } = flags
  const told = formatFlags(others)
  const bytes = payload.length > 0 ? SAYS.bytes(payload.length) : ''
  const name = [flags.syn && ack ? formatFlags({ syn: true, ack: true }) : told, bytes]
    .filter((part) => part)
    .join(', ')
  const plain = name || (ack ? formatFlags({ ack: true }) : SAYS.noFlags)
  return retransmission ? SAYS.again(plain) : plain
}

/** One segment of a trace, and what it is looked at for. */
export interface SegmentLook {
  trace: Trace
  /** All segments in the order sent. */
  journeys: readonly Journey[]
  /** Which, from 1. */
  which: number
  /** The field that is explained, as `PacketField.id`. */
  field?: string | undefined
}

/** The fields that are other than in the segment before it of the same direction. */
export function changedFields(look: SegmentLook): string[] {
  const before = beforeOf(look)
  if (before === undefined) return []
  const known = new Map(packetFields(packetOf(look, before)).map(({ id, value }) => [id, value]))
  return packetFields(packetOf(look, look.which))
    .filter(({ id, value }) => known.get(id) !== value)
    .map(({ id }) => id)
}

function packetOf({ trace }: SegmentLook, which: number): Uint8Array {
  return segmentsOf(trace)[which - 1]!.bytes
}

function beforeOf({ journeys, which }: SegmentLook): number | undefined {
  const { from } = journeys[which - 1]!
  const at = journeys.slice(0, which - 1).findLastIndex((one) => one.from === from)
  return at < 0 ? undefined : at + 1
}

/** The segment in bytes, each field to be pressed, with what there is to say. */
export function bytesView(look: SegmentLook): PlayView {
  const { journeys, which, field } = look
  const bytes = packetOf(look, which)
  const grid = byteGridFigure(bytes, { chosen: field, changed: changedFields(look) })
  const figure = {
    svg: (width?: number) => grid.svg(width),
    sentence: grid.sentence,
    play: { targets: (width: number) => fieldTargets(grid, look, width) },
  }
  return { name: SAYS.heading(which, briefName(journeys[which - 1]!)), figure, facts: fieldFacts(look, bytes) }
}

function fieldTargets(grid: ByteGridFigure, look: SegmentLook, width: number): Target[] {
  return grid.fields.map((field) => targetOf(field, grid.outline(field, width), look))
}

/** A field to be pressed: what it is shows below; pressed again, nothing of it. */
export function targetOf({ id, name, value }: PacketField, shape: string, look: SegmentLook): Target {
  const isOn = look.field === id || (id === 'flags' && FLAG_IDS.includes(look.field ?? ''))
  const confirmed = id === 'acknowledgment-number' ? confirmedBy(look) : undefined
  return {
    shape,
    label: SAYS.explain(name, value),
    set: { field: isOn ? [] : [id] },
    isOn,
    link: confirmed === undefined ? linkOfField(id) : linkOfSegment(confirmed),
  }
}

function linkOfField(id: string): string {
  return `.${id}`
}

/** The same in every view of a trace. */
export function linkOfSegment(number: number): string {
  return `#${number}`
}

/** The segment whose last number this one confirms. */
function confirmedBy({ journeys, which }: SegmentLook): number | undefined {
  const { segment, from, sentIndex, ack } = journeys[which - 1]!
  if (!segment?.flags.ack) return undefined
  const at = journeys.findLastIndex(
    (one) =>
      one.to === from &&
      one.endIndex !== undefined &&
      one.arrived !== undefined &&
      one.endIndex < sentIndex &&
      one.seq + numbersTaken(one) === ack &&
      numbersTaken(one) > 0,
  )
  return at < 0 ? undefined : at + 1
}

/** How many numbers it takes. */
function numbersTaken({ segment }: Journey): number {
  if (!segment) return 0
  return segment.payload.length + (segment.flags.syn ? 1 : 0) + (segment.flags.fin ? 1 : 0)
}

/** What there is to say of the chosen field, or of the segment as long as none is chosen. */
export function fieldFacts(look: SegmentLook, bytes: Uint8Array): PlayFact[] {
  const fields = packetFields(bytes)
  const field = fields.find(({ id }) => id === look.field)
  const told = field
    ? factsOfField(field, look, bytes)
    : [...factsOfMissing(look.field), ...factsOfAll(fields, look, bytes)]
  return [...told, ...commandsFor(look)]
}

/** Of a field that this segment does not have. */
function factsOfMissing(id: string | undefined): PlayFact[] {
  const words = id === undefined ? undefined : wordsOfField(id)
  if (!words) return []
  const value = { name: id!.replaceAll('-', ' '), value: SAYS.absent }
  return [value, { name: SAYS.means, value: words.means }, { name: SAYS.written, ...clauseOfField(words) }]
}

/** The chosen field in a sentence or two; of the segment as long as none is chosen. */
export function fieldInWords(look: SegmentLook): string {
  const { journeys, which } = look
  const field = packetFields(packetOf(look, which)).find(({ id }) => id === look.field)
  const words = wordsOfField(look.field ?? '')
  if (field && words) return SAYS.fieldSaid(SAYS.explain(field.name, field.value), words.means)
  return SAYS.segmentSaid(which, briefName(journeys[which - 1]!))
}

function factsOfAll(fields: readonly PacketField[], look: SegmentLook, bytes: Uint8Array): PlayFact[] {
  const { journeys, which } = look
  const journey = journeys[which - 1]!
  const before = beforeOf(look)
  const changed = new Set(changedFields(look))
  const names = fields
    .filter(({ id }) => changed.has(id) && !FLAG_IDS.includes(id))
    .map(({ name }) => (/^[A-Z][a-z]/.test(name) ? name.toLowerCase() : name))
  return [
    { name: SAYS.named(which, briefName(journey)), value: SAYS.way(journey.from, journey.to, bytes.length) },
    before === undefined
      ? { name: SAYS.named(which, ''), value: SAYS.first }
      : { name: SAYS.other(before), value: list(names) || SAYS.nothing },
    { name: SAYS.press, value: SAYS.pressIt },
  ].filter(({ name }) => !name.endsWith(', '))
}

function factsOfField(field: PacketField, look: SegmentLook, bytes: Uint8Array): PlayFact[] {
  const { id, name, value } = field
  const words = wordsOfField(id)
  const before = beforeOf(look)
  const isChanged = changedFields(look).includes(id)
  const former = before === undefined ? undefined : packetFields(packetOf(look, before)).find((one) => one.id === id)
  const computed = words?.computed ?? computedIn(field, look, bytes)
  return [
    { name, value: value === '' ? SAYS.bytes((field.end - field.start) / 8) : value, isChanged },
    ...(isChanged ? [{ name: SAYS.before(before!), value: former ? former.value : SAYS.missing }] : []),
    ...(words ? [{ name: SAYS.means, value: words.means }] : []),
    ...(computed === undefined ? [] : [{ name: SAYS.computed, value: computed }]),
    ...(id === 'checksum' || id === 'header-checksum' ? checksumFacts(bytes, id === 'header-checksum') : []),
    ...(words ? [{ name: SAYS.written, ...clauseOfField(words) }] : []),
  ]
}

/** How the value of this very segment comes about. */
function computedIn({ id }: PacketField, look: SegmentLook, bytes: Uint8Array): string | undefined {
  const { journeys, which } = look
  const journey = journeys[which - 1]!
  const { segment, origin, seq, ack } = journey
  if (!segment) return undefined
  const data = segment.payload.length
  const { flags, options, window } = segment
  if (id === 'sequence-number') return SAYS.number(origin.seq, seq)
  if (id === 'acknowledgment-number') return flags.ack ? SAYS.confirms(origin.ack, ack) : SAYS.notValid
  if (id === 'total-length') return SAYS.total(20, bytes.length - 20 - data, data)
  if (id === 'data-offset') return SAYS.words(bytes.length - 20 - data)
  if (id === 'window') {
    const shift = shiftOf(look)
    return flags.syn || shift === undefined ? SAYS.unscaled : SAYS.scaled(window, shift, window * 2 ** shift)
  }
  if (id === 'window-scale' && options.windowScale !== undefined) return SAYS.shifts(2 ** options.windowScale)
  if (id === 'timestamps' && options.timestamps) {
    const { value, echo } = options.timestamps
    const from = journeys.findIndex((one) => one.to === journey.from && one.segment?.options.timestamps?.value === echo)
    return SAYS.clock(value, echo, from < 0 || echo === 0 ? SAYS.noClock : SAYS.clockOf(from + 1))
  }
  if (id === 'data') return SAYS.payload(String.fromCharCode(...segment.payload.subarray(0, 60)))
  return undefined
}

/** By how many places the windows of its sender are shifted, if both SYNs offered it. */
function shiftOf({ journeys, which }: SegmentLook): number | undefined {
  const { from } = journeys[which - 1]!
  const offers = journeys.filter(({ segment }) => segment?.flags.syn)
  const own = offers.find((one) => one.from === from)?.segment?.options.windowScale
  const other = offers.find((one) => one.from !== from)?.segment?.options.windowScale
  return own === undefined || other === undefined ? undefined : own
}

/** How the same is seen elsewhere. */
function commandsFor({ trace, journeys, which }: SegmentLook): PlayFact[] {
  const { segment, from, id } = journeys[which - 1]!
  const port = Math.min(segment?.sourcePort ?? 0, segment?.destinationPort ?? 0)
  const listener = trace.hosts[0]?.name
  const seen = framesAt(trace, listener ?? '')
  const frame = seen.indexOf(id) + 1
  return [
    ...(from === listener || frame > 0 ? [{ name: SAYS.inCapture, value: SAYS.tshark(CAPTURE, frame) }] : []),
    { name: SAYS.onWire, value: SAYS.tcpdump(port) },
  ]
}

/** The packets of a capture at this host, in its order. */
function framesAt({ events }: Trace, host: string): number[] {
  return events.flatMap((event) => {
    if (event.type !== 'packet') return []
    const isSeen = event.what === 'sent' ? event.from === host : event.what === 'delivered' && event.to === host
    return isSeen ? [event.id] : []
  })
}

/** Hands out what a capture at the first host holds. */
export function captureOf(trace: Trace): PlayAction {
  return { label: SAYS.capture, file: CAPTURE, bytes: () => pcapng(trace) }
}
