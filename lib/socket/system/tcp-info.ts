import type { State } from '../../tcp/connection/index.ts'
import type { TcpInfo } from '../types.ts'
import type { Platform } from './platform.ts'

/** Bytes to ask for: more than what is read below, less than any kernel that gives these fields. */
export const TCP_INFO_SIZE = 104

/** The states by Linux's numbers (`<net/tcp_states.h>`), spelled as in RFC 9293 §3.3.2. 12 is a request not yet a socket. */
export const LINUX_STATES: readonly (State | undefined)[] = [
  undefined,
  'ESTABLISHED',
  'SYN-SENT',
  'SYN-RECEIVED',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'TIME-WAIT',
  'CLOSED',
  'CLOSE-WAIT',
  'LAST-ACK',
  'LISTEN',
  'CLOSING',
  'SYN-RECEIVED',
]

/** The states by BSD's numbers (`<netinet/tcp_fsm.h>`). */
const BSD_STATES: readonly State[] = [
  'CLOSED',
  'LISTEN',
  'SYN-SENT',
  'SYN-RECEIVED',
  'ESTABLISHED',
  'CLOSE-WAIT',
  'FIN-WAIT-1',
  'CLOSING',
  'LAST-ACK',
  'FIN-WAIT-2',
  'TIME-WAIT',
]

/** `struct tcp_info` of Linux, `struct tcp_connection_info` of macOS. */
export function decodeTcpInfo(bytes: Uint8Array, platform: Platform): TcpInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const word = (offset: number): number => view.getUint32(offset, true)
  if (platform.name === 'linux') {
    return {
      state: LINUX_STATES[view.getUint8(0)] ?? `state ${view.getUint8(0)}`,
      rto: word(8) / 1000,
      rtt: word(68) / 1000,
      cwnd: word(80),
      ssthresh: word(76),
      mss: word(16),
    }
  }
  const mss = word(16)
  const segments = (octets: number): number => (mss > 0 ? Math.floor(octets / mss) : 0)
  return {
    state: BSD_STATES[view.getUint8(0)] ?? `state ${view.getUint8(0)}`,
    rto: word(12),
    rtt: word(44),
    cwnd: segments(word(24)),
    ssthresh: segments(word(20)),
    mss,
  }
}

/** Linux: of a listener, `tcpi_unacked` is the length of its accept queue. */
export function acceptQueueLength(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(24, true)
}
