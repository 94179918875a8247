import { checkOptions, type Rules } from '../check.ts'
import { isSocketError } from './errors.ts'
import { follow } from './follower.ts'
import type { Host, Socket, WaitOptions } from './types.ts'

/** Connections as they are accepted, until the listener is closed. Whoever takes one closes it. */
export async function* connections(listener: Socket, options?: WaitOptions): AsyncGenerator<Socket, void, undefined> {
  for (;;) {
    let connection: Socket
    try {
      connection = await listener.accept(options)
    } catch (error) {
      if (isSocketError(error, 'EBADF')) return
      throw error
    }
    yield connection
  }
}

export interface ServeOptions extends WaitOptions {
  /** How many connections are served at once; the others wait in the accept queue. Unlimited unless told. */
  atOnce?: number
  /** Stop after so many connections. */
  connections?: number
  /** What to do with a connection's error; unless told, serving ends with it. */
  failed?: (error: unknown, connection: Socket) => void
}

const SERVE_RULES: Rules<ServeOptions> = {
  atOnce: { least: 1, most: Number.POSITIVE_INFINITY, whole: true },
  connections: { least: 0, most: Number.POSITIVE_INFINITY, whole: true },
  failed: 'any',
  signal: 'any',
}

/** No descriptor or memory is left for one more connection: it stays in the queue until another one has ended. */
const EXHAUSTED = ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']
/** Milliseconds before accept is tried again when none of our own connections can end. */
const RETRY = 100

/**
 * The accept loop: serves every connection with `program` and closes it afterwards, until the listener is closed or one
 * of the options says so. Then it accepts no more and waits for the connections under way.
 *
 * @throws the first error of a connection that `failed` does not take; AbortError
 */
export async function serve(
  host: Host,
  listener: Socket,
  program: (connection: Socket) => Promise<void>,
  options: ServeOptions = {},
): Promise<void> {
  checkOptions('serve: ', options, SERVE_RULES)
  const { atOnce = Number.POSITIVE_INFINITY, connections: most = Number.POSITIVE_INFINITY } = options
  const ending = follow(options.signal)
  const running = new Set<Promise<void>>()
  let first: { error: unknown } | undefined
  const one = async (connection: Socket): Promise<void> => {
    try {
      await program(connection)
    } catch (error) {
      if (options.failed) options.failed(error, connection)
      else {
        first ??= { error }
        ending.abort(error)
      }
    } finally {
      connection.close()
    }
  }
  try {
    for (let accepted = 0; accepted < most; accepted++) {
      while (running.size >= atOnce) await Promise.race(running)
      const connection = await nextConnection(host, listener, running, ending.signal)
      if (!connection) break
      const task = one(connection).finally(() => running.delete(task))
      running.add(task)
    }
  } catch (error) {
    first ??= { error }
  } finally {
    ending.unfollow()
    await Promise.all(running)
  }
  if (first) throw first.error
}

/** @returns `undefined` when the listener has been closed */
async function nextConnection(
  host: Host,
  listener: Socket,
  running: ReadonlySet<Promise<void>>,
  signal: AbortSignal,
): Promise<Socket | undefined> {
  for (;;) {
    try {
      return await listener.accept({ signal })
    } catch (error) {
      if (isSocketError(error, 'EBADF')) return undefined
      if (!isSocketError(error, ...EXHAUSTED)) throw error
      await Promise.race([...running, host.sleep(RETRY, { signal })])
    }
  }
}
