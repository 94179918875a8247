/** What an ACK of new data tells an algorithm. */
export interface CongestionAck {
  /** octets newly acknowledged */
  acked: number
  /** Whether cwnd, not the application or the peer's window, set the pace of the data acknowledged (RFC 7661, RFC 9438 §5.8). */
  limited: boolean
  /** Round-trip time measured by this ACK in ms; `undefined` when only retransmitted data was acknowledged (Karn). */
  rtt: number | undefined
  /** Smoothed round-trip time in ms, once there is one. */
  srtt: number | undefined
  /** Offset from ISS of SND.UNA after the ACK, and of SND.NXT: they mark rounds. */
  una: number
  nxt: number
}

/**
 * What one ACK tells of the rate of delivery, and of what is in the network (draft-cheng-iccrg-delivery-rate-estimation-00
 * §3.3). Octets, milliseconds. `delivered` counts what was acknowledged or reported by SACK since the connection is open.
 */
export interface RateSample {
  delivered: number
  /** By this ACK; and what of the rest it shows to be lost. */
  newlyDelivered: number
  newlyLost: number
  /** `delivered` when that was sent which this ACK delivers, of several the one sent last; `undefined` = it delivers none whole. */
  priorDelivered: number | undefined
  /** Octets a millisecond from then to now; `undefined` = nothing that can be believed. */
  rate: number | undefined
  /** The user had nothing to send meanwhile: the way may carry more. */
  isAppLimited: boolean
  /** Round-trip time of that segment; `undefined` = it was sent twice (Karn), or there is none. */
  rtt: number | undefined
  /** Octets in the network (`pipe`) before the ACK, and after it. */
  priorInFlight: number
  inFlight: number
  /** What loss recovery is about. */
  phase: 'open' | 'fast' | 'loss'
}

/** What an algorithm has that goes by the rate of delivery, and says how fast to send. Octets, milliseconds. */
export interface RateModel {
  /** Octets a millisecond at which to send; and how many may leave back to back. */
  readonly pacingRate: number
  readonly quantum: number
  /** BBR.BtlBw, octets a millisecond; BBR.RTprop, `Infinity` before the first; and the state of its machine. */
  readonly btlBw: number
  readonly minRtt: number
  readonly mode: RateMode
  /** It sends less than it could, on purpose: what is measured says little of the way. */
  readonly holdsBack: boolean
  /** An ACK was taken in, loss recovery with it. */
  ackTaken(sample: RateSample, now: number): void
  /** Nothing is in flight, the user had nothing to send for a while, and now has. */
  restartsFromIdle(now: number): void
}

export type RateMode = 'startup' | 'drain' | 'probe-bw' | 'probe-rtt'

/**
 * A congestion control algorithm: it owns cwnd and ssthresh, in octets. The sender says what happened; loss recovery
 * (`loss-recovery.ts`) inflates and deflates cwnd between `lossDetected` and `recovered`.
 */
export interface Congestion {
  readonly name: string
  /**
   * What the third duplicate ACK starts: slow start over again (Tahoe), fast recovery until the next ACK of new data
   * (Reno, RFC 5681), or until all that was outstanding is acknowledged (NewReno, RFC 6582; with SACK, RFC 6675).
   */
  readonly recovery: 'slow-start' | 'reno' | 'new-reno'
  cwnd: number
  ssthresh: number
  /** Only of one that paces. Where there is none, nothing is paced and no rate is measured. */
  readonly model?: RateModel
  /**
   * The connection is established: sender maximum segment size and initial window, in octets.
   *
   * @param limit segments by which an ACK lets slow start grow at most (L of RFC 3465 §2.2). Default 1, as RFC 5681 has it
   * @param rtt round-trip time of the SYN in milliseconds; `undefined` = it was sent twice
   */
  start(smss: number, initialWindow: number, limit?: number, rtt?: number): void
  /** The sender maximum segment size has changed (path MTU). */
  resize(smss: number): void
  /** An ACK of new data outside fast recovery. */
  ackArrives(ack: CongestionAck, now: number): void
  /** Three duplicate ACKs, or their equal in SACK: sets ssthresh and cwnd = ssthresh. @param flight FlightSize, octets */
  lossDetected(flight: number, now: number): void
  /**
   * The peer echoes that a packet of ours met congestion (ECE): as a loss, but nothing is missing, and cwnd may fall to one
   * segment (RFC 3168 §6.1.2, RFC 9438 §4.6). @param flight FlightSize before this ACK, octets
   */
  congestionMarked(flight: number, now: number): void
  /** Fast recovery has ended, cwnd is deflated: congestion avoidance goes on from here. */
  recovered(now: number): void
  /**
   * The retransmission timer has expired: cwnd = one segment.
   *
   * @param again the same data timed out before: ssthresh stays (RFC 5681 §3.1)
   */
  timedOut(flight: number, again: boolean, now: number): void
  /** What it knows now, before a loss is answered. @returns brings that back, for there was none (RFC 4015 §3.4, RFC 9438 §4.9) */
  checkpoint(): () => void
  /** Nothing was sent for longer than an RTO: cwnd falls to the restart window (RFC 5681 §4.1). */
  restart(restartWindow: number, now: number): void
}
