import type { State } from '../tcp/connection/index.ts'
import type { Cause, SendingEvent as Told, Variables } from '../tcp/sender/index.ts'
import type { Segment } from '../tcp/wire/index.ts'
import type { CongestionMark } from './transit.ts'

/** Everything that happened on a network, as plain data in order of time. Tables, pictures, tests and captures all read it. */
export interface Trace {
  hosts: { name: string; address: string }[]
  events: TraceEvent[]
  /** Virtual milliseconds at which the recording ended. */
  end: number
  /** Events are missing at the end: the recorder's limit was reached. */
  truncated?: boolean
}

export type TraceEvent = PacketEvent | StateEvent | SampleEvent | QueueEvent | TimerEvent | SenderEvent | ProgramEvent

/** One IP packet at one place: leaving a host, dropped on the way, or arriving. */
export interface PacketEvent {
  type: 'packet'
  /** virtual milliseconds */
  time: number
  what: 'sent' | 'delivered' | 'dropped'
  /** The same for all events of one packet; a copy made by duplication gets an id of its own and `copyOf`. */
  id: number
  copyOf?: number
  /** A piece that a router cut from this packet. */
  fragmentOf?: number
  /** Names of the hosts at both ends; an address that is no host's own, as 127.0.0.1, is its own name. */
  from: string
  to: string
  /** The host whose both ends are, where a packet does not leave it. */
  within?: string
  /** Why it was dropped: `loss`, `queue full`, `CoDel`, `script`, `bad checksum`, `no route`, `mtu`, `ttl`. */
  reason?: string
  /** Where it was dropped: a link, `left → right`, or the name of a host or router. */
  at?: string
  /** A queue on the way has set Congestion Experienced: which link's, and when. Where it arrives, or is dropped after that. */
  marked?: CongestionMark
  /** Bits were flipped on the way. */
  corrupted?: boolean
  /** The whole packet, as on the wire. */
  bytes: Uint8Array
  /** Decoded, when it is a whole TCP segment. */
  segment?: Segment
  /** For a datagram or a fragment: in octets. */
  datagram?: { id: number; offset: number; length: number; moreFragments: boolean }
  /** True when its sequence numbers had been sent before. This and what follows stands where it leaves, by its sender's own word. */
  retransmission?: boolean
  /** An empty segment from before the window, to hear whether the peer is still there. */
  keepAlive?: boolean
  /** One octet, or the FIN, beyond a window of zero. */
  windowProbe?: boolean
  /** Why it was sent again, or although neither cwnd nor the window let it out. */
  cause?: Cause
}

export interface StateEvent {
  type: 'state'
  time: number
  host: string
  /** `10.0.0.1:49152 → 10.0.0.2:80`, as seen from the host. */
  connection: string
  from: State
  to: State
}

/** The connection's variables after an event that may have changed them. */
export interface SampleEvent extends Variables {
  type: 'sample'
  time: number
  host: string
  connection: string
}

export interface QueueEvent {
  type: 'queue'
  time: number
  /** `left → right`. */
  link: string
  packets: number
  bytes: number
}

export interface TimerEvent {
  type: 'timer'
  time: number
  host: string
  connection: string
  /** `retransmission`, `persist`, `delayed-ack`, `time-wait`, `keep-alive`, … */
  timer: string
}

/**
 * What the sending half of a connection did of itself. `seq` is a sequence number as on the wire, `cwnd`, `ssthresh` and
 * `by` of a window are octets.
 *
 * - `fast-retransmit`: a recovery is entered; `recovered`: it is over; `undone`: nothing had been lost, and `by` told
 * - `duplicate-ack`, `partial-ack`, `limited-transmit`: on the way into a recovery, and in it
 * - `lost-retransmission`, `loss-probe`, `tail-loss-repaired`: RFC 8985
 * - `dsack`: `left` to `right` has arrived twice; `reneged`: the peer has dropped what it had reported by SACK
 * - `restart-after-idle`: cwnd has come down since nothing was sent for long
 * - `window-shrunk`: the peer has taken back `by` octets of its window; `persist`: probing of a closed one begins or ends
 * - `congestion-marked`: the peer has echoed Congestion Experienced, and cwnd was reduced (RFC 3168 §6.1.2)
 * - `r1`, `gave-up`: a segment was resent often; too often
 */
export type SenderEvent = Telling<Exclude<Told, { type: 'timer' }>>

type Telling<Event extends Told> = Event extends Told
  ? Omit<Event, 'type'> & { type: 'sender'; host: string; connection: string; what: Event['type'] }
  : never

/** What a program did or printed. */
export interface ProgramEvent {
  type: 'program'
  time: number
  host: string
  text: string
}
