/** §2.0.1: a lost SYN; how soon the cost of a beginning fades; two ends that close at once; how long a handshake took. */
import { statePath } from '../../draw/index.ts'
import { isSyn, nth, type Trace } from '../../network/index.ts'
import { STATES } from '../../tcp/index.ts'
import { count } from '../../words.ts'
import { type Exchange, type ExchangeOptions, exchange } from '../handshake.ts'
import { segmentsOf } from '../helpers.ts'
import type { Exercise } from './exercise.ts'

export interface HandshakeExercises {
  /** When the first SYN is lost: when it is sent again, and when the client has its answer, in milliseconds since its call. */
  lostSyn: Exercise<{ secondSyn: number; answer: number }>
  /** The fewest messages on one connection to which it adds less than 5 % in time, and in packets. */
  fivePercent: Exercise<{ time: number; packets: number }>
  /** The states that each end goes through when both close at the same moment. */
  bothClose: Exercise<{ client: readonly string[]; server: readonly string[] }>
  /** Milliseconds from the client's first SYN to the first segment that it sent with ACK and without SYN. */
  handshakeTime: Exercise<(trace: Trace) => number>
}

/** There and back over the link that an exchange has unless told, in milliseconds. */
const EXCHANGE_ROUND_TRIP = 40

/** For one run: the script counts the packets that it has seen. */
function losesSyn(): ExchangeOptions {
  return { link: { delay: EXCHANGE_ROUND_TRIP / 2, script: nth(1, isSyn, 'drop') } }
}

export const handshakeExercises: HandshakeExercises = {
  lostSyn: [
    {
      title: 'the SYN is sent again',
      missing({ secondSyn }) {
        if (!Number.isFinite(secondSyn)) return `a number of milliseconds is wanted, not ${secondSyn}`
        const [, again] = segmentsOf(exchange(losesSyn()).trace).filter(({ from }) => from === 'client')
        if (secondSyn === again!.time) return undefined
        if (secondSyn > again!.time) return 'TCP does not wait as long as that'
        return 'TCP waits longer than that: it does not know yet how far away the server is'
      },
    },
    {
      title: 'the client has its answer',
      missing({ answer }) {
        if (!Number.isFinite(answer)) return `a number of milliseconds is wanted, not ${answer}`
        const { time } = exchange(losesSyn())
        if (answer === time) return undefined
        if (answer > time) return 'too late: from the second SYN on, all goes as if nothing had happened'
        return 'too early: which segments have still to cross, one after the other, once the SYN has left again?'
      },
    },
  ],
  fivePercent: [
    {
      title: 'time',
      missing: ({ time }) => notTheFewest(time, 'time', (n, taken) => [taken.time, EXCHANGE_ROUND_TRIP * n]),
    },
    {
      title: 'packets',
      missing: ({ packets }) => notTheFewest(packets, 'packets', (n, taken) => [taken.packets, 2 * n]),
    },
  ],
  bothClose: [
    { title: "the client's states", missing: ({ client }) => offThePath(client, 'client') },
    { title: "the server's states", missing: ({ server }) => offThePath(server, 'server') },
  ],
  handshakeTime: [
    { title: 'a server 20 ms away', missing: (answer) => wrongHandshakeTime(answer, {}) },
    { title: 'a server 150 ms away', missing: (answer) => wrongHandshakeTime(answer, { link: { delay: 150 } }) },
    {
      title: 'a client that calls half a second after the trace begins',
      missing: (answer) => wrongHandshakeTime(answer, { start: 500 }),
    },
    { title: 'a SYN that is lost', missing: (answer) => wrongHandshakeTime(answer, losesSyn()) },
  ],
}

/** @param cost what `n` messages took over TCP, and what they would take without a connection */
function notTheFewest(
  mine: number,
  what: string,
  cost: (n: number, taken: Exchange) => [tcp: number, bare: number],
): string | undefined {
  if (!Number.isInteger(mine) || mine < 1 || mine > 10_000) return 'a whole number from 1 to 10,000 is wanted'
  const extra = (n: number): number => {
    const [tcp, bare] = cost(n, exchange({ messages: n, record: false }))
    return (100 * (tcp - bare)) / bare
  }
  if (extra(mine) >= 5)
    return `to the ${what} of ${count(mine, 'message')} the connection adds ${extra(mine).toFixed(1)} %`
  return mine > 1 && extra(mine - 1) < 5 ? `${mine} are enough, but so are fewer` : undefined
}

function offThePath(mine: readonly string[], end: string): string | undefined {
  const { states } = statePath(exchange({ first: 'both' }).trace, end)
  const at = states.findIndex((state, place) => mine[place] !== state)
  if (at < 0) return mine.length > states.length ? 'the path goes on after its end' : undefined
  if (at === 0) return 'it begins before there is a connection'
  if (mine[at] === undefined) return `it does not stay in ${states[at - 1]}: what comes next?`
  if (!STATES.some((state) => state === mine[at]))
    return `"${mine[at]}" is not a state of the diagram; write it as it stands there`
  return `from ${states[at - 1]} it does not go to ${mine[at]}: what is sent or arrives there, and what does it acknowledge?`
}

function wrongHandshakeTime(answer: (trace: Trace) => number, options: ExchangeOptions): string | undefined {
  const { trace } = exchange(options)
  const established = trace.events.find(
    (event) => event.type === 'state' && event.host === 'client' && event.to === 'ESTABLISHED',
  )!
  const wanted = established.time - (options.start ?? 0)
  const said = answer(trace)
  if (typeof said !== 'number' || Number.isNaN(said)) return `it returned ${said}, and milliseconds are wanted`
  if (said < wanted) return `${said} ms is too short: from which segment on do you count?`
  return said > wanted ? `${said} ms is too long: from when to when do you count?` : undefined
}
