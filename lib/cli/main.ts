import { CommanderError } from 'commander'
import { exitCodes, UsageError } from './exit.ts'
import { type Io, processIo } from './io.ts'
import { describeProblem } from './problems.ts'
import { type Perform, programFor } from './program.ts'

/**
 * Does what a command line asks for.
 *
 * @param argv without the names of Node and the command
 * @returns the exit code: 0 all good, 1 a notebook is wrong, 2 it could not be done, 130 interrupted
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let asked: Perform | undefined
  const program = programFor(io, (perform) => {
    asked = perform
  })
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? exitCodes.good : exitCodes.couldNot
  }
  if (!asked) return exitCodes.couldNot
  try {
    return await asked(io)
  } catch (error) {
    io.stderr.write(
      describeProblem(
        { error, ...(error instanceof UsageError ? { consequence: error.consequence } : {}) },
        argv.includes('--verbose'),
      ),
    )
    return exitCodes.couldNot
  }
}
