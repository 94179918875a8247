import type { IpAddress } from '../tcp/wire/index.ts'
import type { Clock } from './clock.ts'
import type { Recorder } from './recorder.ts'
import type { Transit } from './transit.ts'

/** What hosts, routers and links of one network share. */
export interface NetworkContext {
  readonly clock: Clock
  readonly seed: number
  readonly recorder: Recorder
  /** A number for a packet. */
  nextId(): number
}

/** Where links begin and end. */
export interface Node {
  readonly name: string
  /** The first of its addresses, as text. */
  readonly address: string
  readonly addresses: readonly IpAddress[]
  /** It is not simulated: it takes octets. */
  readonly isOutside?: true
  receive(packet: Transit, now: number): void
}
