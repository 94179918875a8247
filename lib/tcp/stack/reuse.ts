import type { Tcb } from '../connection/index.ts'
import type { Segment } from '../wire/index.ts'
import { gt } from '../wire/index.ts'

/**
 * May this segment open a new connection over an old one in TIME-WAIT? A SYN that no old segment can be mistaken for:
 * its timestamp, or else its sequence number, lies beyond all that the old connection has seen.
 *
 * @see RFC 6191 §2, RFC 9293 §3.6.1 (MAY-2)
 */
export function reopens(tcb: Tcb, { flags, seq, options }: Segment): boolean {
  if (!flags.syn || flags.ack || flags.rst) return false
  const later = gt(seq, tcb.receiver.nxt)
  if (!tcb.timestamps.enabled) return later || options.timestamps !== undefined
  if (!options.timestamps) return later
  const { value } = options.timestamps
  return gt(value, tcb.timestamps.recent) || (value === tcb.timestamps.recent && later)
}
