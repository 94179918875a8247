import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { distance, list } from '../lib/words.ts'

/**
 * What a script is told by its user. `--help` prints the script's head; of what it cannot take, it says in a sentence what it takes,
 * and ends with 2.
 */
export function optionsOf<const Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  const script = process.argv[1]!
  if (process.argv.slice(2).includes('--help')) {
    console.log(headOf(readFileSync(script, 'utf8')))
    process.exit(0)
  }
  try {
    return parseArgs(config)
  } catch (error) {
    console.error(complaint(basename(script, '.ts'), config, error as Error, process.argv.slice(2)))
    process.exit(2)
  }
}

/** The comment that a script begins with, as text. */
export function headOf(source: string): string {
  const [, text = ''] = /\/\*\*(.*?)\*\//s.exec(source) ?? []
  return text.replace(/^ *\* ?/gm, '').trim()
}

/** What is wrong with the words of a command line, what was meant, and what there is. */
export function complaint(
  name: string,
  { options = {}, allowPositionals = false }: ParseArgsConfig,
  error: Error,
  argv: readonly string[],
): string {
  const known = [...Object.keys(options).map((option) => `--${option}`), '--help']
  const slip = argv.find((word) => word.startsWith('--') && !known.includes(word.split('=')[0]!))
  const meant = slip && known.find((option) => distance(option, slip.split('=')[0]!) <= 2)
  const [sentence = ''] = error.message.split(/\. |\n/)
  const takes = allowPositionals ? [...known, 'words of its own'] : known
  return (
    `${name}: ${sentence.replace(/\.$/, '')}${meant ? ` (did you mean ${meant}?)` : ''}: it takes ${list(takes)}. ` +
    `See: npm run ${name} -- --help`
  )
}
