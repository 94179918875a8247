import type { Connection, Stack, State } from '../../lib/tcp/index.ts'
import type { LossDetection } from '../../lib/tcp/settings.ts'
import { Pair, THERE } from '../helpers/tcp-stacks.ts'

/** A stack, 10.0.0.1, one of whose connections is in a certain state, or that listens at port 80 or not even that. */
export interface Target {
  stack: Stack
  connection: Connection | undefined
  now: number
}

export interface WayOptions {
  timestamps: boolean
  sack: boolean
  lossDetection: LossDetection
}

/** How a stack gets into each state, the other end being another stack. */
export const WAYS: Record<State, (options: WayOptions) => Target> = {
  CLOSED: (options) => target(pairOf(options)),
  LISTEN: (options) => {
    const pair = pairOf(options)
    pair.a.listen({ address: '0.0.0.0', port: 80 })
    return target(pair)
  },
  'SYN-SENT': (options) => {
    const pair = pairOf(options)
    const connection = pair.a.connect({ address: THERE, port: 80 }, pair.now)
    while (pair.a.pollTransmit(pair.now));
    return target(pair, connection)
  },
  'SYN-RECEIVED': (options) => {
    const pair = pairOf(options)
    pair.a.listen({ address: '0.0.0.0', port: 80 })
    pair.b.connect({ address: '10.0.0.1', port: 80 }, pair.now)
    pair.carryAll('b')
    while (pair.a.pollTransmit(pair.now));
    return target(pair, pair.a.connections()[0])
  },
  ESTABLISHED: (options) => connected(options),
  'FIN-WAIT-1': (options) => connected(options, ({ pair, client }) => fin(pair, client, 'a')),
  'FIN-WAIT-2': (options) =>
    connected(options, ({ pair, client }) => {
      client.closeSend(pair.now)
      pair.settle()
    }),
  'CLOSE-WAIT': (options) =>
    connected(options, ({ pair, server }) => {
      server.closeSend(pair.now)
      pair.settle()
    }),
  CLOSING: (options) =>
    connected(options, ({ pair, client, server }) => {
      fin(pair, client, 'a')
      server.closeSend(pair.now)
      pair.carryAll('b')
      while (pair.a.pollTransmit(pair.now));
    }),
  'LAST-ACK': (options) =>
    connected(options, ({ pair, client, server }) => {
      server.closeSend(pair.now)
      pair.settle()
      fin(pair, client, 'a')
    }),
  'TIME-WAIT': (options) =>
    connected(options, ({ pair, client, server }) => {
      client.closeSend(pair.now)
      pair.settle()
      server.closeSend(pair.now)
      pair.settle()
    }),
}

interface Ends {
  pair: Pair
  client: Connection
  server: Connection
}

function pairOf(options: WayOptions): Pair {
  const settings = { ...options, receiveBuffer: 3000 }
  return new Pair({ a: { settings, events: 'all' }, b: { settings } })
}

/** With data in flight both ways where the state lets it: the last of them is lost. */
function connected(options: WayOptions, further: (ends: Ends) => void = inFlight): Target {
  const pair = pairOf(options)
  const ends = { pair, ...pair.connected() }
  further(ends)
  return target(pair, ends.client)
}

function inFlight({ pair, client }: Ends): void {
  client.send(new Uint8Array(5000), pair.now)
  while (pair.a.pollTransmit(pair.now));
}

/** A FIN that is lost. */
function fin(pair: Pair, end: Connection, side: 'a' | 'b'): void {
  end.closeSend(pair.now)
  while (pair[side].pollTransmit(pair.now));
}

function target({ a: stack, now }: Pair, connection?: Connection): Target {
  while (stack.pollEvent());
  return { stack, connection, now }
}
