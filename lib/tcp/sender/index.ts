/**
 * The sending half: bytes and ACKs in, segments out. Nagle, silly windows, zero-window probes. `retransmission` says what is
 * lost and goes again, `congestion` how much may be in the network.
 */

export { Sender } from './sender.ts'
export type {
  AckResult,
  Cause,
  Outgoing,
  Sending,
  SendingEvent,
} from './sender-types.ts'
export type { Received, Variables } from './variables.ts'
