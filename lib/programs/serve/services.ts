import { answerInCapitals } from '../../concepts/deadlock.ts'
import { chunks, type Host, isSocketError, nameOf, type Socket, sendAll, serve } from '../../socket/index.ts'
import type { Connections } from './connections.ts'
import { answerHttp } from './web.ts'

export const SERVED_ECHO = 7
const WEB_PORT = 80
export const SERVED_UPPER = 1060
const BACKLOG = 128

/**
 * What our host serves, until its sockets are closed: echo, capitals and a small web site.
 *
 * @param counted brings the counts up to now
 */
export async function serveAll(host: Host, counted: () => Connections): Promise<void> {
  const services: [number, (connection: Socket) => Promise<unknown>][] = [
    [SERVED_ECHO, echo],
    [SERVED_UPPER, (connection) => answerInCapitals(connection)],
    [WEB_PORT, (connection) => answerHttp(connection, () => tellOf(connection, counted()))],
  ]
  await Promise.all(services.map(([port, answer]) => serveOn(host, port, answer)))
}

async function serveOn(host: Host, port: number, answer: (connection: Socket) => Promise<unknown>): Promise<void> {
  const listener = host.socket()
  listener.setsockopt('reuseAddress', true)
  // Of both families.
  listener.bind({ address: '::', port })
  listener.listen(BACKLOG)
  await serve(host, listener, async (connection) => void (await answer(connection)), {
    failed: (error) => {
      // A peer may go whenever it likes, and the next one is served all the same.
      if (!isSocketError(error)) throw error
      if (!['EBADF', 'EAGAIN'].includes(error.code)) host.print(`port ${port}: ${error.message}`)
    },
  })
}

async function echo(connection: Socket): Promise<void> {
  for await (const piece of chunks(connection)) await sendAll(connection, piece)
}

function tellOf(connection: Socket, counts: Connections): ReturnType<Parameters<typeof answerHttp>[1]> {
  const name = `${nameOf(connection.getsockname())} → ${nameOf(connection.getpeername())}`
  return { info: connection.getsockopt('tcpInfo'), counts: counts.of(name) }
}
