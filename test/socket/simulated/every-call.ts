import * as assert from 'uvu/assert'
import { type Address, type Host, isSocketError, type PollResult, type Socket } from '../../../lib/socket/index.ts'
import { bytes, type Ends, listening } from '../programs/program.ts'
import { onBoth } from './both.ts'
import { deadEnd, type Placed, type Situation, type Still, situations } from './situations.ts'

/** Milliseconds that a call may wait for what does not come, for nobody does anything more. */
const LIMIT = 8
/** Nor does an attempt to connect that is answered need so long, however busy the machine. */
const LIMIT_OF_CONNECT = 2000

export type Call = (situation: Situation, ends: Ends) => unknown

/** Every call that a program can make on a socket, by name. What it returns is compared. */
export const calls: Readonly<Record<string, Call>> = {
  'bind to any port': ({ socket, host }) => socket.bind({ address: host.address, port: 0 }),
  'bind to a foreign address': ({ socket }) => socket.bind({ address: '192.0.2.1', port: 0 }),
  'bind to a port in use': ({ socket, host }) => socket.bind(listening(host).getsockname()),
  listen: ({ socket }) => socket.listen(3),
  accept: async ({ socket }) => {
    socket.setsockopt('receiveTimeout', LIMIT)
    const far = await socket.accept()
    return stateOf(far)
  },
  'connect to a listener': ({ socket }, { server }) => connect(socket, listening(server).getsockname()),
  'connect to nobody': ({ socket }, { server }) => connect(socket, deadEnd(server)),
  'connect to port 0': ({ socket }, { server }) => connect(socket, { address: server.address, port: 0 }),
  'connect to the broadcast address': ({ socket }) => connect(socket, { address: '255.255.255.255', port: 9 }),
  'connect to a group': ({ socket }) => connect(socket, { address: '224.0.0.1', port: 9 }),
  'connect to any address': ({ socket, host }) => connect(socket, { address: '0.0.0.0', port: deadEnd(host).port }),
  send: ({ socket }) => socket.send(bytes('1'), { dontWait: true }),
  'send nothing': ({ socket }) => socket.send(bytes(''), { dontWait: true }),
  'send, it may wait': ({ socket }) => {
    socket.setsockopt('sendTimeout', LIMIT)
    return socket.send(bytes('1'))
  },
  recv: ({ socket }) => socket.recv(9, { dontWait: true }),
  'recv of one octet': ({ socket }) => socket.recv(1, { dontWait: true }),
  peek: ({ socket }) => socket.recv(9, { dontWait: true, peek: true }),
  'recv, it may wait': ({ socket }) => {
    socket.setsockopt('receiveTimeout', LIMIT)
    return socket.recv(9)
  },
  'recv, wait for all': ({ socket }) => {
    socket.setsockopt('receiveTimeout', LIMIT)
    return socket.recv(9, { waitAll: true })
  },
  'shut down for reading': ({ socket }) => socket.shutdown('read'),
  'shut down for writing': ({ socket }) => socket.shutdown('write'),
  'shut down both ways': ({ socket }) => socket.shutdown('both'),
  getsockname: ({ socket, host }) => place(socket, host),
  getpeername: (situation, ends) => {
    const { address, port } = situation.socket.getpeername()
    const known = [ends.server.address, ends.client.address].includes(address)
    return `${known ? 'an end' : address}:${port === 0 ? 0 : 'port'}`
  },
  'poll for nothing': async ({ host, socket }) => said(await host.poll([{ socket }], 0)),
  'poll, it may wait': async ({ host, socket }) => said(await host.poll([{ socket, readable: true }], LIMIT)),
  queued: ({ socket }) => socket.queued().in,
  'take the error': ({ socket }) => socket.getsockopt('error'),
  'set linger': ({ socket }) => socket.setsockopt('linger', 3),
  'set reuseAddress': ({ socket }) => socket.setsockopt('reuseAddress', true),
  'set keepAlive': ({ socket }) => socket.setsockopt('keepAlive', true),
  'set keepAliveIdle': ({ socket }) => socket.setsockopt('keepAliveIdle', 5),
  'set userTimeout': ({ socket }) => socket.setsockopt('userTimeout', 5000),
  'set noDelay': ({ socket }) => socket.setsockopt('noDelay', true),
  'set receiveBuffer': ({ socket }) => socket.setsockopt('receiveBuffer', 10_000),
  'dup, and close it': ({ socket }) => socket.dup().close(),
  'dup, and shut down there': ({ socket }) => socket.dup().shutdown('write'),
  close: ({ socket }) => socket.close(),
  'close with linger 0': ({ socket }) => {
    socket.setsockopt('linger', 0)
    socket.close()
  },
}

