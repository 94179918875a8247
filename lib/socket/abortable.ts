import { AbortError } from './errors.ts'

/** What a wait is for, for its errors, and the signal that may end it. */
export interface AbortableWait {
  subject: () => string
  call: string
  signal: AbortSignal | undefined
}

/**
 * Waits for what `begin` begins, or for the signal.
 *
 * @param begin given what ends the wait, not to be called before it returns. @returns what tidies up, however the wait ends
 * @throws AbortError; what `begin` throws
 */
export function abortable<Result>(
  { subject, call, signal }: AbortableWait,
  begin: (settle: (result: Result) => void) => () => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    let tidyUp = (): void => {}
    const leave = (): void => {
      signal?.removeEventListener('abort', abort)
      tidyUp()
    }
    const abort = (): void => {
      leave()
      reject(new AbortError(subject(), call, signal?.reason))
    }
    if (signal?.aborted) return abort()
    tidyUp = begin((result) => {
      leave()
      resolve(result)
    })
    signal?.addEventListener('abort', abort)
  })
}
