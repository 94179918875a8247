/** What a long run has come to. */
interface RunProgress {
  /** Since the clock began. */
  events: number
  /** Virtual milliseconds. */
  now: number
  /** Where the run ends at the latest; `Infinity` = when nothing is left to do. `undefined` = it goes by steps, which others ask for. */
  until: number | undefined
}

/** Whoever sits before a long run: a notebook's kernel puts one in its place. */
export interface RunWatcher {
  tell(progress: RunProgress): void
  /** Does the work, and throws where somebody has it end. */
  interruptibly(work: () => void): void
}

/** Its place, which what is bundled twice has in common. */
const watcherPlace = Symbol.for('ackbook.runWatcher')

/** `undefined` where nobody watches. */
export function runWatcher(): RunWatcher | undefined {
  return (globalThis as { [watcherPlace]?: RunWatcher })[watcherPlace]
}
