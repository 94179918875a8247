import type { Writable } from 'node:stream'
import { setFlagsFromString } from 'node:v8'

// What a long output leaves behind is collected soon, not when the heap is several times what is in use.
setFlagsFromString('--heap-growing-percent=50')

/** A wing of the package: the words after its name in, the exit code out. It is loaded when it is asked for. */
type Main = (argv: readonly string[]) => Promise<number>

/** Wings that have a word of their own; every other word is the notebook runner's. */
const wings: Readonly<Record<string, () => Promise<Main>>> = {
  tcp: async () => (await import('./programs/index.ts')).main,
}

const [word = '', ...rest] = helped(process.argv.slice(2))
const wing = Object.hasOwn(wings, word) ? wings[word] : undefined
const code = wing ? await (await wing())(rest) : await (await import('./cli/main.ts')).main(process.argv.slice(2))

// Ends even where a library left something open, but not before the reader of a pipe has it all.
await Promise.all([process.stdout, process.stderr].map(flushed))
process.exit(code)

/** `help tcp` is a wing's own help. */
function helped(words: readonly string[]): readonly string[] {
  const [first, second = ''] = words
  return first === 'help' && Object.hasOwn(wings, second) ? [second, '--help'] : words
}

function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}
