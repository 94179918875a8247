import { linuxCapture, readCapture } from '../../../lib/concepts/captures.ts'
import type { Origins } from './number.ts'

export const origins: Origins = [
  { says: '15.6 million', is: millionsASecond },
  { says: '65,536 bytes', source: 'Linux: the MTU of lo, as `ip link show lo` says it' },
  { says: '6.5 (', source: 'Linux 6.5: commit ccce324dabfe, "tcp: make the first N SYN RTO backoffs linear"' },
  { says: '131 s', source: 'Linux: Documentation/networking/ip-sysctl.rst, tcp_syn_retries' },
]

/** How far the ISN of Linux moved between two calls. */
function millionsASecond(): number {
  const [earlier, , later] = readCapture(linuxCapture('reopened'))
  return ((later!.segment.seq - earlier!.segment.seq) >>> 0) / (later!.time - earlier!.time) / 1000
}
