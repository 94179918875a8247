/** An AbortController that also follows somebody else's signal, until told to stop. */
export interface Follower {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
  unfollow(): void
}

export function follow(signal: AbortSignal | undefined): Follower {
  const own = new AbortController()
  const abort = (): void => own.abort(signal?.reason)
  if (signal?.aborted) abort()
  else signal?.addEventListener('abort', abort)
  return {
    signal: own.signal,
    abort: (reason) => own.abort(reason),
    unfollow: () => signal?.removeEventListener('abort', abort),
  }
}
