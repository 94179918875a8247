import type { EngineWanted } from './messages.ts'

/** What a command line asks for. */
export interface ServeRun {
  program: 'serve'
  wanted: Omit<EngineWanted, 'isApart' | 'guest'>
  /** A network of its own is wanted, also by root. */
  isApart: boolean
  /** What runs beside it; empty = a shell where there is a network of its own, and else nothing. */
  command: string[]
  /** After which it ends. */
  seconds: number | undefined
  /** The same in a browser. */
  isOpen: boolean
  /** Nothing is told. */
  isQuiet: boolean
}

/** The live view of one that is served in another terminal. */
export interface WatchRun {
  program: 'watch'
}
