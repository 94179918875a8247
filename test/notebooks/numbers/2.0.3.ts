import { type Sharing, sharing } from '../../../lib/concepts/congestion-control.ts'
import { jainIndex } from '../../../lib/draw/index.ts'
import type { Origins } from './number.ts'

const WAY = { rate: 10e6, rtt: 40, queue: 34 }
const LATE = { from: 30_000, until: 60_000, settings: { lossDetection: 'rack-tlp' } } as const
/** What CUBIC and BBR get before 300 places, when BBR's first ten seconds are long over. */
const late = sharing({ ...WAY, queue: 300 }, { senders: 2, congestion: ['cubic', 'bbr'], ...LATE }).shares

export const origins: Origins = [
  { says: '1.3 to', source: 'RFC 793 §3.7: BETA, a delay variance factor (e.g., 1.3 to 2.0)' },
  { says: '5.5 Mbit', is: () => late[0]!.rate / 1e6 },
  { says: '0.979', is: () => jainOf(sharing(WAY, { senders: 8, from: 3000, until: 33_000 })) },
  { says: '70 %', source: 'RFC 9438 §4.6: β of CUBIC is 0.7' },
  { says: '250 ms', given: 'the run of timerFollows: a message every 250 ms' },
  { says: '65,535 bytes', is: () => 2 ** 16 - 1 },
  { says: '0.1 s', given: 'the question from the earlier lesson: 100 ms' },
  { says: '655,350 bytes', is: () => 65_535 / 0.1 },
  { says: '5.2 Mbit/s', is: () => (65_535 * 8) / 0.1 / 1e6 },
  { says: '32,000 bits', source: 'Jacobson 1988, §1: from 32 Kbps to 40 bps' },
  { says: '6.18', source: 'the release that was recorded, lib/concepts/twins/records/losses.ts' },
]

function jainOf({ shares }: Sharing): number {
  return jainIndex(shares.map(({ rate }) => rate))
}
