import type { Origins } from './number.ts'

const LINUX = 'Linux 6.18: TCP_RTO_MIN, tcp(7)'

export const origins: Origins = [
  { says: '3.4 %', is: () => 100 * (1 - 0.5 ** (1 / 20)) },
  { says: '0.966 to the power', is: () => 0.5 ** (1 / 20) },
  { says: '0.12.', is: () => 0.9 ** 20 },
  { says: '200 ms on Linux', source: LINUX },
  { says: '200 ms before the first', source: LINUX },
  {
    says: '6.7 s',
    source:
      'measured on Linux 6.18: a veth pair, tcp_retries2 = 4, the peer’s address taken away; 6.66, 6.69, 6.79 s ' +
      '(a probe after 205 ms, then waits of 208, 416, 828, 1664 and 3364)',
  },
]
