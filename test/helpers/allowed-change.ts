import { type State, TRANSITIONS } from '../../lib/tcp/connection/state.ts'
import type { Flags } from '../../lib/tcp/wire/segment.ts'

/** May a segment with these flags bring about this change? Rows of the table that a segment causes, by what they need. */
export function mayChange(from: State, to: State, flags: Flags): boolean {
  return TRANSITIONS.some(({ from: before, event, to: after }) => {
    if (before !== from || after !== to) return false
    if (event === 'rcv RST') return flags.rst === true
    if (event === 'rcv RST or SYN, passive') return flags.rst === true || flags.syn === true
    if (event === 'rcv SYN' || event === 'rcv SYN, new connection') return flags.syn === true && !flags.ack
    if (event === 'rcv SYN,ACK') return flags.syn === true && flags.ack === true
    if (event === 'rcv FIN') return flags.ack === true && !flags.rst
    return event.startsWith('rcv ACK') && flags.ack === true && !flags.rst
  })
}
