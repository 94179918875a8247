import { readUint16 } from '../bytes.ts'
import { checkOptions, type KindRule, OBJECT, type Rules } from '../check.ts'
import type { Sending } from '../tcp/sender/index.ts'
import {
  decodeSegment,
  formatAddress,
  headerLength,
  isFragment,
  isMalformed,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
} from '../tcp/wire/index.ts'
import type { PacketEvent, Trace, TraceEvent } from './trace-types.ts'
import type { Transit } from './transit.ts'
import { decodeDatagram } from './udp.ts'

/** What to record; everything by default. */
export interface RecordOptions {
  packets?: boolean
  states?: boolean
  samples?: boolean
  queues?: boolean
  timers?: boolean
  /** What senders tell of themselves: recoveries, probes, what their peers take back. */
  sender?: boolean
  program?: boolean
  /** Events after which recording ends; `trace.truncated` then says so. Default: no limit. */
  limit?: number
}

const RULES: Rules<RecordOptions> = {
  packets: 'flag',
  states: 'flag',
  samples: 'flag',
  queues: 'flag',
  timers: 'flag',
  sender: 'flag',
  program: 'flag',
  limit: { least: 0, most: Number.POSITIVE_INFINITY, whole: true },
}

/** What may be asked for by itself; the options of an object are looked at when it is put to use. */
export const RECORD_RULE: KindRule = {
  kind: 'true, false or an object',
  fits: (value) => typeof value === 'boolean' || OBJECT.fits(value),
}

/** Writes the trace. */
export class Recorder {
  /** Which types of events: looked at before one is made, for speed. */
  readonly wants: Readonly<Record<TraceEvent['type'], boolean>>
  readonly #limit: number
  readonly #clock: { readonly now: number }
  readonly #names = new Map<number, string>()
  readonly #events: TraceEvent[] = []
  #truncated = false

  constructor(clock: { readonly now: number }, record: boolean | RecordOptions) {
    if (typeof record === 'object') checkOptions('record: ', record, RULES)
    const options: RecordOptions = typeof record === 'object' ? record : {}
    const all = record !== false
    this.#clock = clock
    this.#limit = options.limit ?? Number.POSITIVE_INFINITY
    this.wants = {
      packet: options.packets ?? all,
      state: options.states ?? all,
      sample: options.samples ?? all,
      queue: options.queues ?? all,
      timer: options.timers ?? all,
      sender: options.sender ?? all,
      program: options.program ?? all,
    }
  }

  /** Packets from and to this address bear this name. */
  named(address: number, name: string): void {
    this.#names.set(address, name)
  }

  /** Any event of another maker: states, samples, timers, what a program printed. */
  record(event: TraceEvent): void {
    if (this.wants[event.type]) this.#add(event)
  }

  /** @param sending what its sender knows of it */
  sent(packet: Transit, sending?: Sending): void {
    if (!this.wants.packet) return
    const event = this.#packetEvent(packet, 'sent')
    if (sending) Object.assign(event, sending)
    this.#add(event)
  }

  /** A packet has reached its host; a corrupted one that a checksum gives away counts as dropped there. */
  delivered(packet: Transit, host: string): void {
    if (!this.wants.packet) return
    if (packet.corrupted && isDamaged(packet)) {
      this.dropped(packet, 'bad checksum', host)
      return
    }
    this.#add(this.#packetEvent(packet, 'delivered'))
  }

  /** @param sending what its sender knows of it, where it never left its host */
  dropped(packet: Transit, reason: string, at: string, sending?: Sending): void {
    if (!this.wants.packet) return
    this.#add({ ...this.#packetEvent(packet, 'dropped'), reason, at, ...sending })
  }

  queue(link: string, packets: number, bytes: number): void {
    if (this.wants.queue) this.#add({ type: 'queue', time: this.#clock.now, link, packets, bytes })
  }

  trace(hosts: Trace['hosts']): Trace {
    return { hosts, events: this.#events.slice(), end: this.#clock.now, ...(this.#truncated && { truncated: true }) }
  }

  #add(event: TraceEvent): void {
    if (this.#events.length < this.#limit) this.#events.push(event)
    else this.#truncated = true
  }

  #packetEvent(packet: Transit, what: PacketEvent['what']): PacketEvent {
    const { bytes, segment } = packet
    const event: PacketEvent = {
      type: 'packet',
      time: this.#clock.now,
      what,
      id: packet.id,
      from: this.#nameOf(packet.source),
      to: this.#nameOf(packet.destination),
      bytes,
    }
    if (packet.copyOf !== undefined) event.copyOf = packet.copyOf
    if (packet.fragmentOf !== undefined) event.fragmentOf = packet.fragmentOf
    if (packet.within !== undefined) event.within = packet.within
    if (packet.corrupted) event.corrupted = true
    if (segment) event.segment = segment
    else if (bytes.length >= 20) event.datagram = datagramOf(bytes)
    return event
  }

  #nameOf(address: number): string {
    return this.#names.get(address) ?? formatAddress(address)
  }
}

function datagramOf(bytes: Uint8Array): NonNullable<PacketEvent['datagram']> {
  const word = readUint16(bytes, 6)
  return {
    id: readUint16(bytes, 4),
    offset: (word & 0x1fff) << 3,
    length: bytes.length - headerLength(bytes),
    moreFragments: (word & 0x2000) !== 0,
  }
}

/** Of a fragment, only the whole will tell. */
function isDamaged(packet: Transit): boolean {
  const { bytes } = packet
  if (isFragment(bytes)) return false
  if (bytes[9] === PROTOCOL_UDP) return isMalformed(decodeDatagram(bytes.subarray(headerLength(bytes)), packet))
  return bytes[9] === PROTOCOL_TCP && isMalformed(decodeSegment(bytes, packet, headerLength(bytes)))
}
