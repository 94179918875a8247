import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { reasonOf } from '../files/error.ts'
import type { Config } from './define.ts'
import { ConfigError } from './error.ts'
import { localeVariables } from './places.ts'

/** Variables over those that there are; `undefined` takes one away. */
export type Overrides = Readonly<Record<string, string | undefined>>

/** What a config says of the environment: its own variables go before those that zone and language stand for. */
export function overridesOf({ env, ...places }: Pick<Config, 'env' | 'timezone' | 'locale'>): Overrides {
  const all = Object.entries({ ...localeVariables(places), ...env })
  return Object.fromEntries(all.map(([name, value]) => [name, value ?? undefined]))
}

/**
 * What a file of variables says, `NAME=VALUE` a line. @see https://nodejs.org/api/environment_variables.html#dotenv
 *
 * @param path as it is to be printed
 * @throws ConfigError when it cannot be read
 */
export function readEnvFile(path: string, cwd: string): Overrides {
  try {
    return parseEnv(readFileSync(resolve(cwd, path), 'utf8')) as Overrides
  } catch (cause) {
    throw new ConfigError(path, `cannot be read: ${reasonOf(cause)}`, { cause })
  }
}
