import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { BuildRule } from '../cache/built.ts'
import { ConfigError } from '../config/error.ts'
import type { LoadedConfig } from '../config/index.ts'

/**
 * What a config says of what is built from what.
 *
 * @throws ConfigError when it is built from what is not there
 */
export function buildRulesOf(config: LoadedConfig | undefined): BuildRule[] {
  return Object.entries(config?.settings.built ?? {}).map(([made, from]) => {
    const names = typeof from === 'string' ? [from] : from
    const { folder, path } = config!
    const gone = names.find((name) => !existsSync(resolve(folder, name)))
    if (gone !== undefined)
      throw new ConfigError(
        path,
        `"built" names ${JSON.stringify(gone)}, which is not there: name what ${made} is built from`,
      )
    return { made: resolve(folder, made), from: names.map((name) => resolve(folder, name)) }
  })
}
