import { test } from 'uvu'
import { segmentsOf } from '../../../lib/concepts/helpers.ts'
import type { Trace } from '../../../lib/network/index.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

refuses('lostSyn', {
  'nothing filled in': [{ secondSyn: -1, answer: -1 }, /waits longer/],
  'a wait of three seconds': [{ secondSyn: 3000, answer: 3080 }, /does not wait as long/],
  'the answer with one round trip': [{ secondSyn: 1000, answer: 1040 }, /too early/],
  'no number': [{ secondSyn: Number.NaN, answer: 1080 }, /sent again: a number of milliseconds is wanted, not NaN/],
  'the second SYN lost too': [{ secondSyn: 1000, answer: 3080 }, /too late/],
})

refuses('fivePercent', {
  'one message': [{ time: 1, packets: 1 }, /^✗ time: to the time of 1 message the connection adds 100\.0 %/],
  'one too few: exactly 5 %': [{ time: 20, packets: 61 }, /adds 5\.0 %/],
  'the packets of the beginning alone': [
    { time: 21, packets: 31 },
    /^✗ packets: to the packets of 31 messages the connection adds 9\.7 %/,
  ],
  'more than are needed': [{ time: 100, packets: 61 }, /so are fewer/],
  'no number of messages': [{ time: 20.5, packets: 61 }, /whole number/],
})

const OPENED = ['CLOSED', 'SYN-SENT', 'ESTABLISHED']
const ACCEPTED = ['CLOSED', 'LISTEN', 'SYN-RECEIVED', 'ESTABLISHED']
const CLOSED_AT_ONCE = ['FIN-WAIT-1', 'CLOSING', 'TIME-WAIT', 'CLOSED']

refuses('bothClose', {
  'the beginning alone': [{ client: OPENED, server: ACCEPTED }, /does not stay in ESTABLISHED/],
  'the path of the first to close': [
    { client: [...OPENED, 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED'], server: ACCEPTED },
    /from FIN-WAIT-1 it does not go to FIN-WAIT-2/,
  ],
  'a server that answers': [
    { client: [...OPENED, ...CLOSED_AT_ONCE], server: [...ACCEPTED, 'CLOSE-WAIT', 'LAST-ACK', 'CLOSED'] },
    /^✗ the server's states: from ESTABLISHED it does not go to CLOSE-WAIT/,
  ],
  'no state': [{ client: ['CLOSED', 'SYN_SENT'], server: ACCEPTED }, /"SYN_SENT" is not a state of the diagram/],
  'a state after the last': [
    { client: [...OPENED, ...CLOSED_AT_ONCE, 'LISTEN'], server: ACCEPTED },
    /goes on after its end/,
  ],
})

accepts('bothClose', 'both through CLOSING', {
  client: [...OPENED, ...CLOSED_AT_ONCE],
  server: [...ACCEPTED, ...CLOSED_AT_ONCE],
})

const own = (trace: Trace) => segmentsOf(trace).filter(({ from }) => from === 'client')

refuses('handshakeTime', {
  'nothing written': [() => 0, /^✗ a server 20 ms away: 0 ms is too short/],
  'the round trip of one link, as a constant': [() => 40, /^✗ a server 150 ms away: 40 ms is too short/],
  'a time on the clock, not a span': [
    (trace) => own(trace).find(({ segment }) => segment.flags.ack)!.time,
    /^✗ a client that calls half a second .* 540 ms is too long/,
  ],
  'from the last SYN on': [
    (trace) =>
      own(trace).find(({ segment }) => segment.flags.ack)!.time -
      own(trace).findLast(({ segment }) => segment.flags.syn)!.time,
    /^✗ a SYN that is lost: 40 ms is too short/,
  ],
})

accepts('handshakeTime', 'found by its number', (trace) => {
  const [first, ...rest] = own(trace)
  return rest.find(({ segment }) => segment.seq !== first!.segment.seq)!.time - first!.time
})

test.run()
