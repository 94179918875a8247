import type { Origins } from './number.ts'

export const origins: Origins = [
  {
    says: '134 s',
    source: 'measured on Linux 6.18: connect over a veth pair to a neighbour that answers nothing, ETIMEDOUT',
  },
  {
    says: '3.1 s',
    source:
      'measured on Linux 6.18: connect over a veth pair to an address that no neighbour answers for, EHOSTUNREACH',
  },
  { says: '1,448 here', is: () => 1500 - 20 - 20 - 12 },
]
