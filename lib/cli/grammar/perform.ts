import type { Io } from '../io.ts'

/** What a command line asks for. Each command is loaded when it is asked for. */
export type Perform = (io: Io) => Promise<number>
