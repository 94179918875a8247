/** §2 (1): why the handshake has three segments: an old SYN that the network has kept back arrives before the new one. */
import { AMOUNT, checkOptions } from '../check.ts'
import { isSyn, nth, pointToPoint, TcpHost, type Trace } from '../network/index.ts'
import type { State } from '../tcp/index.ts'
import { SERVER_PORT } from './helpers.ts'

/** The client's port in both attempts, so that the old SYN looks like the beginning of the new connection. */
const CLIENT_PORT = 50_000
/** How long before the second call the program has given up the first, in virtual milliseconds. */
const LATENESS = 30

export interface OldSynOptions {
  /** How long the network keeps the first SYN, in virtual milliseconds; its program has given up by then. At most 900, or it would be repeated. Default 100. */
  held?: number
  /** One way, in virtual milliseconds. Default 20. */
  delay?: number
}

export interface OldSyn {
  trace: Trace
  /** How often the server's end entered each of these two states. */
  entered: { 'SYN-RECEIVED': number; ESTABLISHED: number }
  /** How many connections the server's program was given. */
  accepted: number
}

/**
 * A client calls, and the network keeps its SYN. The program gives up and calls again from the same port; its new SYN is lost, and
 * the old one arrives. The listener answers that, the client refuses the answer, the listener waits again, and the SYN that the
 * client repeats is the one that counts.
 *
 * @see RFC 9293 §3.5, figure 9
 */
export function oldSyn(options: OldSynOptions = {}): OldSyn {
  checkOptions('oldSyn: ', options, { held: { ...AMOUNT, most: 900 }, delay: AMOUNT })
  const { held = 100, delay = 20 } = options
  const script = [nth(1, isSyn, { delay: held }), nth(2, isSyn, 'drop')]
  const { network, client, server } = pointToPoint({ link: { delay, script }, back: { delay } })
  const entered: Record<string, number> = {}
  let accepted = 0
  const called = new TcpHost(network, server, {
    onEvent(event) {
      if (event.type === 'state') entered[event.to] = (entered[event.to] ?? 0) + 1
      if (event.type === 'acceptable' && event.listener.accept()) accepted++
    },
  })
  called.stack.listen({ address: server.address, port: SERVER_PORT })
  const { stack } = new TcpHost(network, client)
  const binding = stack.bind({ address: client.address, port: CLIENT_PORT })
  const call = (now: number): { abort(now: number): void } => {
    const connection = stack.connect({ address: server.address, port: SERVER_PORT }, now, { binding })
    client.flush()
    return connection
  }
  network.at(0, (now) => {
    const first = call(now)
    network.at(Math.max(0, held - LATENESS), (later) => {
      first.abort(later)
      client.flush()
    })
  })
  network.at(held, call)
  network.run({ until: held + 8 * delay })
  const times = (state: State): number => entered[state] ?? 0
  return {
    trace: network.trace(),
    entered: { 'SYN-RECEIVED': times('SYN-RECEIVED'), ESTABLISHED: times('ESTABLISHED') },
    accepted,
  }
}
