import { type Host, type Network, TcpHost } from '../../lib/network/index.ts'
import type { Connection, ConnectionSettings, TcpEvent } from '../../lib/tcp/index.ts'

export interface Flow {
  /** Octets that the other side has read. */
  received: number
}

export interface FlowOptions {
  settings: ConnectionSettings
  /** Virtual milliseconds. Default 0. */
  start?: number
  /** Told of every event at the sending end. */
  onEvent?: (event: TcpEvent, now: number) => void
}

const PORT = 80
const PIECE = new Uint8Array(65_536)

/** A connection whose client always has more to send, and whose server reads whatever comes at once. */
export function endlessFlow(network: Network, client: Host, server: Host, options: FlowOptions): Flow {
  const { settings, start = 0, onEvent } = options
  const flow = { received: 0 }
  const fill = (connection: Connection, now: number): void => {
    while (connection.send(PIECE, now) === PIECE.length);
  }
  const sending = new TcpHost(network, client, {
    settings,
    events: onEvent ? 'all' : 'sockets',
    onEvent(event, now) {
      onEvent?.(event, now)
      const open = event.type === 'state' && event.to === 'ESTABLISHED'
      if (open || event.type === 'writable') fill(event.connection, now)
    },
  })
  const receiving = new TcpHost(network, server, {
    settings,
    onEvent(event) {
      if (event.type === 'acceptable') event.listener.accept()
      if (event.type !== 'readable') return
      for (let bytes = event.connection.receive(1 << 20); bytes?.length; bytes = event.connection.receive(1 << 20)) {
        flow.received += bytes.length
      }
    },
  })
  receiving.stack.listen({ address: '0.0.0.0', port: PORT })
  network.at(start, (now) => {
    sending.stack.connect({ address: server.address, port: PORT }, now)
    client.flush()
  })
  return flow
}
