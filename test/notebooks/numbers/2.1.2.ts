import type { Origins } from './number.ts'

export const origins: Origins = [
  { says: '65,536 of them', is: () => 2 ** 16 },
  { says: '1,024.', source: 'RFC 6056 §3.2' },
]
