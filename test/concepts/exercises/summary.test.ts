import { test } from 'uvu'
import { isSegment, type Trace } from '../../../lib/network/index.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

const GONE = [9, 10, 11, 12, 15, 16, 17]
const ROUNDS = [2, 4, 7, 7, 6]

refuses('calmConnection', {
  'nothing filled in': [{ gone: [], receipt: -1 }, /7 more marks are gone/],
  'a mark that is still there': [{ gone: [...GONE, 18], receipt: 280 }, /1 mark of yours can be seen all the same/],
  'the loss only': [{ gone: [9, 10, 11], receipt: 280 }, /4 more marks are gone/],
  'the time with the sleep': [{ gone: GONE, receipt: 560 }, /sooner/],
  'one round trip': [{ gone: GONE, receipt: 80 }, /later: the letter does not fit/],
})
accepts('calmConnection', 'the marks in another order', { gone: GONE.toReversed(), receipt: 280 })

refuses('roundTrips', {
  'nothing filled in': [{ rounds: [], receipt: -1 }, /round trip 1: there is something left/],
  'cwnd alone': [{ rounds: [2, 4, 8, 12], receipt: 283 }, /round trip 3: fewer go/],
  'one a round trip more': [{ rounds: [2, 3], receipt: 283 }, /round trip 2: more may go/],
  'a round trip for nothing': [{ rounds: [...ROUNDS, 0], receipt: 283 }, /after 5 round trips all has been sent/],
  'round trips alone': [{ rounds: ROUNDS, receipt: 261 }, /later: does the last segment/],
  'too much': [{ rounds: ROUNDS, receipt: 304 }, /sooner/],
})
accepts('roundTrips', 'to the millisecond', { rounds: ROUNDS, receipt: 283 })

const dataOf = (trace: Trace) =>
  trace.events
    .filter(isSegment)
    .filter(({ what, from, segment }) => what === 'sent' && from === 'client' && segment.payload.length > 0)

refuses('sentTwice', {
  'nothing written': [() => undefined, /finds none/],
  'the numbers of one run': [() => ({ first: 128.9, again: 190.2 }), /sent first is another/],
  'the same number again, probes too': [
    (trace) => {
      const data = dataOf(trace)
      const at = data.findIndex(
        ({ segment }, index) => data.findIndex((each) => each.segment.seq === segment.seq) < index,
      )
      const first = data.find(({ segment }) => segment.seq === data[at]?.segment.seq)
      return first && { first: first.time, again: data[at]!.time }
    },
    /what of a window probe/,
  ],
  'the loss in place of what was sent': [
    (trace) => {
      const again = dataOf(trace).find(({ retransmission }) => retransmission)
      return again && { first: again.time, again: again.time }
    },
    /sent first is another/,
  ],
})
accepts('sentTwice', 'by what was dropped', (trace: Trace) => {
  const dropped = trace.events.filter(isSegment).find(({ what }) => what === 'dropped')
  const [first, again] = dataOf(trace).filter(({ segment }) => segment.seq === dropped?.segment.seq)
  return first && again && { first: first.time, again: again.time }
})

test.run()
