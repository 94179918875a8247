import { between } from '../wire/index.ts'

/**
 * Whether any of a segment lies in the receive window: the four cases of RFC 9293 §3.4, table 6.
 *
 * @param length SEG.LEN: octets of payload, and one each for SYN and FIN
 */
export function isAcceptable(seq: number, length: number, rcvNxt: number, rcvWnd: number): boolean {
  const windowEnd = (rcvNxt + rcvWnd) >>> 0
  if (length === 0) return rcvWnd === 0 ? seq === rcvNxt : between(seq, rcvNxt, windowEnd)
  if (rcvWnd === 0) return false
  return between(seq, rcvNxt, windowEnd) || between((seq + length - 1) >>> 0, rcvNxt, windowEnd)
}
