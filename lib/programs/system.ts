import { lookup } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import { exitCodes, UsageError } from '../command/index.ts'
import { isStuck } from '../concepts/deadlock.ts'
import { type Address, type Host, type Queued, type Socket, withHost } from '../socket/index.ts'
import { socketTable, systemHost } from '../socket/system/index.ts'
import { thousands } from '../words.ts'
import type { Display } from './display.ts'
import { echoClient, echoServer, type Underway, upperClient, upperServer } from './ends.ts'
import { type ProgramRun, USUAL_OCTETS } from './grammar.ts'

/** One end, on the operating system's TCP. @returns the exit code */
export async function runOnSystem(asked: ProgramRun, display: Display, interrupted: Promise<number>): Promise<number> {
  const address = await resolvedAddress(asked.host)
  const host = systemHost({ address, print: display.print })
  return withHost(host, (scope) => Promise.race([end(asked, scope, display), interrupted]))
}

async function end(asked: ProgramRun, host: Host, display: Display): Promise<number> {
  const follow = (octets: number | undefined): ReturnType<Display['follow']> => display.follow(octets)
  if (asked.role === 'server') {
    const broken =
      asked.program === 'echo' ? await echoServer(host, asked) : await upperServer(host, asked, asked.octets, follow)
    return broken > 0 ? exitCodes.wrong : exitCodes.good
  }
  const server: Address = { address: host.address, port: asked.port }
  if (asked.program === 'echo') {
    await echoClient(host, server)
    return exitCodes.good
  }
  const { octets = USUAL_OCTETS, cure, limit } = asked
  const underway = await upperClient(host, server, octets, cure, follow)
  if (limit === undefined) await underway.finished
  else if (await isStuck(host, underway.finished, 1000 * limit)) {
    display.settle()
    for (const line of describeStuck(underway, asked.cure === 'none', limit)) host.print(line)
    return exitCodes.wrong
  }
  return exitCodes.good
}

function describeStuck({ socket, transfer }: Underway, uncured: boolean, limit: number): string[] {
  const isDeadlock = uncured && transfer.unsent > 0
  const peer = peerQueues(socket)
  const there = peer ? `; at the server ${inWords(peer)}` : ''
  return [
    `${isDeadlock ? 'deadlock' : 'stalled'}: nothing has moved for ${limit} s; ` +
      `${thousands(transfer.sent)} of ${thousands(transfer.length)} bytes handed over, ${thousands(transfer.received)} read; ` +
      `in the buffers here ${inWords(socket.queued())}${there}`,
    isDeadlock
      ? 'Both ends wait in send, each for the other to read. Ways out: --cure timeout, --cure select, --cure tasks.'
      : 'The server neither reads nor answers.',
  ]
}

function inWords(queued: Queued): string {
  return `${thousands(queued.out)} bytes to send and ${thousands(queued.in)} to read`
}

/** The other end's queues, if that is on this machine and the system lists them. */
function peerQueues(socket: Socket): Queued | undefined {
  const [here, there] = [socket.getsockname(), socket.getpeername()]
  const same = (a: Address, b: Address): boolean => a.address === b.address && a.port === b.port
  try {
    return socketTable().find(({ local, remote }) => same(local, there) && same(remote, here))?.queued
  } catch {
    return undefined
  }
}

async function resolvedAddress(host: string): Promise<string> {
  // As in the article: no name means any address.
  if (host === '') return '0.0.0.0'
  if (isIPv6(host)) return host
  try {
    return (await lookup(host, { family: 4 })).address
  } catch (cause) {
    throw new UsageError(`"${host}" is neither an address nor a name that leads to one of IPv4: check its spelling`, {
      cause,
    })
  }
}
