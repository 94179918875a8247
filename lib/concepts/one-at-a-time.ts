/** A server that has one conversation at a time, and goes on to the next one however the last one ended. */
import { COUNT, checkOptions } from '../check.ts'
import { type Host, isSocketError, nameOf, type Socket, serve } from '../socket/index.ts'

export interface ServiceOptions {
  /** Stop after so many connections. */
  connections?: number
}

/**
 * Serves connections one after the other, each with `converse`, and says of each who it is and how it ended.
 *
 * @returns how many were broken off
 * @throws what is no socket's error
 */
export async function serveOneAtATime(
  host: Host,
  listener: Socket,
  converse: (connection: Socket) => Promise<unknown>,
  options: ServiceOptions = {},
): Promise<number> {
  checkOptions('serveOneAtATime: ', options, { connections: COUNT })
  let broken = 0
  const one = async (connection: Socket): Promise<void> => {
    let peer = 'nobody'
    try {
      // Whoever was reset before it was accepted has no name any more.
      peer = nameOf(connection.getpeername())
      host.print(`connection from ${peer}`)
      await converse(connection)
      host.print('farewell')
    } catch (error) {
      if (!isSocketError(error) || error.code === 'EBADF') throw error
      broken++
      host.print(`the connection from ${peer} broke: ${error.message}`)
    }
  }
  await serve(host, listener, one, { ...options, atOnce: 1 })
  return broken
}
