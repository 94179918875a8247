/** §2.1.5, to be played: a server that is started again after a while, and what the two systems remember by then. */
import { AMOUNT, checkOptions } from '../check.ts'
import type { StateEvent, Trace } from '../network/index.ts'
import type { Address, Host } from '../socket/index.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { SERVER_PORT } from './helpers.ts'
import { abort, callAndLeave, type Ending, leave, startServer, tryToStart } from './socket-options.ts'

export const RESTART_ENDINGS: readonly Ending[] = ['server closes first', 'client closes first', 'server resets']

/** Which of the two servers, the old and the new, sets SO_REUSEADDR. */
export const OPTION_SETTERS = ['neither server', 'the new one', 'the old one', 'both servers'] as const
export type OptionSetter = (typeof OPTION_SETTERS)[number]

/** The restart that many try, with the option in the new server alone. */
export const ASKED_RESTART = { ending: 'server closes first', reuse: 'the new one' } as const

export interface RestartOptions {
  ending: Ending
  /** Had the old server set SO_REUSEADDR? */
  before: boolean
  /** Of both systems, in virtual milliseconds. */
  msl: number
  /** From the end of the conversation to the restart, in virtual milliseconds. */
  wait: number
  /** So long before it is tried once already. Not at all unless told. */
  earlier?: number
}

/** The conversation as one of the two systems remembers it when the server is started again. */
export interface Remembered {
  host: string
  local: Address
  remote: Address
  state: string
  /** Virtual milliseconds until it is forgotten. */
  left: number
}

/** What the new server's start says, without SO_REUSEADDR and with it: `done`, or the error's code. */
export type RestartOutcomes = readonly [without: string, withIt: string]

export interface RestartRun {
  /** Of the restart. */
  outcomes: RestartOutcomes
  /** What it said when it was tried the first time; the same as of the restart where that was the first. */
  earlier: RestartOutcomes
  remembered: readonly Remembered[]
  /** Where TIME-WAIT was, and for how long, in virtual milliseconds; nowhere after a reset. */
  timeWait?: { host: string; lasted: number }
}

const AFTER_IT = 1000

/** One conversation, its end, a while, and then the restart of the server. */
export async function restartAfter(options: RestartOptions): Promise<RestartRun> {
  const { ending, before, msl, wait, earlier: sooner = 0 } = options
  checkOptions('restartAfter: ', { msl, wait, earlier: sooner }, { msl: AMOUNT, wait: AMOUNT, earlier: AMOUNT })
  const net = simulatedNetwork({ seed: 215, tcp: { msl } })
  const listener = startServer(net.server, { reuse: before, port: SERVER_PORT })
  const address = listener.getsockname()
  const { results, trace } = await net.run({
    server: async (host) => {
      const connection = await listener.accept()
      await connection.recv(1)
      if (ending === 'server resets') abort(connection)
      else await leave(host, connection, ending === 'server closes first')
      listener.close()
      const first = Math.max(0, wait - sooner)
      await host.sleep(first)
      const earlier = first < wait ? await bothTries(host) : undefined
      await host.sleep(wait - first)
      const { now, connections } = net
      const outcomes = await bothTries(host)
      // Until the last of it is forgotten.
      await host.sleep(2 * msl + AFTER_IT)
      return { outcomes, earlier: earlier ?? outcomes, now, connections }
    },
    client: (host) => callAndLeave(host, address, ending),
  })
  const { outcomes, earlier, now, connections } = results.server
  const [from, until] = timeWaitIn(trace)
  const remembered = connections.flatMap(({ host, local, remote, state }) =>
    state === 'TIME-WAIT' && until ? [{ host, local, remote, state, left: until.time - now }] : [],
  )
  const timeWait = from && until && { host: from.host, lasted: until.time - from.time }
  return { outcomes, earlier, remembered, ...(timeWait && { timeWait }) }
}

/** What is started for a try is closed at once. */
async function bothTries(host: Host): Promise<RestartOutcomes> {
  const without = await tryToStart(host, { port: SERVER_PORT })
  return [without, await tryToStart(host, { reuse: true, port: SERVER_PORT })]
}

/** Its beginning and its end, at the one end that has it. */
function timeWaitIn({ events }: Trace): readonly StateEvent[] {
  return events.filter((event) => event.type === 'state').filter(({ from, to }) => [from, to].includes('TIME-WAIT'))
}
