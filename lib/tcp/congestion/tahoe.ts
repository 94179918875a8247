import { Reno } from './reno.ts'
import type { Congestion } from './types.ts'

/** Jacobson's algorithm of 1988: fast retransmit, but no fast recovery. Every loss starts again from one segment. */
export class Tahoe extends Reno {
  override readonly name: string = 'tahoe'
  override readonly recovery: Congestion['recovery'] = 'slow-start'

  override lossDetected(flight: number, now: number): void {
    super.lossDetected(flight, now)
    this.cwnd = this.smss
  }
}
