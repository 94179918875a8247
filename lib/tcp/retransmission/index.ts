/**
 * What was sent and is not acknowledged: which of it counts as lost and goes again (RFC 5681, 6582, 6675, 8985), when the
 * timers say so (RFC 6298), and what is taken back when it was only late (RFC 3522, 4015, 3708).
 */

export { DeliveryRate } from './delivery-rate.ts'
export { DupAckRecovery } from './dup-ack.ts'
export { type LossRecovery, NOTHING_NEW, type RecoveryParts } from './loss-recovery.ts'
export { RackTlpRecovery } from './rack-tlp.ts'
export { Reductions } from './reductions.ts'
export { RetransmissionQueue } from './retransmission-queue.ts'
export { RetransmissionTimer } from './retransmission-timer.ts'
export { SackRecovery } from './sack.ts'
export { SendSequence } from './send-sequence.ts'
export type { Cause, GiveUp, SenderTimer, SendingEvent } from './sender-events.ts'
