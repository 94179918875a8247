import * as assert from 'uvu/assert'
import { type Address, isSocketError, type Socket, sendAll } from '../../../lib/socket/index.ts'
import { bytes, type Ends } from '../programs/program.ts'
import { onBoth } from './both.ts'
import { said, stateOf } from './every-call.ts'
import { type Situation, situations } from './situations.ts'

/** More than both buffers hold. */
const MUCH = new Uint8Array(8 << 20)

/** Calls that wait, by name. */
const waits: Readonly<Record<string, (situation: Situation, address: Address) => Promise<unknown>>> = {
  recv: ({ socket }) => socket.recv(9),
  'recv, for all': ({ socket }) => socket.recv(9, { waitAll: true }),
  peek: ({ socket }) => socket.recv(9, { peek: true }),
  send: ({ socket }) => sendAll(socket, MUCH),
  accept: ({ socket }) => socket.accept().then(() => 'accepted'),
  connect: ({ socket }, address) => socket.connect(address),
  'poll to read': ({ socket, host }) => host.poll([{ socket, readable: true }]).then(said),
  'poll to write': ({ socket, host }) => host.poll([{ socket, writable: true }]).then(said),
  'poll for both': ({ socket, host }) => host.poll([{ socket, readable: true, writable: true }]).then(said),
  'poll for a failure': ({ socket, host }) => host.poll([{ socket }]).then(said),
}

const acts: Readonly<Record<string, (socket: Socket) => unknown>> = {
  'shuts down for reading': (socket) => socket.shutdown('read'),
  'shuts down for writing': (socket) => socket.shutdown('write'),
  'shuts down both ways': (socket) => socket.shutdown('both'),
  closes: (socket) => socket.close(),
  resets: (socket) => {
    socket.setsockopt('linger', 0)
    socket.close()
  },
  'closes another descriptor': (socket) => socket.dup().close(),
  'shuts down for writing, and closes': (socket) => {
    socket.shutdown('write')
    socket.close()
  },
  'takes the error': (socket) => socket.getsockopt('error'),
}

/** What happens meanwhile, by name: at this end, or at the other one if there is one. */
export const happenings: Readonly<Record<string, (situation: Situation) => unknown>> = {
  ...Object.fromEntries(
    Object.entries(acts).flatMap(([name, act]) => [
      [`this end ${name}`, ({ socket }: Situation) => act(socket)],
      [`the peer ${name}`, ({ peer }: Situation) => peer && act(peer.socket)],
    ]),
  ),
  'the peer sends': ({ peer }) => peer?.socket.send(bytes('four'), { dontWait: true }),
}

/** From where which calls wait: elsewhere they return at once. */
const standings: Readonly<Record<string, (name: string) => boolean>> = {
  listening: (name) => name !== 'connect',
  connected: (name) => name !== 'connect' && name !== 'accept',
  'the peer has shut down for writing': (name) => name !== 'connect' && name !== 'accept',
  'shut down for writing': (name) => name !== 'connect' && name !== 'accept',
  connecting: (name) => name === 'connect',
}

/** From each standing each call that waits there. */
export const interruptible: readonly (readonly [standing: string, wait: string])[] = Object.entries(standings).flatMap(
  ([standing, waitsThere]) =>
    Object.keys(waits)
      .filter(waitsThere)
      .map((wait) => [standing, wait] as const),
)

/**
 * Milliseconds, virtual or not: longer than anything under way takes, an ACK that is held back too. A machine that has much else to
 * do may take longer: what differs is looked at again with more patience.
 */
const PAUSES = [60, 1_000]

/** Lets something happen to a call that waits, on both providers. @throws when not the same comes of it */
export async function compareInterrupted(standing: string, wait: string, happening: string): Promise<void> {
  for (const [attempt, pause] of PAUSES.entries()) {
    const { simulated, system } = await onBoth('two hosts', (ends) =>
      interrupted(standing, wait, happening, ends, () => ends.client.sleep(pause)),
    )
    const isLast = attempt === PAUSES.length - 1
    if (!isLast && JSON.stringify(simulated) !== JSON.stringify(system)) continue
    assert.equal(simulated, system, `${standing}, ${wait} waits: ${happening}`)
    return
  }
}

/** @returns how the wait stood before and after, what came of the happening, and what is left at both ends */
async function interrupted(
  standing: string,
  wait: string,
  happening: string,
  ends: Ends,
  pause: () => Promise<void>,
): Promise<string[]> {
  const { situation, address } = await stand(standing, ends, pause)
  const { socket, peer } = situation
  let came = 'waits'
  void outcome(() => waits[wait]!(situation, address)).then((result) => {
    came = result
  })
  await pause()
  const before = came
  const happened = await outcome(() => happenings[happening]!(situation))
  await pause()
  const outcomes = [before, happened, came]
  for (const one of [socket, ...(peer ? [peer.socket] : [])]) {
    outcomes.push(await outcome(() => one.getsockopt('error')))
    // Of a transfer broken off, so much has come as the buffers hold.
    if (wait !== 'send') outcomes.push(await outcome(() => one.recv(9, { dontWait: true })))
    outcomes.push(await outcome(() => stateOf(one)))
  }
  return outcomes
}

/** A socket that is about to connect has nobody who answers: the listener's queue is full. */
async function stand(
  standing: string,
  ends: Ends,
  pause: () => Promise<void>,
): Promise<{ situation: Situation; address: Address }> {
  const nowhere = { address: ends.server.address, port: 0 }
  if (standing !== 'connecting') return { situation: await situations[standing]!(ends, pause), address: nowhere }
  const listener = ends.server.socket()
  listener.bind(nowhere)
  listener.listen(0)
  const address = listener.getsockname()
  await ends.client.socket().connect(address)
  await pause()
  return { situation: { host: ends.client, socket: ends.client.socket() }, address }
}

async function outcome(call: () => unknown): Promise<string> {
  try {
    const result = await call()
    return result instanceof Uint8Array ? `"${new TextDecoder().decode(result)}"` : String(result)
  } catch (error) {
    if (isSocketError(error)) return error.code
    throw error
  }
}
