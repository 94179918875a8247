import type { Cause } from '../retransmission/index.ts'

export type { Cause, GiveUp, SenderTimer, SendingEvent } from '../retransmission/index.ts'

/** What the two SYNs agreed on. */
export interface Negotiated {
  /** Effective send MSS: octets of payload a segment takes at most, options already subtracted (RFC 9293 §3.7.1). */
  mss: number
  /** Both sides sent SACK-permitted. */
  sack: boolean
  /** Snd.Wind.Shift: the peer's window field is scaled by it. Default 0. */
  sendShift?: number
}

/** What of an arriving segment concerns the sending half. Its sequence number has been found acceptable, its ACK bit is set. */
export interface AckSegment {
  /** SEG.SEQ and SEG.ACK */
  seq: number
  ack: number
  /** SEG.WND, already scaled */
  window: number
  /** Length of the payload, and whether SYN or FIN is set: such a segment is no duplicate ACK (RFC 5681 §2). */
  payloadLength: number
  syn?: boolean
  fin?: boolean
  /** Blocks [left, right), as received. */
  sack?: readonly (readonly [number, number])[] | undefined
  /** The peer echoes Congestion Experienced, where ECN was agreed on. */
  ece?: boolean
  /** Round-trip time by the echoed timestamp in ms (RFC 7323 §4); used when the ACK is of new data. */
  rtt?: number | undefined
}

/**
 * - `new`: acknowledges something for the first time
 * - `duplicate`: a duplicate ACK, counted towards fast retransmit
 * - `old`: acknowledges nothing new (its window may still have been taken)
 * - `too-old`: below SND.UNA − MAX.SND.WND: answer with an ACK, drop (RFC 5961 §5.2)
 * - `unsent`: acknowledges what was never sent: answer with an ACK, drop (RFC 9293 §3.10.7.4)
 */
type AckVerdict = 'new' | 'duplicate' | 'old' | 'too-old' | 'unsent'

export interface AckResult {
  verdict: AckVerdict
  /** Octets of the user's data acknowledged by this segment: so much of the send buffer is free again. */
  acked: number
  /** True once, when our SYN is acknowledged. */
  synAcked: boolean
  /** True once, when our FIN is acknowledged. */
  finAcked: boolean
  /** SND.WND, WL1 and WL2 were taken from this segment. */
  windowUpdated: boolean
}

/** A segment to send now. The connection adds ACK, window, options and ports. */
export interface Outgoing {
  /** SEG.SEQ */
  seq: number
  /** A view into the send buffer: encode it before the next ACK is taken in. */
  payload: Uint8Array
  syn: boolean
  fin: boolean
  /** The last octet of what was written is in it (MUST-60, 61). */
  psh: boolean
  urg: boolean
  /** SEG.UP: offset from `seq` to the octet after the urgent data (MUST-62); 0 without `urg`. */
  urgentPointer: number
  /** Its first octet had been sent before. A SYN,ACK that answers a crossing SYN is no such thing (RFC 9293 §3.5, figure 8). */
  retransmission: boolean
  /** A zero-window probe: beyond the window on purpose (MUST-36). */
  probe: boolean
  /** New data: where ECN was agreed on, its packet bears ECT (RFC 3168 §6.1.5); with CWR, if cwnd was reduced since the last. */
  isNew: boolean
  cwr: boolean
  /** Why it goes out, where it is not new data in its turn. */
  cause: Cause | undefined
}

/** What the engine knows of a segment that it has given, and the segment does not show. */
export interface Sending {
  /** Its first octet had been sent before. */
  retransmission?: true
  /** Beyond a window of zero, to hear whether it is still closed (MUST-36). */
  windowProbe?: true
  /** From before the window, to hear whether the peer is still there (MUST-24). */
  keepAlive?: true
  cause?: Cause
}
