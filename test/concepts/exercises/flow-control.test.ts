import { test } from 'uvu'
import { segmentsOf } from '../../../lib/concepts/helpers.ts'
import type { Trace } from '../../../lib/network/index.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

refuses('satellite', {
  'nothing filled in': [-1, /it gets more/],
  'the whole line': [20, /it gets less/],
  'one way for the round trip': [1.75, /it gets less/],
  'bytes for bits': [0.109, /it gets more/],
})
accepts('satellite', 'all 65,535 bytes, of which the last segment is a part', (65_535 * 8) / 0.6 / 1e6)

const sending = (rate: number) => (1500 * 8 * 1000) / rate

refuses('segmentsNeeded', {
  'nothing written': [() => 1, /^✗ 10 Mbit\/s.* the line is used 5\.7 % of the time/],
  'the round trip alone': [
    ({ rate, delay }) => Math.ceil((2 * delay) / sending(rate)),
    /with a window of 17, the line/,
  ],
  'one way': [({ rate, delay }) => Math.ceil(1 + delay / sending(rate)), /with a window of 10, the line/],
  'a part of a segment': [({ rate, delay }) => 1 + (2 * delay) / sending(rate), /whole number/],
  'always one more': [
    ({ rate, delay }) => Math.floor(2 + (2 * delay) / sending(rate)),
    /^✗ 12 Mbit\/s.* 22 segments fill the line, but so do fewer/,
  ],
  'far more': [() => 200, /200 segments fill the line, but so do fewer/],
})

const words = (trace: Trace) => segmentsOf(trace).filter(({ from }) => from === 'server')
const openAfter = (trace: Trace, time: number) =>
  words(trace).find((word) => word.time > time && word.segment.window > 0)!.time

refuses('closedFor', {
  'nothing written': [() => -1, /-1 ms is too short/],
  never: [() => 0, /^✗ a program that sleeps once: 0 ms is too short/],
  'from the first zero to the very next segment': [
    (trace) => {
      const at = words(trace).findIndex(({ segment }) => segment.window === 0)
      return at < 0 ? 0 : words(trace)[at + 1]!.time - words(trace)[at]!.time
    },
    /^✗ a program that sleeps until two probes have been sent: .* too short/,
  ],
  'the first closing alone': [
    (trace) => {
      const zero = words(trace).find(({ segment }) => segment.window === 0)
      return zero ? openAfter(trace, zero.time) - zero.time : 0
    },
    /^✗ a program that sleeps, and then reads little at a time: .* too short/,
  ],
  'each zero up to the opening, the answers to probes too': [
    (trace) =>
      words(trace)
        .filter(({ segment }) => segment.window === 0)
        .reduce((sum, { time }) => sum + openAfter(trace, time) - time, 0),
    /^✗ a program that sleeps until two probes .* too long/,
  ],
})

refuses('avoidsSilly', {
  'nothing filled in': [{ segments: '', acknowledgments: '' }, /is wanted/],
  'one end alone for the segments': [{ segments: 'receiver', acknowledgments: 'receiver' }, /with the other end, too/],
  'the sender for the acknowledgments': [
    { segments: 'either', acknowledgments: 'sender' },
    /^✗ small acknowledgments: with avoidsSilly: 'sender'/,
  ],
  'either for both': [{ segments: 'either', acknowledgments: 'either' }, /one of the two/],
})
accepts('avoidsSilly', 'either, the receiver', { segments: 'either', acknowledgments: 'receiver' })

test.run()
