/**
 * `npm run bench` measures ackbook beside its peers, `npm run bench -- engine` one thing of it; `npm run bench -- --help` tells the
 * rest. What was slow, and what was done about it: scripts/bench/README.md.
 */
import { processTerminal, UsageError } from '../lib/command/index.ts'
import { bench } from './bench/bench.ts'
import { benchOptions } from './bench/grammar.ts'

const terminal = processTerminal()
try {
  const options = benchOptions(process.argv.slice(2), terminal)
  process.exitCode = typeof options === 'number' ? options : await bench(options, terminal)
} catch (error) {
  const hint = error instanceof UsageError ? '. See: npm run bench -- --help' : ''
  terminal.stderr.write(`bench: ${(error as Error).message}${hint}\n`)
  process.exitCode = 2
}
