/** By how much one ACK lets slow start grow: what it acknowledges, up to L segments (RFC 5681 §3.1, L = 1; RFC 3465 §2.2). */
export class SlowStartGrowth {
  /** L. */
  limit = 1
  /** A timeout has begun this slow start: one ACK may tell of what had arrived long before, so L is 1 (RFC 3465 §2.3). */
  afterTimeout = false

  /** @param acked octets that the ACK acknowledges. @returns octets */
  by(acked: number, smss: number): number {
    const limit = this.afterTimeout && this.limit !== Infinity ? 1 : this.limit
    return Math.min(acked, limit * smss)
  }
}
