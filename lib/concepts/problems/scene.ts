import { type Host, isData, type Network, nth, pointToPoint, TcpHost, type Trace } from '../../network/index.ts'
import type { Connection, ConnectionSettings } from '../../tcp/index.ts'
import { thousands } from '../../words.ts'

/** Something that a program does, in virtual milliseconds. */
export interface Act {
  at: number
  octets: number
}

/** A connection from client to server, and what the two programs do on it. Times are virtual milliseconds. */
export interface Plan {
  /** What the initial sequence numbers follow from. */
  seed: number
  /** One way. */
  delay: number
  /** bit/s */
  rate: number
  /** Which segments of data are lost, counted from 1 as they leave, copies too. */
  lost: readonly number[]
  /** Of both ends. */
  settings: ConnectionSettings
  /** What the client hands over, and when it closes; by default it does not. */
  writes: readonly Act[]
  closesAt?: number
  /** When the server reads, and how much at most; by default whatever has arrived, at once. */
  reads?: readonly Act[]
}

/** A full segment of data, in octets. */
export const FULL_SEGMENT = 1000

/** Settings of a run that a reader can follow by hand: round numbers, an ACK for each segment, the simplest recovery. */
export const FOLLOWED_BY_HAND: ConnectionSettings = {
  mss: FULL_SEGMENT,
  timestamps: false,
  windowScale: false,
  delayedAck: 0,
  congestion: 'new-reno',
  limitedTransmit: false,
  minRto: 250,
}

const PORT_OF_SERVER = 80
const LAST = 20_000

/** Plays it, and records all of it: the programs' acts too, in words. */
export function play(plan: Plan): Trace {
  const { seed, delay, rate, lost, settings } = plan
  const { network, client, server } = pointToPoint({
    seed,
    link: { rate, delay, script: nth(lost, isData, 'drop') },
    back: { delay },
  })
  const calling = new TcpHost(network, client, { settings })
  let peer: Connection | undefined
  const called = new TcpHost(network, server, {
    settings,
    onArrival: () => {
      peer ??= listener.accept()
      if (!plan.reads) readFrom(peer, Number.POSITIVE_INFINITY)
    },
  })
  const listener = called.stack.listen({ address: server.address, port: PORT_OF_SERVER })
  const connection = calling.stack.connect({ address: server.address, port: PORT_OF_SERVER }, 0)
  client.flush()
  for (const { at, octets } of plan.writes) {
    act(network, client, at, (now) => {
      const taken = connection.send(new Uint8Array(octets), now)
      return `hands over ${thousands(taken)} bytes`
    })
  }
  for (const { at, octets } of plan.reads ?? []) {
    act(network, server, at, () => {
      const read = readFrom(peer, octets)
      return read > 0 ? `reads ${thousands(read)} bytes` : undefined
    })
  }
  if (plan.closesAt !== undefined) {
    act(network, client, plan.closesAt, (now) => {
      connection.closeSend(now)
      return 'closes'
    })
  }
  network.run({ until: LAST, maxEvents: 20_000 })
  return network.trace()
}

function act(network: Network, host: Host, at: number, does: (now: number) => string | undefined): void {
  network.at(at, (now) => {
    const said = does(now)
    if (said !== undefined) network.print(host.name, said)
    host.flush()
  })
}

function readFrom(peer: Connection | undefined, most: number): number {
  let read = 0
  while (peer && read < most) {
    const piece = peer.receive(Math.min(most - read, 1 << 20))
    if (piece === undefined || piece.length === 0) break
    read += piece.length
  }
  return read
}
