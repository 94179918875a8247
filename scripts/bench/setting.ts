import { join } from 'node:path'
import type { Peers } from './peers.ts'

/** A state of the project, built. */
export interface State {
  /** `HEAD~20`; of the present one, nothing needs it. */
  name: string
  /** Its top. */
  folder: string
  /** A folder for what is made meanwhile, below its top: notebooks there find its packages. */
  scratch: string
  /** The variables of the environment that its programs get: a cache of its own, no one else's kernels. */
  env: NodeJS.ProcessEnv
  /** What its `verify` can be told, by its help. */
  options: ReadonlySet<string>
}

/** Where everything measured runs. */
export interface Setting {
  /** The present state, and a former one if that is to be measured too. */
  states: readonly State[]
  peers: Peers
  signal: AbortSignal
}

/** The command of a state. */
export function ackbookOf({ folder }: State): string {
  return join(folder, 'lib', 'ackbook.js')
}

/** What keeps a state's `verify` from sparing itself the work: nothing, where it never does. */
export function withoutCache({ options }: State): string[] {
  return options.has('--no-cache') ? ['--no-cache'] : []
}
