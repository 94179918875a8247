import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { reasonOf } from '../files/error.ts'
import { type Policy, schemaProblem } from '../notebook/index.ts'
import { rulesProblem } from '../verify/policy.ts'
import type { Config } from './define.ts'
import { ConfigError } from './error.ts'
import { configEndings } from './find.ts'
import { placeProblem } from './places.ts'
import { configSchema } from './schema.ts'

/** A config as it was read, and found good. */
export interface LoadedConfig {
  /** Absolute. */
  file: string
  /** As it is printed. */
  path: string
  /** Absolute: what its paths are relative to. */
  folder: string
  settings: ConfigSettings
  /** It was run, and may have imported other files. */
  isCode: boolean
}

/** What a config says, as data. */
export type ConfigSettings = Omit<Config, 'normalise'> & Pick<Policy, 'normalise'>

/** Whether reading the file is running it. */
export function isCodeFile(file: string): boolean {
  return extname(file) !== '.json'
}

/**
 * Reads a config; one that is no JSON is run.
 *
 * @param file absolute
 * @param path as it is to be printed
 * @throws ConfigError when it cannot be read, fails, or says what means nothing
 */
export async function loadConfig(file: string, path: string): Promise<LoadedConfig> {
  if (!configEndings.includes(extname(file)))
    throw new ConfigError(path, `is no config: its name ends in one of ${configEndings.join(', ')}`)
  const isCode = isCodeFile(file)
  const value = asData(isCode ? await evaluatedConfig(file, path) : parsedConfig(file, path), path)
  const problem =
    schemaProblem(configSchema, value) ??
    rulesProblem(value as Policy) ??
    placeProblem(value as Config) ??
    orderProblem(value as Config)
  if (problem !== undefined) throw new ConfigError(path, problem)
  return { file, path, folder: dirname(file), settings: value as ConfigSettings, isCode }
}

/** A reader's machine knows an order by its name alone. */
function orderProblem({ orders = [] }: Config): string | undefined {
  const names = orders.map(({ name }) => name)
  const second = names.find((name, at) => names.indexOf(name) !== at)
  return second === undefined ? undefined : `"orders" has two of the name ${JSON.stringify(second)}`
}

function parsedConfig(file: string, path: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new ConfigError(path, `cannot be read: ${reasonOf(cause)}`, { cause })
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (cause) {
    throw new ConfigError(path, `not JSON: ${(cause as Error).message}; comments are for ackbook.config.ts`, { cause })
  }
}

async function evaluatedConfig(file: string, path: string): Promise<unknown> {
  const { createJiti } = await import('jiti')
  // What it imports of this package is this package, wherever it stands; and nothing is left beside it.
  const own = join(dirname(createRequire(import.meta.url).resolve('ackbook/config')), 'define.js')
  const jiti = createJiti(pathToFileURL(file).href, {
    ...{ fsCache: false, moduleCache: false, interopDefault: false },
    alias: { 'ackbook/config': own },
  })
  try {
    return await inTime(path, async () => {
      const { default: exported } = await jiti.import<{ default?: unknown }>(file)
      if (exported === undefined)
        throw new ConfigError(path, 'exports nothing: it wants export default defineConfig({ … })')
      return typeof exported === 'function' ? (exported as () => unknown)() : exported
    })
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    const [first = '', ...rest] = String(cause instanceof Error ? cause.message : cause).split('\n')
    // Columns of the one that reads it begin with 0.
    const [, line, column] = /\.[cm]?[jt]s:(\d+):(\d+)/.exec(rest.join(' ')) ?? []
    const place = line === undefined ? '' : ` (line ${line}, column ${Number(column) + 1})`
    throw new ConfigError(path, `cannot be run: ${first.trim()}${place}`, { cause })
  }
}

const longestLoading = 30_000

/** A config that waits for what never comes would end the process without a word. */
async function inTime(path: string, load: () => Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = new ConfigError(path, `did not come to an end within ${longestLoading / 1000} s`)
    timer = setTimeout(() => reject(error), longestLoading)
  })
  return Promise.race([load(), late]).finally(() => clearTimeout(timer))
}

const deepestConfig = 50

/** As JSON would hold it: what is undefined is absent, a regular expression is its text and its flags. */
function asData(value: unknown, path: string, depth = 0): unknown {
  if (depth > deepestConfig) throw new ConfigError(path, `is nested deeper than ${deepestConfig} levels`)
  if (value instanceof RegExp) return { pattern: value.source, ...(value.flags && { flags: value.flags }) }
  const inside = (member: unknown) => asData(member, path, depth + 1)
  if (Array.isArray(value)) return value.map(inside)
  if (typeof value !== 'object' || value === null) return value
  const { pattern, ...rest } = value as Record<string, unknown>
  const own = pattern instanceof RegExp ? { ...(inside(pattern) as object), ...rest } : value
  return Object.fromEntries(
    Object.entries(own).flatMap(([key, member]) => (member === undefined ? [] : [[key, inside(member)]])),
  )
}
