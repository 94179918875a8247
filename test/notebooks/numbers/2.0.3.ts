import type { Origins } from './number.ts'

export const origins: Origins = [
  { says: '65,535 bytes', is: () => 2 ** 16 - 1 },
  { says: '0.1 s', given: 'the question from the earlier lesson: 100 ms' },
  { says: '655,350 bytes', is: () => 65_535 / 0.1 },
  { says: '5.2 Mbit/s', is: () => (65_535 * 8) / 0.1 / 1e6 },
  { says: '32,000 bits', source: 'Jacobson 1988, §1: from 32 Kbps to 40 bps' },
]
