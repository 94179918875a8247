import type { Origins } from './number.ts'

const LINUX = 'Linux 6.18: TCP_RTO_MIN, tcp(7)'

export const origins: Origins = [
  { says: '3.4 %', is: () => 100 * (1 - 0.5 ** (1 / 20)) },
  { says: '0.966 to the power', is: () => 0.5 ** (1 / 20) },
  { says: '0.12.', is: () => 0.9 ** 20 },
  { says: '200 ms on Linux', source: LINUX },
  { says: '200 ms before the first', source: LINUX },
  { says: '200 ms and the time', source: LINUX },
  {
    says: '6.8 s',
    source: 'measured on Linux 6.18: a veth pair, tcp_retries2 = 4, the peer’s address taken away; 6.79 s',
  },
]
