import { FRAGMENT } from '../../../lib/concepts/segmentation.ts'
import type { Origins } from './number.ts'

const UDP_HEADER = 8
const RECORDED = 'recorded on Linux 6.18, in the namespaces that the cell sets up'

/** A timeout of 200 ms that doubles up to 120 s, expiring once more than `resends` times. */
function givesUpAfter(resends: number): number {
  return Array.from({ length: resends + 1 }, (_, at) => Math.min(120, 0.2 * 2 ** at)).reduce((sum, wait) => sum + wait)
}

export const origins: Origins = [
  { says: '12 bytes', source: 'RFC 7323 §3.2: ten, and two that fill up four' },
  { says: '95 of 100', is: () => 100 - 5 },
  { says: '41 fragments', is: () => Math.ceil((60_000 + UDP_HEADER) / FRAGMENT) },
  { says: '3.4 seconds', is: () => (2 ** 32 * 8) / 10e9 },
  { says: '65,536 bytes', source: 'Linux, drivers/net/loopback.c: 64 KiB' },
  { says: '6.18', source: RECORDED },
  { says: '0.023 ms', is: () => 0.074 - 0.051 },
  { says: '1,400 bytes', source: RECORDED },
  { says: '120 s', source: 'Linux, include/net/tcp.h, TCP_RTO_MAX' },
  { says: '924.6 seconds', is: () => givesUpAfter(15) },
]
