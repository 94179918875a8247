/** A TCP segment as meaning; `wire` turns it into bytes and back. Field names follow RFC 9293 §3.1. */
export interface Segment {
  sourcePort: number
  destinationPort: number
  /** SEG.SEQ, modulo 2^32 */
  seq: number
  /** SEG.ACK; 0 when `flags.ack` is not set */
  ack: number
  flags: Flags
  /** SEG.WND as on the wire: not scaled */
  window: number
  /** SEG.UP; 0 when `flags.urg` is not set */
  urgentPointer: number
  options: Options
  payload: Uint8Array
}

export interface Flags {
  cwr?: boolean
  ece?: boolean
  urg?: boolean
  ack?: boolean
  psh?: boolean
  rst?: boolean
  syn?: boolean
  fin?: boolean
}

export interface Options {
  /** Maximum Segment Size, on SYN only (RFC 9293 §3.7.1). */
  mss?: number
  /** Window scale shift, on SYN only (RFC 7323 §2). */
  windowScale?: number
  /** On SYN only (RFC 2018 §2). */
  sackPermitted?: boolean
  /** Blocks as [left edge, right edge), newest first (RFC 2018 §3). */
  sack?: readonly (readonly [number, number])[]
  /** RFC 7323 §3. */
  timestamps?: { value: number; echo: number }
}
