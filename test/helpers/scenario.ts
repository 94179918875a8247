import {
  dumbbell,
  type Faults,
  type LinkOptions,
  Network,
  type NetworkOptions,
  pointToPoint,
  type RecordOptions,
  TcpHost,
  type Trace,
} from '../../lib/network/index.ts'
import type { ConnectionSettings } from '../../lib/tcp/index.ts'

export interface TransferOptions {
  link?: LinkOptions
  back?: LinkOptions
  seed?: number
  /** Octets from client to server. */
  octets?: number
  settings?: ConnectionSettings
  /** Virtual ms during which the server reads nothing. */
  pause?: readonly [from: number, until: number]
  /** Virtual ms that the connection stays open, idle, after everything was sent. */
  idle?: number
  until?: number
  /** Which addresses the two hosts have. Default IPv4. */
  over?: 'IPv4' | 'IPv6'
  /** What the trace holds; by default, all but samples and queues. */
  record?: boolean | RecordOptions
}

/** One connection: the client sends so many octets and closes; the server reads to the end and closes too. */
export function transfer(options: TransferOptions = {}): { network: Network; trace: Trace; received: number } {
  const {
    link = { rate: 10e6, delay: 10 },
    back = link,
    seed = 1,
    octets = 100_000,
    settings = {},
    until = 600_000,
    record = { samples: false, queues: false },
    over = 'IPv4',
  } = options
  const { network, client, server } =
    over === 'IPv6' ? pairOfIpv6({ seed, record }, link, back) : pointToPoint({ link, back, seed, record })
  const flow = send(network, client, server, { ...options, octets, settings })
  network.run({ until })
  return { network, trace: network.trace(), received: flow.received }
}

function pairOfIpv6(options: NetworkOptions, link: LinkOptions, back: LinkOptions): Omit<Hosts, 'forward' | 'back'> {
  const network = new Network(options)
  const [client, server] = [network.host('client', 'fd00::1'), network.host('server', 'fd00::2')]
  network.link(client, server, link, back)
  return { network, client, server }
}

type Hosts = ReturnType<typeof pointToPoint>

function send(
  network: Network,
  client: Hosts['client'],
  server: Hosts['server'],
  { octets = 0, settings = {}, pause = [0, 0], idle = 0 }: TransferOptions,
): { received: number } {
  const flow = { received: 0 }
  let left = octets
  let reading = true
  const sending = new TcpHost(network, client, {
    settings,
    onEvent(event, now) {
      if (event.type !== 'writable' && !(event.type === 'state' && event.to === 'ESTABLISHED')) return
      const { connection } = event
      while (left > 0) {
        const taken = connection.send(
          Uint8Array.from({ length: Math.min(left, 8192) }, (_, at) => left + at),
          now,
        )
        if (taken === 0) return
        left -= taken
      }
      if (connection.state === 'ESTABLISHED' && idle === 0) connection.closeSend(now)
    },
  })
  const receiving = new TcpHost(network, server, {
    settings,
    onEvent(event, now) {
      if (event.type === 'acceptable') event.listener.accept()
      if (event.type === 'readable' && reading) read(now)
    },
  })
  const read = (now: number): void => {
    for (const connection of receiving.stack.connections()) {
      while (connection.canReceive) {
        const bytes = connection.receive(65_536)
        flow.received += bytes?.length ?? 0
        if (bytes?.length !== 0) continue
        if (connection.state === 'CLOSE-WAIT') connection.closeSend(now)
        break
      }
    }
  }
  receiving.stack.listen({ address: '::', port: 80 })
  const connection = sending.stack.connect({ address: server.address, port: 80 }, 0)
  client.flush()
  if (pause[1] > pause[0]) {
    network.at(pause[0], () => {
      reading = false
    })
    network.at(pause[1], (now) => {
      reading = true
      read(now)
      server.flush()
    })
  }
  if (idle > 0) {
    network.at(idle, (now) => {
      connection.closeSend(now)
      client.flush()
    })
  }
  return flow
}

/** Everything that may differ between engines: several flows, every fault, datagrams in fragments. */
export function everything(seed: number): Trace {
  const faults: Faults = {
    loss: 0.02,
    duplicate: 0.02,
    reorder: { probability: 0.05, by: 3 },
    corrupt: { probability: 0.02, bits: 15 },
  }
  const bell = dumbbell({
    seed,
    pairs: 3,
    bottleneck: { rate: 5e6, delay: 12.3, jitter: 1.7, queue: { packets: 20 }, ...faults },
  })
  const { network, left, right } = bell
  const congestion = ['cubic', 'new-reno', 'tahoe'] as const
  for (const [at, client] of left.entries())
    send(network, client, right[at]!, { octets: 150_000, settings: { congestion: congestion[at]! } })
  const port = left[0]!.openPort()
  right[1]!.openPort(53)
  for (let time = 0; time < 500; time += 50) {
    network.at(time, () => port.send({ address: 'right2', port: 53 }, new Uint8Array(4000).fill(time & 255)))
  }
  network.run({ until: 60_000 })
  return network.trace()
}
