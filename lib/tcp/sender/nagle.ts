/** Fs: the fraction of the largest window that is worth a segment of its own (RFC 9293 §3.8.6.2.1). */
const FS = 1 / 2

/**
 * How much new data to send in the next segment: Nagle's algorithm and the sender's silly window avoidance in one rule.
 *
 * @param queued D: octets written and not yet sent
 * @param usable U: SND.UNA + SND.WND − SND.NXT
 * @param mss effective send MSS
 * @param maxWnd the largest window that the peer has offered
 * @param idle nothing is outstanding, or Nagle's algorithm does not apply (MUST-17)
 * @param overdue the override timer has run out
 * @returns octets; 0 = wait
 * @see RFC 9293 §3.7.4, §3.8.6.2.1 (MUST-38)
 */
export function newDataLength(
  queued: number,
  usable: number,
  mss: number,
  maxWnd: number,
  idle: boolean,
  overdue: boolean,
): number {
  const length = Math.min(queued, usable)
  if (length <= 0) return 0
  if (length >= mss) return mss
  // All data counts as pushed: an application over sockets never says otherwise (MUST-60).
  if (queued <= usable && idle) return queued
  if (length >= FS * maxWnd && idle) return length
  return overdue ? length : 0
}
