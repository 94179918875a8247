import type { UndoneBy } from './undo.ts'

/**
 * Why a segment goes out that was sent before, or that neither cwnd nor the window let out.
 *
 * - `third duplicate`: three duplicate ACKs (RFC 5681 §3.2)
 * - `SACK`: enough above it was reported (RFC 6675 §4, IsLost)
 * - `RACK`: one that was sent later has been delivered, long enough ago (RFC 8985 §6)
 * - `partial ACK`: an ACK in recovery that leaves a hole (RFC 6582 §3.2)
 * - `rescue`: not known to be lost, but nothing else can be sent in recovery (RFC 6675 §4, NextSeg 3 and 4)
 * - `timeout`: the retransmission timer has expired (RFC 6298 §5.4), and what follows from that
 * - `loss probe`: the tail loss probe (RFC 8985 §7)
 * - `path MTU`: it was too large for a hop on the way (RFC 1191)
 * - `SYN text refused`: it came with the SYN, and the peer has not taken it (RFC 7413 §4.2.1)
 * - `window reopened`: it was in flight when the window shrank under it
 * - `repeated SYN`: the peer sent its SYN again: ours was lost, or its ACK
 * - `half-open reset`: the peer held an old connection, which a reset has ended; the SYN again (RFC 9293 §3.5.1)
 * - `window probe`: beyond a window of zero (MUST-36)
 */
export type Cause =
  | 'third duplicate'
  | 'SACK'
  | 'RACK'
  | 'partial ACK'
  | 'rescue'
  | 'timeout'
  | 'loss probe'
  | 'path MTU'
  | 'SYN text refused'
  | 'window reopened'
  | 'repeated SYN'
  | 'half-open reset'
  | 'window probe'

/** Why a connection was given up: ETIMEDOUT. */
export type GiveUp = 'r2' | 'user-timeout'

export type SenderTimer = 'retransmission' | 'reordering' | 'loss-probe' | 'persist' | 'override'

/** What the sending half did of itself, for traces and tests. Octets and milliseconds; `seq` is SND.UNA. */
export type SendingEvent =
  | { type: 'timer'; time: number; timer: SenderTimer; seq: number; rto: number }
  | { type: 'r1'; time: number; seq: number; retransmissions: number }
  | { type: 'gave-up'; time: number; reason: GiveUp }
  | {
      type: 'fast-retransmit' | 'lost-retransmission' | 'tail-loss-repaired' | 'congestion-marked'
      time: number
      seq: number
      cwnd: number
      ssthresh: number
    }
  | { type: 'loss-probe'; time: number; seq: number }
  | { type: 'partial-ack'; time: number; seq: number }
  | { type: 'recovered'; time: number; seq: number; cwnd: number; ssthresh: number }
  | { type: 'undone'; time: number; seq: number; cwnd: number; ssthresh: number; by: UndoneBy }
  /** It counts towards fast retransmit (RFC 5681 §2; with SACK, 6675 §2). */
  | { type: 'duplicate-ack'; time: number; seq: number }
  | { type: 'limited-transmit'; time: number; seq: number }
  | { type: 'restart-after-idle'; time: number; cwnd: number }
  | { type: 'dsack'; time: number; left: number; right: number }
  | { type: 'reneged'; time: number; seq: number }
  | { type: 'window-shrunk'; time: number; by: number }
  | { type: 'persist'; time: number; on: boolean }
