import { segmentsOf } from '../../../lib/concepts/helpers.ts'
import { wholeConnection } from '../../../lib/concepts/whole-connection.ts'
import type { Origins } from './number.ts'

const { trace } = await wholeConnection()

export const origins: Origins = [
  { says: '34, two carry', is: () => segmentsOf(trace).filter(({ segment }) => segment.payload.length === 0).length },
  { says: '6.18 (shortened', source: 'Linux 6.18: ss -ti of iproute2, after 4,000,000 bytes over lo' },
  { says: '280 ms', given: 'exercise 1' },
  { says: '560?', given: 'exercise 1' },
  { says: '978-1', source: 'ISBN of the book' },
]
