import type { Origins } from './number.ts'

export const origins: Origins = [
  { says: '7875 seconds', is: () => 7200 + 9 * 75 },
  {
    says: '948 s',
    source: 'Linux 6.18: two network namespaces, the address of one deleted; a reader without keep-alive',
  },
  { says: '3.4 s', source: 'Linux 6.18: the same, a writer with TCP_USER_TIMEOUT 3000' },
  { says: '940 s', source: 'Linux 6.18: the same, a writer as it comes; 939.66 s' },
  // Ten waits that double from 200 ms, and six of TCP_RTO_MAX, 120 s: after the 15th copy one more is waited.
  { says: '924.6 s', is: () => 0.2 * (2 ** 10 - 1) + 6 * 120 },
  { says: '200 ms', source: 'Linux, include/net/tcp.h: TCP_RTO_MIN' },
]
