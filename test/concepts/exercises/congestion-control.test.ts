import { test } from 'uvu'
import { accepts, refuses } from '../../helpers/exercise.ts'

const total = (shares: readonly number[]): number => shares.reduce((sum, share) => sum + share)
const squares = (shares: readonly number[]): number => total(shares.map((share) => share ** 2))

refuses('deepQueue', {
  'no number': [{ slowLine: Number.NaN, places: 50 }, /a number of milliseconds is wanted, not NaN/],
  'as on the faster line': [{ slowLine: 400, places: 50 }, /1 Mbit\/s, 300 places: it takes longer/],
  'waiting at both ends of the round trip': [{ slowLine: 7240, places: 50 }, /300 places: it takes less/],
  'the queue of the lesson': [{ slowLine: 3640, places: 34 }, /a ping takes \d+ ms: more places would do/],
  'the way left out': [{ slowLine: 3640, places: 83 }, /a ping takes \d+ ms: too many/],
})
accepts('deepQueue', 'the way and what waits', { slowLine: 3640, places: 50 })

refuses('secondsBetweenLosses', {
  'round trips of an empty way': [35 * 0.04, /further apart/],
  'round trips behind a full queue': [35 * 0.081, /closer together/],
  'no number': [Number.NaN, /a number of seconds is wanted, not NaN/],
  'one round trip': [0.06, /how long is a round trip/],
})
accepts('secondsBetweenLosses', 'round trips of 60 ms', 35 * 0.06)

refuses('jain', {
  'the smallest by the largest': [(shares: number[]) => Math.min(...shares) / Math.max(...shares), /one has all/],
  'the number forgotten': [(shares: number[]) => total(shares) ** 2 / squares(shares), /equal shares: .* too much/],
  'the sum not squared': [
    (shares: number[]) => total(shares) / (shares.length * squares(shares)),
    /equal shares: .* too little/,
  ],
  'no number': [() => Number.NaN, /equal shares: 1 : 1 : 1 : 1 gives NaN, and a number is wanted/],
  'one less the spread': [
    (shares: number[]) => 1 - (Math.max(...shares) - Math.min(...shares)) / total(shares),
    /one has all: .* too little/,
  ],
})

refuses('unequalShares', {
  'no number': [{ careless: Number.NaN, careful: 5 }, /a number of Mbit\/s is wanted, not NaN/],
  'an equal share': [{ careless: 2.5, careful: 7.5 }, /careless one gets: more/],
  'all of it': [{ careless: 10, careful: 0 }, /careless one gets: less/],
  'what is left of the line': [{ careless: 4.9, careful: 5.1 }, /three get together: less/],
  'nothing for the others': [{ careless: 4.9, careful: 0 }, /three get together: more/],
})

test.run()
