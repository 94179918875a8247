import type { Sending } from '../sender/index.ts'

/** All that a network sees of a host: whole IPv4 packets and the time. */
export interface Endpoint {
  packetArrives(packet: Uint8Array, now: number): void
  handleTimeout(now: number): void
  pollTransmit(now: number): Uint8Array | undefined
  pollTimeout(): number | undefined
  /** What is known of the packet that `pollTransmit` gave last and the packet does not show; `undefined` = nothing. */
  readonly sending?: Sending | undefined
}
