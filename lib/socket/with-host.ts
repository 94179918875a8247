import { isSocketError } from './errors.ts'
import type { Host, Program } from './types.ts'

/** Starts a program beside the main one. */
export type Start = <Result>(program: Program<Result>) => Promise<Result>

/**
 * Runs a program and closes every socket that was opened through its host, whether it succeeds or fails.
 *
 * Programs given to `start` run beside it, such as a server that would go on for ever: they end with the main one, by
 * EBADF from whatever they wait for. If one of them fails before, everything ends with its error.
 *
 * @returns the main program's result
 */
export async function withHost<Result>(
  host: Host,
  program: (host: Host, start: Start) => Promise<Result>,
): Promise<Result> {
  const scope = host.scope()
  const beside: Promise<unknown>[] = []
  let fail: (error: unknown) => void = () => {}
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  // Nobody listens any more when the main program has ended first.
  failed.catch(() => {})
  let over = false
  const start: Start = (other) => {
    const task = (async () => other(scope))()
    beside.push(
      task.catch((error) => {
        if (!over || !isSocketError(error, 'EBADF')) fail(error)
      }),
    )
    return task
  }
  const main = (async () => program(scope, start))()
  // Nor to it, when another one has failed first.
  main.catch(() => {})
  try {
    return await Promise.race([main, failed])
  } finally {
    over = true
    scope.closeAll()
    await Promise.all(beside)
  }
}
