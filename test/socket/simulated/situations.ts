import { AbortError, type Address, type Host, isSocketError, type Socket } from '../../../lib/socket/index.ts'
import { bytes, connection, type Ends, listening } from '../programs/program.ts'

export interface Placed {
  host: Host
  socket: Socket
}

/** A socket that has come into a state, and who else has to do with it. */
export interface Situation extends Placed {
  /** The other end, where there is one. */
  peer?: Placed
}

/** Lets come what is under way. */
export type Still = (...sockets: readonly Placed[]) => Promise<void>

type Maker = (ends: Ends, still: Still) => Promise<Situation>

const LINGER_RESET = 0

/** Every state that a program can bring a socket into, by name. */
export const situations: Readonly<Record<string, Maker>> = {
  fresh: async ({ client }) => ({ host: client, socket: client.socket() }),

  bound: async ({ client }) => ({ host: client, socket: bound(client) }),

  listening: async ({ server }) => ({ host: server, socket: listening(server) }),

  'listening, a connection waits': async ({ server, client }, still) => {
    const socket = listening(server)
    const near = client.socket()
    await near.connect(socket.getsockname())
    await still({ host: server, socket }, { host: client, socket: near })
    return { host: server, socket, peer: { host: client, socket: near } }
  },

  'listening no more: shut down for reading': async ({ server }) => {
    const socket = listening(server)
    socket.shutdown('read')
    return { host: server, socket }
  },

  'listening, shut down for writing': async ({ server }) => {
    const socket = listening(server)
    socket.shutdown('write')
    return { host: server, socket }
  },

  'listening, a second descriptor of it closed': async ({ server }) => {
    const socket = listening(server)
    socket.dup().close()
    return { host: server, socket }
  },

  connecting,

  'connected, after the connect was given up': async ({ server, client }, still) => {
    const listener = listening(server)
    const one = { host: client, socket: client.socket() }
    await givenUp(one.socket, listener.getsockname())
    const peer = { host: server, socket: await listener.accept() }
    await still(one, peer)
    return { ...one, peer }
  },

  'refused, after the connect was given up': async ({ server, client }, still) => {
    const one = { host: client, socket: client.socket() }
    await givenUp(one.socket, deadEnd(server))
    await still(one)
    return one
  },

  refused: async ({ server, client }) => {
    const socket = client.socket()
    await refused(socket, server)
    return { host: client, socket }
  },

  'bound, then refused': async ({ server, client }) => {
    const socket = bound(client)
    await refused(socket, server)
    return { host: client, socket }
  },

  'connected to nowhere': async ({ client }) => {
    const socket = client.socket()
    await failing(() => socket.connect({ address: '255.255.255.255', port: 9 }))
    return { host: client, socket }
  },

  connected: async (ends) => pair(ends, () => {}),
  'connected, by accept': async (ends) => accepted(ends, () => {}),

  'connected, octets wait': async (ends, still) =>
    pair(ends, async (_, far) => void (await far.send(bytes('four'))), still),

  'shut down for writing': async (ends, still) => pair(ends, (near) => near.shutdown('write'), still),
  'shut down for reading': async (ends, still) => pair(ends, (near) => near.shutdown('read'), still),
  'shut down for reading, octets wait': async (ends, still) =>
    pair(
      ends,
      async (near, far) => {
        await far.send(bytes('four'))
        near.shutdown('read')
      },
      still,
    ),
  'shut down both ways': async (ends, still) => pair(ends, (near) => near.shutdown('both'), still),

  'the peer has shut down for writing': async (ends, still) => pair(ends, (_, far) => far.shutdown('write'), still),
  'the peer has shut down for reading': async (ends, still) => pair(ends, (_, far) => far.shutdown('read'), still),
  'the peer has shut down both ways': async (ends, still) => pair(ends, (_, far) => far.shutdown('both'), still),

  'the peer has sent and shut down for writing': async (ends, still) =>
    pair(
      ends,
      async (_, far) => {
        await far.send(bytes('four'))
        far.shutdown('write')
      },
      still,
    ),

  'the peer has closed': async (ends, still) => pair(ends, (_, far) => far.close(), still),
  'the peer has closed, by accept': async (ends, still) => accepted(ends, (_, near) => near.close(), still),

  'the peer has sent and closed': async (ends, still) =>
    pair(
      ends,
      async (_, far) => {
        await far.send(bytes('four'))
        far.close()
      },
      still,
    ),

  'both have shut down for writing, this end first': async (ends, still) =>
    inTurn(ends, [(near) => near.shutdown('write'), (_, far) => far.shutdown('write')], still),
  'both have shut down for writing, this end last': async (ends, still) =>
    inTurn(ends, [(_, far) => far.shutdown('write'), (near) => near.shutdown('write')], still),
  'both have shut down for writing, this end last, octets wait': async (ends, still) =>
    inTurn(
      ends,
      [
        async (_, far) => {
          await far.send(bytes('four'))
          far.shutdown('write')
        },
        (near) => near.shutdown('write'),
      ],
      still,
    ),
  'both have shut down both ways': async (ends, still) =>
    inTurn(ends, [(near) => near.shutdown('both'), (_, far) => far.shutdown('both')], still),
  'the peer has closed, this end has shut down for writing': async (ends, still) =>
    inTurn(ends, [(_, far) => far.close(), (near) => near.shutdown('write')], still),
  'this end has shut down for writing, the peer has closed': async (ends, still) =>
    inTurn(ends, [(near) => near.shutdown('write'), (_, far) => far.close()], still),

  'reset by the peer': async (ends, still) => pair(ends, (_, far) => reset(far), still),
  'reset by the peer, by accept': async (ends, still) => accepted(ends, (_, near) => reset(near), still),
  'reset by the peer, octets wait': async (ends, still) =>
    inTurn(ends, [async (_, far) => void (await far.send(bytes('four'))), (_, far) => reset(far)], still),
  'reset by the peer, the error told': async (ends, still) =>
    inTurn(ends, [(_, far) => reset(far), (near) => void near.getsockopt('error')], still),
  'reset by the peer, behind its end': async (ends, still) =>
    inTurn(ends, [(_, far) => far.shutdown('write'), (_, far) => reset(far)], still),
  'reset by the peer, behind octets and its end': async (ends, still) =>
    inTurn(
      ends,
      [
        async (_, far) => {
          await far.send(bytes('four'))
          far.shutdown('write')
        },
        (_, far) => reset(far),
      ],
      still,
    ),
  'reset by the peer after a shutdown for writing': async (ends, still) =>
    inTurn(ends, [(near) => near.shutdown('write'), (_, far) => reset(far)], still),
  'reset by the peer after a shutdown for reading': async (ends, still) =>
    inTurn(ends, [(near) => near.shutdown('read'), (_, far) => reset(far)], still),
  'reset by the peer after a shutdown both ways': async (ends, still) =>
    inTurn(ends, [(near) => near.shutdown('both'), (_, far) => reset(far)], still),

  'sent to a peer that has closed': async (ends, still) =>
    inTurn(ends, [(_, far) => far.close(), async (near) => void (await near.send(bytes('x')))], still),
  'sent to a peer that has shut down both ways': async (ends, still) =>
    inTurn(ends, [(_, far) => far.shutdown('both'), async (near) => void (await near.send(bytes('x')))], still),
  'sent to a peer that closes with it unread': async (ends, still) =>
    inTurn(ends, [async (near) => void (await near.send(bytes('x'))), (_, far) => far.close()], still),
  'shut down both ways, the peer sends': async (ends, still) =>
    inTurn(ends, [(near) => near.shutdown('both'), async (_, far) => void (await far.send(bytes('x')))], still),
  'shut down for writing after the peer, octets unread, the peer closes': async (ends, still) =>
    inTurn(
      ends,
      [
        async (_, far) => void (await far.send(bytes('four'))),
        (near) => near.shutdown('write'),
        (_, far) => far.close(),
      ],
      still,
    ),

  'reset before it was accepted': async (ends, still) => {
    const listener = listening(ends.server)
    const near = ends.client.socket()
    await near.connect(listener.getsockname())
    await still({ host: ends.client, socket: near })
    reset(near)
    await ends.server.sleep(5)
    return { host: ends.server, socket: await listener.accept() }
  },
  'ended before it was accepted': async (ends) => {
    const listener = listening(ends.server)
    const near = ends.client.socket()
    await near.connect(listener.getsockname())
    near.close()
    await ends.server.sleep(5)
    return { host: ends.server, socket: await listener.accept() }
  },

  'connected to itself': async ({ client }) => {
    const socket = bound(client)
    socket.setsockopt('noDelay', true)
    await socket.connect(socket.getsockname())
    return { host: client, socket }
  },

  'its descriptor closed': async (ends, still) => pair(ends, (near) => near.close(), still),
  'one of its descriptors closed': async (ends, still) => pair(ends, (near) => near.dup().close(), still),
  'shut down by another descriptor': async (ends, still) =>
    pair(
      ends,
      (near) => {
        const twin = near.dup()
        twin.shutdown('write')
        twin.close()
      },
      still,
    ),
}

