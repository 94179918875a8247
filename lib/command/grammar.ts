import { Command, CommanderError } from 'commander'
import { exitCodes } from './exit.ts'
import type { Terminal } from './terminal.ts'

/** A command line's grammar, with nothing in it yet. */
export function commandNamed(name: string): Command {
  return new Command(name).helpOption('-h, --help', 'print this help').showSuggestionAfterError()
}

/**
 * Reads a command line; help and errors go to the terminal, errors as one sentence that names the help.
 *
 * @param argv without the names of Node and the command
 * @returns the exit code if nothing is left to be done
 */
export function parsed(program: Command, argv: readonly string[], { stdout, stderr }: Terminal): number | undefined {
  for (const { command, name } of withSubcommands(program, program.name())) {
    command.exitOverride().configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      outputError: (text, write) => write(`${program.name()}: ${sentence(text)}. See: ${name} --help\n`),
    })
  }
  // Of a word that it does not know commander says nothing where help is asked for too.
  const [first = ''] = argv
  const isUnknown = program.commands.length > 0 && /^\w/.test(first) && !knows(program, first)
  const words = isUnknown ? [first] : argv
  try {
    program.parse(words, { from: 'user' })
    return undefined
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? exitCodes.good : exitCodes.couldNot
  }
}

function knows(program: Command, word: string): boolean {
  return word === 'help' || program.commands.some((command) => command.name() === word)
}

function withSubcommands(command: Command, name: string): { command: Command; name: string }[] {
  return [{ command, name }, ...command.commands.flatMap((each) => withSubcommands(each, `${name} ${each.name()}`))]
}

/** For the end of a help: what to type, and what that does. */
export function examples(lines: readonly (readonly [command: string, meaning: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length))
  return `\nExamples:\n${lines.map(([command, meaning]) => `  ${command.padEnd(width)}   ${meaning}`).join('\n')}\n`
}

/** Commander's message as one line in our manner. */
function sentence(text: string): string {
  return text
    .replace(/^error: /, '')
    .trim()
    .replace(/\n\(?(Did you mean .*?\?)\)?$/s, ' ($1)')
    .replaceAll('\n', ' ')
    .replace(/\.$/, '')
}
