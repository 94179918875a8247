import { type Host, type Network, Random, TcpHost, type TcpHostOptions } from '../../lib/network/index.ts'
import type { Connection } from '../../lib/tcp/index.ts'
import { receive } from './receive.ts'

/** What a flow has brought to the other side, in octets. */
export interface Flow {
  received: number
}

const PIECE = new Uint8Array(65_536)
const PORT = 80

/** Clients that always have more to send, each on a connection of its own, and a server that reads whatever comes. */
export function bulkFlow(
  network: Network,
  client: Host,
  server: Host,
  settings: TcpHostOptions['settings'] = {},
  starts: readonly number[] = [0],
): Flow {
  const flow = { received: 0 }
  const fill = (connection: Connection, now: number): void => {
    let taken = PIECE.length
    while (taken === PIECE.length) taken = connection.send(PIECE, now)
  }
  const sending = new TcpHost(network, client, {
    settings,
    onEvent(event, now) {
      const open = event.type === 'state' && event.to === 'ESTABLISHED'
      if (open || event.type === 'writable') fill(event.connection, now)
    },
  })
  const receiving = new TcpHost(network, server, {
    settings,
    onEvent(event) {
      if (event.type === 'acceptable') event.listener.accept()
      else if (event.type === 'readable') {
        for (let read = receive(event.connection); read > 0; read = receive(event.connection)) flow.received += read
      }
    },
  })
  receiving.stack.listen({ address: '0.0.0.0', port: PORT }, { backlog: starts.length })
  for (const start of starts) {
    network.at(start, (now) => {
      sending.stack.connect({ address: server.address, port: PORT }, now)
      client.flush()
    })
  }
  return flow
}

/** When so many flows begin: all within half a second, in virtual milliseconds, the same in every run. */
export function startsOf(flows: number): number[] {
  const random = new Random(1)
  return Array.from({ length: flows }, () => 500 * random.uniform())
}
