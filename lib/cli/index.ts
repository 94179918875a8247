/** The command line: what is asked for, done, and answered with an exit code. */
export { exitCodes, worse } from '../command/index.ts'
export { type Io, processIo } from './io.ts'
export { main } from './main.ts'
export { type RenderOptions, renderNotebooks } from './render.ts'
export { type VerifyArguments, verifyNotebooks } from './verify.ts'
