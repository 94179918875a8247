/** §2.2.1 in pictures: a peer that is gone, and what tells its reader or writer of it. */
import { barFigure, ladderFigure, type ShownFigure, withData } from '../../draw/index.ts'
import { askInVain, FATES, type LostPeer, losePeer, type Precautions, waitInVain } from '../lost-peer.ts'

const SAYS = {
  told: (who: string, after: string, code: string) => `The ${who} is told ${code} after ${after} s`,
  notTold: (who: string, after: string) => `The ${who} is told nothing, not even after ${after} s`,
  who: { reads: 'reader', writes: 'writer' },
  reset: 'The server has started again: what the client sends is answered by a reset',
  resetProbe: 'The server has started again: the keep-alive is answered by a reset',
  silent: 'The server has started again: a client that only reads never meets its reset',
  toldAfter: 'told after',
  reader: (probes: number) => `reader, keep-alive 1 s × ${probes}`,
  userTimeout: (seconds: number) => `writer, user timeout ${seconds} s`,
  writer: 'writer, as it comes',
  limits: 'Only what was sent and is not answered tells of a peer that is gone',
} as const

const [CUT, RESTARTED] = FATES
/** Virtual milliseconds after which a client is taken to be told nothing: two hours. */
const LONGEST_WAIT = 7_200_000

export interface CutOffParameters {
  /** Seconds without a word before the first keep-alive. */
  idle?: number
  /** Seconds between one keep-alive and the next. */
  interval?: number
  /** How many may stay unanswered. */
  probes?: number
  /** One way, in virtual milliseconds. */
  delay?: number
}

/** A reader whose peer is cut off, and its keep-alives. @see RFC 9293 §3.8.4 */
export async function probesUnanswered({
  idle = 1,
  interval = 1,
  probes = 3,
  delay = 5,
}: CutOffParameters = {}): Promise<ShownFigure<LostPeer>> {
  const precautions = {
    keepAlive: true,
    keepAliveIdle: idle,
    keepAliveInterval: interval,
    keepAliveProbes: probes,
  }
  const run = await losePeer(waitInVain, CUT, precautions, LONGEST_WAIT, delay)
  const { says, after } = run.told
  const seconds = (after / 1000).toFixed(1)
  const title = says === 'nothing' ? SAYS.notTold(SAYS.who.reads, seconds) : SAYS.told(SAYS.who.reads, seconds, says)
  return withData(ladderFigure(run.trace, { title }), run)
}

/** What a client of a server that has started again does. */
export type AfterRestart = 'asks' | 'waits' | 'keep-alive'

export interface RestartParameters {
  client?: AfterRestart
  /** One way, in virtual milliseconds. */
  delay?: number
}

/** A half-open connection, and how its other end learns of it. @see RFC 9293 §3.5.1 */
export async function startedAgain({
  client = 'asks',
  delay = 5,
}: RestartParameters = {}): Promise<ShownFigure<LostPeer>> {
  const program = client === 'asks' ? askInVain : waitInVain
  const precautions: Precautions = client === 'keep-alive' ? { keepAlive: true, keepAliveIdle: 1 } : {}
  const run = await losePeer(program, RESTARTED, precautions, LONGEST_WAIT, delay)
  const title = { asks: SAYS.reset, waits: SAYS.silent, 'keep-alive': SAYS.resetProbe }[client]
  return withData(ladderFigure(run.trace, { title }), run)
}

export interface LimitsParameters {
  /** Of keep-alive. */
  probes?: number
  /** Seconds. */
  userTimeout?: number
}

/** How long it takes until a program is told of a peer that is cut off, by what it does and has set: in seconds. */
export async function whenTold({
  probes = 3,
  userTimeout = 3,
}: LimitsParameters = {}): Promise<ShownFigure<readonly { name: string; value: number }[]>> {
  const keepAlive = { keepAlive: true, keepAliveIdle: 1, keepAliveInterval: 1, keepAliveProbes: probes }
  const runs = [
    [SAYS.reader(probes), waitInVain, keepAlive],
    [SAYS.userTimeout(userTimeout), askInVain, { userTimeout: 1000 * userTimeout }],
    [SAYS.writer, askInVain, {}],
  ] as const
  const bars: { name: string; value: number }[] = []
  for (const [name, program, precautions] of runs) {
    const { told } = await losePeer(program, CUT, precautions)
    bars.push({ name, value: Math.round(told.after / 100) / 10 })
  }
  return withData(barFigure(bars, { title: SAYS.limits, measure: SAYS.toldAfter, unit: 's' }), bars)
}