/** Calls that ask for a name. */
export const BINDS: readonly string[] = ['bind to any port', 'bind to a port in use']

/** Makes these calls from one situation on both providers. @throws when they do not end alike */
export async function compareCalls(name: string, names: readonly string[], isApart: boolean): Promise<void> {
  const { simulated, system } = await onBoth(isApart ? 'two hosts' : 'one host', async (ends, still) =>
    played(
      await situations[name]!(ends, still),
      names.map((one) => calls[one]!),
      ends,
      still,
    ),
  )
  const [first = ''] = names
  if (BINDS.includes(first) && mayDiffer(simulated, system)) return
  assert.equal(simulated, system, `${name}: ${names.join(', ')}`)
}

/** Where the connection is over Linux has given the port back, and binds anew; POSIX allows EINVAL as well. */
function mayDiffer([ours = '', look = '']: readonly string[], [theirs = '']: readonly string[]): boolean {
  return ours === 'EINVAL' && (theirs === 'nothing' || theirs === 'EADDRINUSE') && look.includes('CLOSED')
}

/** What tells how a socket was left. */
const LAST: Readonly<Record<string, (socket: Socket) => unknown>> = {
  error: (socket) => socket.getsockopt('error'),
  recv: (socket) => socket.recv(9, { dontWait: true }),
  send: (socket) => socket.send(bytes('2'), { dontWait: true }),
  'second send': (socket) => socket.send(bytes('3'), { dontWait: true }),
  'second recv': (socket) => socket.recv(9, { dontWait: true }),
}

/** Makes calls one after the other. @returns what came of each, how both ends look after it, and how they were left */
async function played(situation: Situation, made: readonly Call[], ends: Ends, still: Still): Promise<string[]> {
  const all = [situation, ...(situation.peer ? [situation.peer] : [])]
  const outcomes: string[] = []
  for (const call of made) {
    outcomes.push(await outcome(() => call(situation, ends)))
    await still(...all)
    for (const one of all) outcomes.push(`${one === situation ? 'here' : 'peer'}: ${await look(one)}`)
  }
  for (const one of all) {
    for (const [name, last] of Object.entries(LAST)) {
      outcomes.push(`${one === situation ? '' : "peer's "}${name}: ${await outcome(() => last(one.socket))}`)
      await still(...all)
    }
  }
  return outcomes
}

async function look({ host, socket }: Placed): Promise<string> {
  const ready = await outcome(async () => said(await host.poll([{ socket, readable: true, writable: true }], 0)))
  const state = await outcome(() => stateOf(socket))
  const here = await outcome(() => place(socket, host))
  const there = await outcome(() => socket.getpeername() && 'a peer')
  const waiting = await outcome(() => socket.queued().in)
  return `${ready}, ${state}, ${here}, ${there}, ${waiting} waiting`
}

async function outcome(call: () => unknown): Promise<string> {
  try {
    const result = await call()
    if (result instanceof Uint8Array) return `"${new TextDecoder().decode(result)}"`
    return result === undefined ? 'nothing' : String(result)
  } catch (error) {
    if (isSocketError(error)) return error.code
    throw error
  }
}

function connect(socket: Socket, address: Address): Promise<void> {
  socket.setsockopt('sendTimeout', LIMIT_OF_CONNECT)
  return socket.connect(address)
}

/** Linux keeps TIME-WAIT where no program sees it. */
export function stateOf(socket: Socket): string {
  const { state } = socket.getsockopt('tcpInfo')
  return state === 'TIME-WAIT' ? 'CLOSED' : state
}

/** Linux still shows the port that it has taken back from a socket whose connect has failed. */
function place(socket: Socket, host: Host): string {
  const { address, port } = socket.getsockname()
  if (address === '0.0.0.0' && stateOf(socket) === 'CLOSED') return 'nowhere'
  return `${address === host.address ? 'here' : address}:${port === 0 ? 0 : 'port'}`
}

export function said([result]: readonly PollResult[]): string {
  if (!result) return 'not ready'
  const { readable, writable, failed } = result
  return [readable && 'readable', writable && 'writable', failed && 'failed'].filter(Boolean).join('+')
}
