import vm from 'node:vm'

/** How far a simulated run has come, as the simulator tells it: `RunWatcher` in `ackbook/network`. */
interface RunStanding {
  events: number
  /** Virtual milliseconds; and where a run that can be interrupted ends at the latest. */
  now: number
  until: number | undefined
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
  const whole = (amount: number) => Math.round(amount).toLocaleString('en')
  const end = until !== undefined && Number.isFinite(until) ? ` of ${whole(until)}` : ''
  const way = until === undefined ? '' : '; interrupt the kernel to stop'
  return `simulated so far: ${whole(now)}${end} ms, ${whole(events)} events${way}\n`
}
