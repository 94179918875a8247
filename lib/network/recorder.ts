import { checkOptions, type KindRule, OBJECT, type Rules } from '../check.ts'
import type { Sending } from '../tcp/sender/index.ts'
import {
  decodeSegment,
  formatAddress,
  headerLength,
  type IpAddress,
  isFragment,
  isMalformed,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  protocolOf,
} from '../tcp/wire/index.ts'
import { Columns, DELIVERED, DROPPED, type Rare, SENT } from './columns.ts'
import { recordedTrace } from './recorded.ts'
import type { SampleEvent, Trace, TraceEvent } from './trace-types.ts'
import type { Transit } from './transit.ts'
import { decodeDatagram } from './udp.ts'

/** What to record; everything by default. */
export interface RecordOptions {
  packets?: boolean
  states?: boolean
  /** Of all hosts, or of those with these names. */
  samples?: boolean | readonly string[]
  queues?: boolean
  timers?: boolean
  /** What senders tell of themselves: recoveries, probes, what their peers take back. */
  sender?: boolean
  program?: boolean
  /** Events after which recording ends; `trace.truncated` then says so. Default: no limit. */
  limit?: number
  /** Keep the last so many events only, for a run without an end; whoever wants all of them has a {@link Tap}. Not with `limit`. */
  window?: number
}

const RECORD_RULES: Rules<RecordOptions> = {
  packets: 'flag',
  states: 'flag',
  samples: {
    kind: 'true, false or a list of names of hosts',
    fits: (value) =>
      typeof value === 'boolean' || (Array.isArray(value) && value.every((name) => typeof name === 'string')),
  },
  queues: 'flag',
  timers: 'flag',
  sender: 'flag',
  program: 'flag',
  limit: { least: 0, most: Number.POSITIVE_INFINITY, whole: true },
  window: { least: 1, whole: true },
}

/** All events from the moment on at which it was made, for one who comes for them now and then. */
export interface Tap {
  /** Those since the last time, each once. */
  take(): TraceEvent[]
  /** No more are kept for it. */
  close(): void
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
  /** Whose samples, where not everybody's. */
  readonly #sampled: ReadonlySet<string> | undefined
  readonly #limit: number
  readonly #clock: { readonly now: number }
  readonly #names = new Map<IpAddress, string>()
  readonly #window: number | undefined
  #columns = new Columns()
  /** Where only the last events are kept: those before the columns'. */
  #before = new Columns()
  readonly #taps = new Set<{ waiting: TraceEvent[]; taken: number }>()
  #truncated = false

  constructor(clock: { readonly now: number }, record: boolean | RecordOptions) {
    if (typeof record === 'object') checkOptions('record: ', record, RECORD_RULES)
    const options: RecordOptions = typeof record === 'object' ? record : {}
    const all = record !== false
    const { samples = all } = options
    if (typeof samples === 'object') this.#sampled = new Set(samples)
    this.#clock = clock
    if (options.limit !== undefined && options.window !== undefined)
      throw new RangeError(
        'record: both limit and window: a recording ends, or keeps the last events; give one of them.',
      )
    this.#window = options.window
    this.#limit = options.limit ?? options.window ?? Number.POSITIVE_INFINITY
    this.wants = {
      packet: options.packets ?? all,
      state: options.states ?? all,
      sample: samples !== false,
      queue: options.queues ?? all,
      timer: options.timers ?? all,
      sender: options.sender ?? all,
      program: options.program ?? all,
    }
  }

