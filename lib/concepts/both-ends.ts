/** §2.2: a transfer in capitals with both its ends in view, on either network; how much the buffers hold of it. */
import { check, SOME } from '../check.ts'
import type { Buffers, Host, Socket } from '../socket/index.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { type Progress, Transfer } from './capitals.ts'
import { answerInCapitals, CLIENTS, type Client, type Cure } from './deadlock.ts'
import { connectTo, listenOn } from './helpers.ts'

/** How far one end had come at a moment of its host's clock. */
export interface Moment extends Progress {
  /** milliseconds */
  time: number
}

/** Both ends of one transfer, while it goes on. */
export interface BothEnds {
  socket: Socket
  connection: Socket
  transfer: Transfer
  /** How far the server has come. */
  served: Progress
  /** What each end has done, in order, until the end or until now. */
  moments: { client: Moment[]; server: Moment[] }
  serving: Promise<Progress>
  calling: Promise<void>
}

/**
 * Connects a client to a server, on two hosts of either network, and lets both begin.
 *
 * @param octets how much the client sends
 * @param options the client's cure, or a client of your own
 */
export async function beginBoth(
  server: Host,
  client: Host,
  octets: number,
  { cure = 'none', buffers = {} }: { cure?: Cure | Client; buffers?: Buffers } = {},
): Promise<BothEnds> {
  if (typeof cure === 'string') check('beginBoth: cure', cure, { oneOf: Object.keys(CLIENTS) })
  const listener = listenOn(server, 1, 0, buffers)
  const socket = await connectTo(client, listener.getsockname(), buffers)
  const connection = await listener.accept()
  listener.close()
  const served: Progress = { sent: 0, received: 0 }
  const moments: BothEnds['moments'] = { client: [], server: [] }
  const note = (end: Moment[], time: number, { sent, received }: Progress): void =>
    void end.push({ time, sent, received })
  const transfer = new Transfer(octets, (progress) => note(moments.client, client.now(), progress))
  const serving = answerInCapitals(connection, (progress) => {
    Object.assign(served, progress)
    note(moments.server, server.now(), progress)
  })
  const program = typeof cure === 'string' ? CLIENTS[cure] : cure
  const calling = program(client, socket, transfer)
  // Whoever is stuck is ended by closing its socket: that is no error of anybody's.
  serving.catch(() => {})
  calling.catch(() => {})
  return { socket, connection, transfer, served, moments, serving, calling }
}

/**
 * The largest transfer without a cure that does not deadlock, by trying, on the simulated network.
 *
 * @param size of each of the four buffers, in octets
 * @returns octets, to a 64th of the size
 */
export async function mostThatFinishes(size: number): Promise<number> {
  check('mostThatFinishes: size', size, SOME)
  const buffers = { sendBuffer: size, receiveBuffer: size }
  // Two buffers take the one whether anybody reads or not; four, and one more in the server's hands, never take the other.
  let [finishes, deadlocks] = [2 * size, 6 * size]
  while (deadlocks - finishes > size / 64) {
    const octets = (finishes + deadlocks) / 2
    const network = simulatedNetwork({ record: false })
    await beginBoth(network.server, network.client, octets, { buffers })
    const { ended } = await network.quiet()
    if (ended === 'deadlock') deadlocks = octets
    else finishes = octets
  }
  return finishes
}
