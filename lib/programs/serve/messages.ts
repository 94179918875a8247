import { NO_BYTES } from '../../bytes.ts'
import type { PacketEvent, TraceEvent } from '../../network/index.ts'
import type { CongestionName } from '../../tcp/index.ts'
import type { ProfileName } from '../../tcp/profiles.ts'
import type { ConnectionCounts } from './connections.ts'
import type { Conditions, Control } from './controls.ts'

/** What the process that has the interface is asked for. */
export interface EngineWanted {
  /** With the network: `10.77.0.1/24`. */
  address: string
  delay?: number
  loss?: number
  rate?: number
  duplicate?: number
  /** Share of the packets that are held back, for so many milliseconds. */
  reorder?: { probability: number; by: number }
  mtu?: number
  seed?: number
  profile: ProfileName
  congestion?: CongestionName
  /** Rules in the small language. */
  script: string
  /** A file that is going to be a capture. */
  trace?: string
  /** It has a network namespace of its own. */
  isApart: boolean
  /** What runs beside it with this terminal: a command, or a shell. */
  guest?: { command: string[]; isShell: boolean }
}

/** Where all is to be found. */
export interface Ready {
  interface: string
  /** The machine's address, and our host's. */
  address: string
  host: string
}

/** How all is now. */
export interface LiveStatus {
  conditions: Conditions
  /** The open connections, at most some. */
  connections: ConnectionCounts[]
  /** All that are open. */
  open: number
  total: { connections: number; segments: number; resent: number; lost: number }
  /** Milliseconds since it began. */
  now: number
}

/** From the process that has the interface. */
export type EngineReport =
  | { type: 'ready'; ready: Ready }
  /** Nothing more comes. */
  | { type: 'failed'; message: string; couldNot: boolean }
  | { type: 'guest'; code: number | null; signal: string | null }
  | { type: 'warning'; text: string }
  | { type: 'update'; update: Update }

/** What has happened since the last one. */
export interface Update {
  events: SlimEvent[]
  /** Events that were left out, since there were too many. */
  missed: number
  status: LiveStatus
}

/** To that process. */
export type EngineOrder =
  | { type: 'begin'; wanted: EngineWanted }
  | { type: 'watch'; isWatched: boolean }
  | { type: 'control'; control: Control }
  | { type: 'end' }

/** An event without the octets of data, whose number is told. */
export type SlimEvent = TraceEvent & { octets?: number }

/** Names of hosts, as every trace of such a network has them. */
export const OURS = 'ackbook'
export const THEIRS = 'system'

/** What a program says of packets is in their headers. */
export function slim(event: TraceEvent): SlimEvent {
  if (event.type !== 'packet' || !event.segment) return event
  const octets = event.segment.payload.length
  const bytes = event.bytes.slice(0, event.bytes.length - octets)
  return { ...event, bytes, octets, segment: { ...event.segment, payload: NO_BYTES } }
}

/** The same event with as many octets as it had, all of them 0. */
export function fattened(event: SlimEvent): TraceEvent {
  if (event.type !== 'packet' || !event.segment || !event.octets) return event
  const { octets, segment, ...rest } = event as PacketEvent & { octets: number }
  const bytes = new Uint8Array(event.bytes.length + octets)
  bytes.set(event.bytes)
  return { ...rest, bytes, segment: { ...segment!, payload: bytes.subarray(event.bytes.length) } }
}
