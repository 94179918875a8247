/** Milliseconds: a longer timer of Node's ends at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/**
 * Calls `ring` when `performance.now()` has come to `deadline`, however far off that is.
 *
 * @returns what calls it off
 */
export function alarm(deadline: number, ring: () => void): () => void {
  let timer: NodeJS.Timeout
  const set = (): void => {
    const left = Math.max(0, Math.ceil(deadline - performance.now()))
    timer = left > LONGEST_TIMER ? setTimeout(set, LONGEST_TIMER) : setTimeout(ring, left)
  }
  set()
  return () => clearTimeout(timer)
}
