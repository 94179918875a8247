import type { Connection } from '../tcp/connection/index.ts'
import type { Sending } from '../tcp/sender/index.ts'
import { type Endpoint, Stack, type StackOptions, type TcpEvent } from '../tcp/stack/index.ts'
import { formatAddress, type Segment, type TcpPacket } from '../tcp/wire/index.ts'
import type { Host } from './host.ts'
import type { Network } from './network.ts'
import { Random, seedFor } from './random.ts'
import type { SampleEvent, SenderEvent, TraceEvent } from './trace-types.ts'

export interface TcpHostOptions extends Partial<StackOptions> {
  /** Told of every event of the stack, after it has been recorded; it may call the stack, and what it sends is sent. */
  onEvent?: (event: TcpEvent, now: number) => void
  /** Told when all events that there were have been told; it may call the stack as well. */
  afterEvents?: (now: number) => void
  /** Told of every packet that the stack has taken in, before the stack answers it; it may call the stack. */
  onArrival?: (now: number) => void
  /** Will this connection's program read what it was told of, still at this moment? Its owner then calls `host.flush()`. */
  reads?: (connection: Connection) => boolean
}

const isAnyone = (): boolean => true

/**
 * TCP on a host of a network: what happens to its connections goes into the trace. After calling the stack from
 * outside, call `host.flush()`.
 */
export class TcpHost implements Endpoint {
  readonly host: Host
  readonly stack: Stack
  readonly isExact: boolean = true
  readonly copies: boolean = true
  readonly #network: Network
  /** The trace is told of events. */
  readonly #isTold: boolean
  readonly #onEvent: TcpHostOptions['onEvent']
  readonly #afterEvents: TcpHostOptions['afterEvents']
  readonly #onArrival: TcpHostOptions['onArrival']
  readonly #reads: TcpHostOptions['reads']

  constructor(
    network: Network,
    host: Host,
    { onEvent, afterEvents, onArrival, reads, ...options }: TcpHostOptions = {},
  ) {
    const { state, timer, sender } = network.recorder.wants
    const isSampled = network.recorder.wantsSamplesOf(host.name)
    const isTold = isSampled || state || timer || sender
    this.#network = network
    this.#isTold = isTold
    this.#onEvent = onEvent
    this.#afterEvents = afterEvents
    this.#onArrival = onArrival
    this.#reads = reads
    this.host = host
    this.stack = new Stack({
      addresses: host.addresses.map(formatAddress),
      secret: secretFor(network.seed, host.name),
      events: isSampled ? 'all' : isTold ? 'unsampled' : 'sockets',
      ...options,
    })
    host.attach(this)
  }

  packetArrives(packet: Uint8Array, now: number, segment?: Segment): void {
    this.stack.packetArrives(packet, now, segment)
    this.#onArrival?.(now)
  }

  tcpArrives(packet: TcpPacket, now: number): void {
    this.stack.tcpArrives(packet, now)
    this.#onArrival?.(now)
  }

  handleTimeout(now: number): void {
    this.stack.handleTimeout(now)
  }

  pollTransmit(now: number): Uint8Array | undefined {
    return this.pollPacket(now)?.bytes
  }

  pollPacket(now: number): TcpPacket | undefined {
    for (;;) {
      // A program that has yet to be told of what came may read it: then the window does not close.
      const packet = this.stack.pollPacket(now, isAnyone)
      if (packet) return packet
      // And it may have something to send after all.
      if (!this.#handOn(now)) return this.stack.isWaited ? this.stack.pollPacket(now, this.#reads) : undefined
    }
  }

  pollTimeout(): number | undefined {
    return this.stack.pollTimeout()
  }

  get sending(): Sending | undefined {
    return this.stack.sending
  }

  #handOn(now: number): boolean {
    let any = false
    for (let event = this.stack.pollEvent(); event; event = this.stack.pollEvent()) {
      any = true
      if (this.#isTold) this.#trace(event)
      this.#onEvent?.(event, now)
    }
    if (any) this.#afterEvents?.(now)
    return any
  }

  #trace(event: TcpEvent): void {
    const { recorder } = this.#network
    const { name } = this.host
    if (event.type === 'sample') {
      recorder.sample(event, name, event.connection.name)
      return
    }
    const traced = traceEventOf(event, name)
    if (traced) recorder.record(traced)
  }
}

/** What a trace shows of an event of the stack; `undefined` for those that only concern programs. */
export function traceEventOf(event: TcpEvent, host: string): TraceEvent | undefined {
  if (event.type === 'sample') return traced(event, host)
  if (event.type === 'state') {
    const { type, time, connection, from, to } = event
    return { type, time, host, connection: connection.name, from, to }
  }
  if (event.type === 'timer') {
    return { type: 'timer', time: event.time, host, connection: event.connection.name, timer: event.timer }
  }
  if (event.type === 'sender') {
    const { event: told, connection, time } = event
    if (told.type === 'timer') return { type: 'timer', time, host, connection: connection.name, timer: told.timer }
    return { ...told, what: told.type, type: 'sender', host, connection: connection.name } as SenderEvent
  }
  return undefined
}

/** Field by field: there are many samples, and a spread took a third of the time of a recorded run. */
function traced(sample: Extract<TcpEvent, { type: 'sample' }>, host: string): SampleEvent {
  return {
    type: 'sample',
    time: sample.time,
    cwnd: sample.cwnd,
    ssthresh: sample.ssthresh,
    flight: sample.flight,
    pipe: sample.pipe,
    phase: sample.phase,
    sndWnd: sample.sndWnd,
    rcvWnd: sample.rcvWnd,
    sndUna: sample.sndUna,
    sndNxt: sample.sndNxt,
    rcvNxt: sample.rcvNxt,
    srtt: sample.srtt,
    rttvar: sample.rttvar,
    rto: sample.rto,
    sendBuffer: sample.sendBuffer,
    receiveBuffer: sample.receiveBuffer,
    pacingRate: sample.pacingRate,
    btlBw: sample.btlBw,
    minRtt: sample.minRtt,
    mode: sample.mode,
    connection: sample.connection.name,
    host,
  }
}

/** Sixteen octets that follow from the seed, so that sequence numbers and ports do too. */
export function secretFor(seed: number, host: string): Uint8Array {
  const random = new Random(seedFor(seed, `${host} secret`))
  return Uint8Array.from({ length: 16 }, () => random.below(256))
}
