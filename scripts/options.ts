import { type ParseArgsConfig, parseArgs } from 'node:util'

/** What a script is told by its user; of what it cannot take, it says so in a sentence and ends with 2. */
export function optionsOf<const Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config)
  } catch (error) {
    console.error(`${(error as Error).message.split('. ')[0]}: the head of the script says what it takes.`)
    process.exit(2)
  }
}
