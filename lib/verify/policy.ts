import { type Cell, ignoresOutput, type Notebook, NotebookError, type Policy } from '../notebook/index.ts'
import type { Tolerance } from './numbers.ts'
import { patternProblem } from './pattern.ts'
import { allPresets, type Normaliser, presetNames, presetOf } from './presets.ts'

/** What counts as the same for one cell. */
export interface CellPolicy {
  /** The outputs are not compared at all. */
  ignore: boolean
  /** In the order of application: one's own, then presets. */
  normalisers: readonly Normaliser[]
  /** By default numbers are compared as text. */
  tolerance: Tolerance
  /** MIME types and streams that are left out. */
  ignored: readonly string[]
  /** MIME types that are compared alone where a display has them. */
  only: readonly string[]
}

/**
 * The policy of each cell, from the key `ackbook` of the notebook's and the cell's metadata: normalisers and what is left out
 * add up; of tolerances and of types compared alone the cell's own go before the notebook's.
 *
 * @throws NotebookError for an unknown preset, a pattern that is refused, a tolerance that is no number, a type that is none
 */
export function policiesOf(notebook: Notebook, path: string): CellPolicy[] {
  const whole = readPolicy(notebook.metadata.ackbook, 'the notebook', path)
  return notebook.cells.map((cell, index) => {
    const own = readPolicy(cell.metadata.ackbook, `cell ${index + 1}${idOf(cell)}`, path)
    return {
      ignore: ignoresOutput(cell),
      normalisers: appliedInOrder([...whole.normalisers, ...own.normalisers]),
      tolerance: own.tolerance ?? whole.tolerance ?? { relative: 0, absolute: 0 },
      ignored: [...whole.ignored, ...own.ignored],
      only: own.only ?? whole.only ?? [],
    }
  })
}

/** One's own, then presets in their order; each once. */
export function appliedInOrder(normalisers: readonly Normaliser[]): Normaliser[] {
  return [...new Set(normalisers)].sort((a, b) => allPresets.indexOf(a) - allPresets.indexOf(b))
}

function idOf(cell: Cell): string {
  return cell.id === undefined ? '' : ` (id ${cell.id})`
}

interface Declared {
  normalisers: Normaliser[]
  tolerance: Tolerance | undefined
  ignored: readonly string[]
  only: readonly string[] | undefined
}

function readPolicy(policy: Policy | undefined, where: string, path: string): Declared {
  if (policy === undefined) return { normalisers: [], tolerance: undefined, ignored: [], only: undefined }
  const fail = (message: string): never => {
    throw new NotebookError(path, `metadata of ${where}: ${message}`)
  }
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy)) fail('"ackbook" is not an object')
  const { normalise = [], tolerance, ignore = [], only } = policy
  if (!Array.isArray(normalise)) fail('"normalise" is not a list (presets by name, patterns as objects)')
  const normalisers = normalise.flatMap((entry) =>
    typeof entry === 'string' ? readPreset(entry, fail) : [readPattern(entry, fail)],
  )
  return {
    normalisers,
    tolerance: tolerance === undefined ? undefined : readTolerance(tolerance, fail),
    ignored: readNames('ignore', ignore, /^(?:stdout|stderr|[\w.+-]+\/(?:\*|[\w.+-]+))$/, fail),
    only: only === undefined ? undefined : readNames('only', only, /^[\w.+-]+\/(?:\*|[\w.+-]+)$/, fail),
  }
}

function readTolerance(tolerance: unknown, fail: Refuse): Tolerance {
  const {
    relative = 0,
    absolute = 0,
    ...others
  } = typeof tolerance === 'object' && tolerance !== null
    ? (tolerance as Record<string, unknown>)
    : { relative: tolerance }
  const isGood = (value: unknown, limit: number): value is number =>
    typeof value === 'number' && value >= 0 && value < limit
  if (isGood(relative, 1) && isGood(absolute, Number.POSITIVE_INFINITY) && Object.keys(others).length === 0) {
    return { relative, absolute }
  }
  return fail(
    `"tolerance" is ${JSON.stringify(tolerance)}, not a number from 0 up to 1 (0.05 allows 5 %) or { "relative": 0.05, "absolute": 0.001 }`,
  )
}

function readNames(key: string, names: unknown, form: RegExp, fail: Refuse): readonly string[] {
  const isGood = Array.isArray(names) && names.every((name) => typeof name === 'string' && form.test(name))
  if (isGood) return names as string[]
  const streams = key === 'ignore' ? '"stdout", "stderr", ' : ''
  return fail(`"${key}" is ${JSON.stringify(names)}, not a list of ${streams}MIME types like "image/png" or "image/*"`)
}

type Refuse = (message: string) => never

function readPreset(name: string, fail: Refuse): Normaliser[] {
  if (name === 'ansi') return []
  return [presetOf(name) ?? fail(`"normalise" names ${JSON.stringify(name)}; there are ${presetNames.join(', ')}`)]
}

function readPattern(entry: Exclude<NonNullable<Policy['normalise']>[number], string>, fail: Refuse): Normaliser {
  if (typeof entry !== 'object' || entry === null || typeof entry.pattern !== 'string') {
    return fail('an entry of "normalise" is neither a name nor an object with a "pattern"')
  }
  const { pattern, flags = '', replace = '', name = pattern, identity = false } = entry
  if (typeof flags !== 'string' || typeof replace !== 'string' || typeof name !== 'string') {
    return fail('"flags", "replace" and "name" of a pattern are texts')
  }
  if (typeof identity !== 'boolean') return fail('"identity" of a pattern is true or false')
  const problem = patternProblem(pattern, flags)
  if (problem) return fail(`the pattern ${JSON.stringify(pattern.slice(0, 80))} ${problem}`)
  const shown = name.slice(0, 40)
  return {
    name: shown,
    what: shown,
    pattern: new RegExp(pattern, `${flags.replace('g', '')}g`),
    replace,
    ...(identity && { identity: (taken: string) => taken }),
  }
}
