import { Reno } from './reno.ts'
import type { Congestion } from './types.ts'

/** Reno whose fast recovery lasts until everything outstanding at its start is acknowledged (RFC 6582; with SACK, RFC 6675). */
export class NewReno extends Reno {
  override readonly name: string = 'new-reno'
  override readonly recovery: Congestion['recovery'] = 'new-reno'
}
