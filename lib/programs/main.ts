import { exitCodes, parsed, processTerminal, type Terminal, UsageError } from '../command/index.ts'
import { AbortError, isSocketError } from '../socket/index.ts'
import { Display } from './display.ts'
import { grammar, type ProgramRun, type TcpRun } from './grammar.ts'

/** What keeps a program from beginning; everything else ends one that has begun. */
const COULD_NOT = ['EADDRINUSE', 'EACCES', 'EPERM', 'EADDRNOTAVAIL', 'ENOTSUP', 'EINVAL', 'EMFILE', 'ENFILE']

/**
 * Does what a command line asks for.
 *
 * @param argv without the names of Node and the command
 * @returns the exit code: 0 all good, 1 the connection failed, 2 it could not do what was asked, 130 interrupted
 */
export async function main(argv: readonly string[], io: Terminal = processTerminal()): Promise<number> {
  const display = new Display(io, () => performance.now())
  let release = (): void => {}
  try {
    const asked = parse(argv, io)
    if (typeof asked === 'number') return asked
    if (asked.program === 'script') return await (await import('./script.ts')).runScripts(asked, io)
    const interrupted = new Promise<number>((resolve) => {
      release = io.onInterrupt(() => resolve(exitCodes.interrupted))
    })
    if (asked.program === 'serve') return await (await import('./serve/run.ts')).runServe(asked, io, interrupted)
    if (asked.program === 'watch') return await (await import('./serve/watch.ts')).runWatch(io, interrupted)
    return await perform(asked, display, interrupted)
  } catch (error) {
    display.settle()
    io.stderr.write(`ackbook tcp: ${describeError(error)}\n`)
    const couldNot = error instanceof UsageError || isSocketError(error, ...COULD_NOT)
    return couldNot || !isSocketError(error) ? exitCodes.couldNot : exitCodes.wrong
  } finally {
    display.settle()
    release()
  }
}

function parse(argv: readonly string[], terminal: Terminal): TcpRun | number {
  let asked: TcpRun | undefined
  const program = grammar((what) => {
    asked = what
  })
  return parsed(program, argv, terminal) ?? asked ?? exitCodes.couldNot
}

/** Each network is loaded when it is asked for. */
async function perform(asked: ProgramRun, display: Display, interrupted: Promise<number>): Promise<number> {
  if (!asked.simulated) return (await import('./system.ts')).runOnSystem(asked, display, interrupted)
  const { runSimulated } = await import('./simulated.ts')
  return Promise.race([runSimulated(asked, asked.simulated, display), interrupted])
}

/** What to do, by the system's code, where who types a command can do other things than who writes a program. */
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'Ports below 1024 need privileges: give a higher one by --port, or -p 0 for any free one.',
  EADDRINUSE: 'Close the other program, wait a minute, or choose another port: -p 0 takes any free one.',
  EADDRNOTAVAIL: 'Give one of its own addresses, or 0.0.0.0 for all of them.',
  ECONNREFUSED: "Start the server first, and compare the port: -p, where it is not the server's usual one.",
}

function describeError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  // Which of its sockets it was says nothing to who types a command.
  if (isSocketError(error))
    return `${error.attempt} failed: ${error.reason} (${error.code}). ${REMEDIES[error.code] ?? error.remedy}`
  const isOurs = error instanceof UsageError || error instanceof AbortError
  return isOurs ? message : `unexpected: ${message}`
}
