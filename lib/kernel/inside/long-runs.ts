import vm from 'node:vm'

/** How far a simulated run has come, as the simulator tells it: `RunWatcher` in `ackbook/network`. */
interface RunStanding {
  events: number
  /** Virtual milliseconds; and where it ends at the latest. */
  now: number
  until: number
}

/**
 * Tells of simulated runs that take long how far they have come, and has an interrupt end them: while they compute, the process
 * hears of no signal.
 *
 * @param print takes a line for whoever waits
 */
export function watchLongRuns(print: (line: string) => void): void {
  const watcher = {
    tell: (standing: RunStanding) => print(standingLine(standing)),
    work: () => {},
    interruptibly(work: () => void) {
      watcher.work = work
      vm.runInThisContext("globalThis[Symbol.for('ackbook.runWatcher')].work()", { breakOnSigint: true })
    },
  }
  Object.defineProperty(globalThis, Symbol.for('ackbook.runWatcher'), { value: watcher })
}

/** By events and virtual time alone: the same in each run. */
function standingLine({ events, now, until }: RunStanding): string {
  const [done, all] = [now, until].map((time) => Math.round(time).toLocaleString('en'))
  const far = Number.isFinite(until) ? `${done} of ${all} ms` : `${done} ms`
  return `simulated so far: ${far}, ${events.toLocaleString('en')} events; interrupt the kernel to stop\n`
}