  /** Whether this host's samples are wanted: looked at before one is made, for speed. */
  wantsSamplesOf(host: string): boolean {
    return this.wants.sample && (this.#sampled?.has(host) ?? true)
  }

  /** Packets from and to this address bear this name. */
  named(address: IpAddress, name: string): void {
    this.#names.set(address, name)
  }

  /** Any event of another maker: states, timers, what a program printed. */
  record(event: TraceEvent): void {
    if (event.type === 'sample' && !this.wantsSamplesOf(event.host)) return
    if (this.wants[event.type] && this.#hasRoom()) this.#columns.give(event)
  }

  /** @param sample its `connection` is another's, and its `type` known: they are not read */
  sample(sample: Omit<SampleEvent, 'type' | 'host' | 'connection'>, host: string, connection: string): void {
    if (this.wantsSamplesOf(host) && this.#hasRoom()) this.#columns.sample(sample, host, connection)
  }

  /** @param sending what its sender knows of it */
  sent(packet: Transit, sending?: Sending): void {
    if (this.wants.packet) this.#packet(packet, SENT, undefined, sending)
  }

  /** A packet has reached its host; a corrupted one that a checksum gives away counts as dropped there. */
  delivered(packet: Transit, host: string): void {
    if (!this.wants.packet) return
    if (packet.corrupted && isDamaged(packet)) this.dropped(packet, 'bad checksum', host)
    else this.#packet(packet, DELIVERED)
  }

  /** @param sending what its sender knows of it, where it never left its host */
  dropped(packet: Transit, reason: string, at: string, sending?: Sending): void {
    if (this.wants.packet) this.#packet(packet, DROPPED, { reason, at }, sending)
  }

  queue(link: string, packets: number, bytes: number): void {
    if (this.wants.queue && this.#hasRoom()) this.#columns.queue(this.#clock.now, link, packets, bytes)
  }

  trace(hosts: Trace['hosts']): Trace {
    if (this.#window !== undefined) return { hosts, events: this.#lastOf(this.#window), end: this.#clock.now }
    const trace = recordedTrace(hosts, this.#columns, this.#clock.now)
    if (this.#truncated) trace.truncated = true
    return trace
  }

  /** Costs nothing where events are made: they become objects when they are taken. */
  tap(): Tap {
    const tap = { waiting: [] as TraceEvent[], taken: this.#columns.length }
    this.#taps.add(tap)
    return {
      take: () => {
        const events = [...tap.waiting, ...this.#since(tap.taken)]
        tap.waiting = []
        tap.taken = this.#columns.length
        return events
      },
      close: () => void this.#taps.delete(tap),
    }
  }

  #since(taken: number): TraceEvent[] {
    const { length } = this.#columns
    return taken === length ? [] : this.#columns.eventsUpTo(length, taken)
  }

  #lastOf(count: number): TraceEvent[] {
    const columns = [this.#before, this.#columns]
    return columns.flatMap((some) => some.eventsUpTo(some.length)).slice(-count)
  }

  #hasRoom(): boolean {
    if (this.#columns.length < this.#limit) return true
    if (this.#window !== undefined) {
      this.#turnOver()
      return true
    }
    this.#truncated = true
    return false
  }

  /** Who has yet to take what was recorded keeps it; the last window's events stay, and those before are let go. */
  #turnOver(): void {
    for (const tap of this.#taps) {
      tap.waiting.push(...this.#since(tap.taken))
      tap.taken = 0
    }
    this.#before = this.#columns
    this.#columns = new Columns()
  }

  #packet(transit: Transit, what: 0 | 1 | 2, fate?: Pick<Rare, 'reason' | 'at'>, sending?: Sending): void {
    if (!this.#hasRoom()) return
    const { copyOf, fragmentOf, within, corrupted, marked } = transit
    let rare: Rare | undefined
    if (fate || sending || corrupted || (copyOf ?? fragmentOf ?? within ?? marked) !== undefined) {
      rare = {
        ...(copyOf !== undefined && { copyOf }),
        ...(fragmentOf !== undefined && { fragmentOf }),
        ...(within !== undefined && { within }),
        ...(corrupted && { corrupted }),
        ...(marked && { marked }),
        ...fate,
        ...sending,
      }
    }
    const from = this.#nameOf(transit.source)
    const to = this.#nameOf(transit.destination)
    this.#columns.packet(this.#clock.now, what, transit.id, transit.packet, from, to, rare)
  }

  #nameOf(address: IpAddress): string {
    return this.#names.get(address) ?? formatAddress(address)
  }
}

/** Of a fragment, only the whole will tell. */
function isDamaged({ packet: { bytes }, source, destination }: Transit): boolean {
  if (isFragment(bytes)) return false
  const ends = { source, destination }
  const protocol = protocolOf(bytes)
  if (protocol === PROTOCOL_UDP) return isMalformed(decodeDatagram(bytes.subarray(headerLength(bytes)), ends))
  return protocol === PROTOCOL_TCP && isMalformed(decodeSegment(bytes, ends, headerLength(bytes)))
}
