import { type Host, type Socket, withHost } from '../../../lib/socket/index.ts'
import { simulatedNetwork } from '../../../lib/socket/simulated/index.ts'
import { systemHost } from '../../../lib/socket/system/index.ts'
import type { Ends } from '../programs/program.ts'
import type { Placed, Still } from './situations.ts'

/** Virtual milliseconds: longer than an ACK may be held back. */
const CALM = 60
/** Looks at real sockets, a millisecond apart, that must show the same. */
const LOOKS = 2
const MOST_LOOKS = 100
const MOVING = /FIN-WAIT-1|CLOSING|LAST-ACK/

export interface Compared {
  simulated: string[]
  system: string[]
}

/** Plays the same on both providers; the simulated one has two hosts, or one. @returns what both have told */
export async function onBoth(
  hosts: 'one host' | 'two hosts',
  play: (ends: Ends, still: Still) => Promise<string[]>,
): Promise<Compared> {
  const network = simulatedNetwork({ delay: 1 })
  const there = hosts === 'one host' ? network.server : network.client
  const [simulated, system] = await Promise.all([
    withHost(network.server, (server) =>
      withHost(there, (client) => play({ server, client }, () => client.sleep(CALM))),
    ),
    withHost(systemHost(), (host) => play({ server: host, client: host }, (...sockets) => still(host, sockets))),
  ])
  return { simulated, system }
}

/** Waits until neither queues nor states change any more. */
async function still(host: Host, sockets: readonly Placed[]): Promise<void> {
  let same = 0
  let last = ''
  for (let looks = 0; looks < MOST_LOOKS && same < LOOKS; looks++) {
    await host.sleep(1)
    const now = sockets.map(({ socket }) => lookAt(socket)).join(' ')
    same = now === last && !MOVING.test(now) ? same + 1 : 0
    last = now
  }
}

function lookAt(socket: Socket): string {
  try {
    return `${socket.queued().in} ${socket.getsockopt('tcpInfo').state}`
  } catch {
    return 'closed'
  }
}
