import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'

/** What a `tsconfig.json` says of names, with all that it extends. */
export interface LanguageConfig {
  /** The file, and those that it extends by a path. */
  files: readonly string[]
  /** Packages that it extends, or whose code the compiler writes into sources. */
  names: readonly string[]
  /** Patterns of names with one `*` at most, and the paths that they may mean. */
  patterns: readonly [pattern: string, places: readonly string[]][]
}

export const noConfig: LanguageConfig = { files: [], names: [], patterns: [] }

/** The configurations of folders, each file read once. */
export class LanguageConfigs {
  readonly #known = new Map<string, LanguageConfig>()

  /** By the nearest `tsconfig.json`, there or above. */
  of(folder: string): LanguageConfig {
    const known = this.#known.get(folder)
    if (known) return known
    const file = join(folder, 'tsconfig.json')
    const above = dirname(folder) === folder ? noConfig : undefined
    const config = existsSync(file) ? readConfig(file, new Set()) : (above ?? this.of(dirname(folder)))
    this.#known.set(folder, config)
    return config
  }
}

/** Where {@link LanguageConfigs.of} looks, to the first that is there. */
export function languageConfigPlaces(folder: string): string[] {
  const place = join(folder, 'tsconfig.json')
  const above = dirname(folder)
  return existsSync(place) || above === folder ? [place] : [place, ...languageConfigPlaces(above)]
}

/** The paths that a name may mean by the patterns. */
export function placesMeant({ patterns }: LanguageConfig, name: string): string[] {
  if (/^(?:\.{0,2}\/|\.{1,2}$|node:)/.test(name)) return []
  return patterns.flatMap(([pattern, places]) => {
    const [before = '', after] = pattern.split('*')
    if (after === undefined) return pattern === name ? places : []
    if (!name.startsWith(before) || !name.endsWith(after) || name.length < before.length + after.length) return []
    const middle = name.slice(before.length, name.length - after.length)
    return places.map((place) => place.replaceAll('*', middle))
  })
}

interface ConfigContent {
  extends?: unknown
  compilerOptions?: Record<string, unknown>
}

/** More than holds, where a file takes back what it extends: one file too many does no harm. */
function readConfig(file: string, seen: Set<string>): LanguageConfig {
  if (seen.has(file)) return noConfig
  seen.add(file)
  const { extends: above, compilerOptions = {} } = readContent(file)
  const extended = [above].flat().filter((each): each is string => typeof each === 'string')
  const isPath = (name: string) => /^\.{1,2}\//.test(name) || isAbsolute(name)
  const bases = extended.filter(isPath).map((name) => readConfig(withEnding(resolve(dirname(file), name)), seen))
  const { jsx, jsxImportSource } = compilerOptions
  const source = typeof jsxImportSource === 'string' ? jsxImportSource : 'react'
  const runtime =
    typeof jsx === 'string' && /^react-jsx/.test(jsx) ? [`${source}/jsx-runtime`, `${source}/jsx-dev-runtime`] : []
  return {
    files: [file, ...bases.flatMap(({ files }) => files)],
    names: [...extended.filter((name) => !isPath(name)), ...runtime, ...bases.flatMap(({ names }) => names)],
    patterns: [...patternsIn(compilerOptions, dirname(file)), ...bases.flatMap(({ patterns }) => patterns)],
  }
}

function readContent(file: string): ConfigContent {
  try {
    // Most folders have none.
    const require = createRequire(import.meta.url)
    const { parse } = require('jsonc-parser') as { parse(text: string, errors: [], options: object): unknown }
    const content = parse(readFileSync(file, 'utf8'), [], { allowTrailingComma: true })
    return typeof content === 'object' && content !== null ? (content as ConfigContent) : {}
  } catch {
    return {}
  }
}

function withEnding(path: string): string {
  return basename(path).endsWith('.json') ? path : `${path}.json`
}

function patternsIn({ paths, baseUrl }: Record<string, unknown>, folder: string): [string, string[]][] {
  const base = typeof baseUrl === 'string' ? resolve(folder, baseUrl) : folder
  const table = typeof paths === 'object' && paths !== null ? Object.entries(paths as Record<string, unknown>) : []
  const found = table.map(([pattern, places]): [string, string[]] => [
    pattern,
    [places]
      .flat()
      .filter((place): place is string => typeof place === 'string')
      .map((place) => resolve(base, place)),
  ])
  return typeof baseUrl === 'string' ? [...found, ['*', [join(base, '*')]]] : found
}
