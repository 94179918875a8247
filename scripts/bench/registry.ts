/** Something that `npm run bench` measures. */
export interface Bench {
  /** What it is called on the command line. */
  name: string
  /** What is measured, beside what: a line of the help. */
  about: string
  /**
   * The program in this folder that measures it: it prints a heading, then a line by `row` (report.ts) for each thing measured, and
   * with `--brief` takes a quarter of the time and leaves its peer out.
   */
  script: string
  /** It needs nothing but `lib/`, so that two states of it can be told apart. */
  pure?: boolean
}

/** All of them, a line each, in the order in which they run. */
export const benches: readonly Bench[] = [
  { name: 'engine', about: 'two TCPs back to back, in Gbit/s', script: 'engine.ts', pure: true },
  { name: 'memory', about: 'what a connection holds', script: 'memory.ts', pure: true },
  { name: 'simulator', about: 'packets a second, beside ns-3', script: 'simulator.ts', pure: true },
  { name: 'sockets', about: "the system's sockets, beside node:net", script: 'sockets.ts' },
]
