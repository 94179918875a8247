import { exitCodes, parsed } from '../command/index.ts'
import { withWholeChanged } from './grammar/options.ts'
import type { Perform } from './grammar/perform.ts'
import { type Io, processIo } from './io.ts'
import { programFor } from './program.ts'

/**
 * Does what a command line asks for.
 *
 * @param argv without the names of Node and the command
 * @returns the exit code: 0 all good, 1 a notebook is wrong, 2 it could not be done, 130 interrupted
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let asked: Perform | undefined
  const program = programFor((perform) => {
    asked = perform
  })
  const code = parsed(program, withNumbers(withWholeChanged(argv)), io)
  if (code !== undefined) return code
  if (!asked) return exitCodes.couldNot
  try {
    return await asked(io)
  } catch (error) {
    const { describeProblem } = await import('./problems.ts')
    io.stderr.write(describeProblem({ error }, argv.includes('--verbose')))
    return exitCodes.couldNot
  }
}

/** What stands behind `--bail` is its number only if it is one; commander would take a path for it. */
function withNumbers(argv: readonly string[]): string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  return argv.map((word, at) =>
    word === '--bail' && at < end && !/^\d+$/.test(argv[at + 1] ?? '') ? '--bail=1' : word,
  )
}
