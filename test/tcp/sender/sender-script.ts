import { Sender } from '../../../lib/tcp/sender/sender.ts'
import type { AckResult, AckSegment, SendingEvent } from '../../../lib/tcp/sender/sender-types.ts'
import { type ConnectionSettings, resolveSettings } from '../../../lib/tcp/settings.ts'

export interface ScriptOptions extends ConnectionSettings {
  iss?: number
  /** Effective send MSS and the window offered in the handshake; round-trip time of the handshake in ms. */
  mss?: number
  window?: number
  rtt?: number
  sack?: boolean
}

/** What an ACK of a script says beyond its number; SACK blocks as offsets from ISS. */
export interface AckOptions extends Partial<Omit<AckSegment, 'ack' | 'sack'>> {
  sack?: [number, number][]
}

/**
 * One sender and its imagined peer. Segments are printed as `first:after` in offsets from ISS (the first octet of data is 1), with
 * `R ` before a retransmission, `probe ` before a probe, and the flags S, F, P, U (with its pointer) behind.
 */
export class Script {
  readonly sender: Sender
  now = 0
  /** SEG.SEQ and SEG.WND of the peer's next ACK. */
  seq = 5_000
  window: number

  constructor(options: ScriptOptions = {}) {
    const { iss = 0xffff_f000, window = 64_000, mss: _mss, rtt: _rtt, sack: _sack, ...rest } = options
    this.window = window
    this.sender = new Sender(iss, resolveSettings({ sendBuffer: 1_000_000, congestion: 'new-reno', ...rest }))
  }

  /** Writes `length` octets, the stream's i-th being i mod 251. @returns octets taken */
  write(length: number): number {
    return this.sender.write(this.#octets(length))
  }

  writeUrgent(length: number): number {
    return this.sender.writeUrgent(this.#octets(length))
  }

  /** Polls until nothing comes. */
  out(): string[] {
    const printed: string[] = []
    for (let o = this.sender.poll(this.now); o; o = this.sender.poll(this.now)) {
      const from = (o.seq - this.sender.iss) >>> 0
      const flags = `${o.syn ? 'S' : ''}${o.fin ? 'F' : ''}${o.psh ? 'P' : ''}${o.urg ? `U${o.urgentPointer}` : ''}`
      const to = from + o.payload.length + (o.syn ? 1 : 0) + (o.fin ? 1 : 0)
      const mark = o.probe ? 'probe ' : o.retransmission ? 'R ' : ''
      printed.push(`${mark}${from}:${to}${flags ? ` ${flags}` : ''}`)
      if (printed.length > 10_000) throw new Error('poll never ends')
      o.payload.forEach((octet, i) => {
        if (octet !== (from - 1 + i) % 251) throw new Error(`octet ${from + i} is wrong`)
      })
    }
    return printed
  }

  /** An ACK of everything before offset `n`. */
  ack(n: number, options: AckOptions = {}): AckResult {
    const { sack, ...rest } = options
    if (rest.window !== undefined) this.window = rest.window
    const seq = (offset: number): number => (this.sender.iss + offset) >>> 0
    const blocks = sack && { sack: sack.map(([l, r]) => [seq(l), seq(r)] as const) }
    return this.sender.ackArrives(
      { seq: this.seq, ack: seq(n), window: this.window, payloadLength: 0, ...rest, ...blocks },
      this.now,
    )
  }

  /** `n` ACKs alike, then what goes out. */
  acks(times: number, n: number, options: AckOptions = {}): string[] {
    for (let i = 0; i < times; i++) this.ack(n, options)
    return this.out()
  }

  /** An ACK, then what goes out. */
  acked(n: number, options: AckOptions = {}): string[] {
    this.ack(n, options)
    return this.out()
  }

  /** Lets time pass; timers fire on the way (nothing is polled). */
  pass(milliseconds: number): this {
    const end = this.now + milliseconds
    for (let at = this.sender.deadline(); at !== undefined && at <= end; at = this.sender.deadline()) {
      this.now = at
      if (this.sender.handleTimeout(at)) break
    }
    this.now = end
    return this
  }

  /** Jumps to the next deadline and fires it. @returns milliseconds waited, and what goes out */
  fire(): [number, string[]] {
    const at = this.sender.deadline()
    if (at === undefined) throw new Error('no timer runs')
    const waited = at - this.now
    this.now = at
    this.sender.handleTimeout(at)
    return [waited, this.out()]
  }

  events(): SendingEvent['type'][] {
    return this.sender.takeEvents().map((event) => event.type)
  }

  #octets(length: number): Uint8Array {
    const start =
      this.sender.unsent +
      ((this.sender.sndNxt - this.sender.iss) >>> 0) -
      (this.sender.sndNxt === this.sender.iss ? 0 : 1)
    return Uint8Array.from({ length }, (_, i) => (start + i) % 251)
  }
}

/** A connection whose SYN was acknowledged after `rtt` (100 ms), with an MSS of 1,000 octets. */
export function established(options: ScriptOptions = {}): Script {
  const script = new Script(options)
  script.sender.open()
  script.out()
  script.now += options.rtt ?? 100
  script.sender.negotiated({ mss: options.mss ?? 1_000, sack: options.sack ?? false })
  script.ack(1)
  script.sender.takeEvents()
  return script
}
