import type { Cause } from '../tcp/sender/index.ts'

/** Why a segment was sent again, as a reader of RFCs would say it: `third duplicate ACK`. */
export function causeInWords(cause: Cause): string {
  switch (cause) {
    case 'third duplicate':
      return 'third duplicate ACK'
    case 'timeout':
      return 'retransmission timeout'
    case 'window reopened':
      return 'the window is open again'
    case 'repeated SYN':
      return 'the other SYN has come again'
    case 'half-open reset':
      return 'an old connection has been reset'
    case 'SYN text refused':
      return 'not taken with the SYN'
    case 'path MTU':
      return 'too large for the way'
    default:
      return cause
  }
}