function bound(host: Host): Socket {
  const socket = host.socket()
  socket.bind({ address: host.address, port: 0 })
  return socket
}

/** A port on which nobody listens, and on which nobody else can. */
export function deadEnd(host: Host): Address {
  return bound(host).getsockname()
}

function reset(socket: Socket): void {
  socket.setsockopt('linger', LINGER_RESET)
  socket.close()
}

type Act = (one: Socket, other: Socket) => void | Promise<void>

async function pair(ends: Ends, act: Act, still?: Still): Promise<Situation> {
  return inTurn(ends, [act], still)
}

async function inTurn(ends: Ends, acts: readonly Act[], still?: Still): Promise<Situation> {
  const { near, far } = await connection(ends)
  // Or what is sent could wait for an ACK that the other end delays.
  for (const socket of [near, far]) socket.setsockopt('noDelay', true)
  const [one, other] = [
    { host: ends.client, socket: near },
    { host: ends.server, socket: far },
  ]
  await still?.(one, other)
  for (const act of acts) {
    await act(near, far)
    await still?.(one, other)
  }
  return { ...one, peer: other }
}

async function accepted(ends: Ends, act: Act, still?: Still): Promise<Situation> {
  const { near, far } = await connection(ends)
  // Or what is sent could wait for an ACK that the other end delays.
  for (const socket of [near, far]) socket.setsockopt('noDelay', true)
  const [one, other] = [
    { host: ends.server, socket: far },
    { host: ends.client, socket: near },
  ]
  await still?.(one, other)
  await act(far, near)
  await still?.(one, other)
  return { ...one, peer: other }
}

/** Its SYN is not answered: the listener's queue is full. */
async function connecting({ server, client }: Ends): Promise<Situation> {
  const listener = listening(server, 0)
  const first = client.socket()
  await first.connect(listener.getsockname())
  await client.sleep(5)
  const socket = client.socket()
  socket.setsockopt('sendTimeout', 5)
  await failing(() => socket.connect(listener.getsockname()))
  return { host: client, socket }
}

async function refused(socket: Socket, server: Host): Promise<void> {
  await failing(() => socket.connect(deadEnd(server)))
}

async function givenUp(socket: Socket, address: Address): Promise<void> {
  const controller = new AbortController()
  const connecting = socket.connect(address, { signal: controller.signal })
  controller.abort()
  await connecting.catch((error: unknown) => {
    if (!(error instanceof AbortError)) throw error
  })
}

async function failing(call: () => Promise<void>): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (isSocketError(error)) return
    throw error
  }
  throw new Error('the call has not failed')
}
