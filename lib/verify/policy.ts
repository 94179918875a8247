import {
  cellName,
  ignoresOutput,
  type Notebook,
  NotebookError,
  type Policy,
  settingsProblem,
} from '../notebook/index.ts'
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
 * @throws NotebookError for a setting that the schema refuses, an unknown preset, a pattern that is refused
 */
export function policiesOf(notebook: Notebook, path: string): CellPolicy[] {
  const problem = settingsProblem(notebook)
  if (problem !== undefined) throw new NotebookError(path, problem)
  const whole = readPolicy(notebook.metadata.ackbook, 'the notebook', path)
  return notebook.cells.map((cell, index) => {
    const own = readPolicy(cell.metadata.ackbook, cellName(cell, index), path)
    return {
      ignore: ignoresOutput(cell),
      normalisers: appliedInOrder([...whole.normalisers, ...own.normalisers]),
      tolerance: own.tolerance ?? whole.tolerance ?? exact,
      ignored: [...whole.ignored, ...own.ignored],
      only: own.only ?? whole.only ?? [],
    }
  })
}

const exact: Tolerance = { relative: 0, absolute: 0 }

/** One's own, then presets in their order; each once. */
export function appliedInOrder(normalisers: readonly Normaliser[]): Normaliser[] {
  return [...new Set(normalisers)].sort((a, b) => allPresets.indexOf(a) - allPresets.indexOf(b))
}

interface DeclaredPolicy {
  normalisers: Normaliser[]
  tolerance: Tolerance | undefined
  ignored: readonly string[]
  only: readonly string[] | undefined
}

/** Its types are those of the schema: what is left to see is what the names and the patterns mean. */
function readPolicy(policy: Policy = {}, where: string, path: string): DeclaredPolicy {
  const { normalise = [], tolerance, ignore, only } = policy
  const refuse = (message: string): never => {
    throw new NotebookError(path, `metadata of ${where}: ${message}`)
  }
  return {
    normalisers: normalise.flatMap((entry) =>
      typeof entry === 'string' ? readPreset(entry, refuse) : [readPattern(entry, refuse)],
    ),
    tolerance:
      typeof tolerance === 'number' ? { ...exact, relative: tolerance } : tolerance && { ...exact, ...tolerance },
    ignored: ignore ?? [],
    only,
  }
}

type Refuse = (message: string) => never

function readPreset(name: string, refuse: Refuse): Normaliser[] {
  if (name === 'ansi') return []
  return [presetOf(name) ?? refuse(`"normalise" names ${JSON.stringify(name)}; there are ${presetNames.join(', ')}`)]
}

function readPattern(entry: Exclude<NonNullable<Policy['normalise']>[number], string>, refuse: Refuse): Normaliser {
  const { pattern, flags = '', replace = '', name = pattern, identity = false } = entry
  const problem = patternProblem(pattern, flags)
  if (problem) return refuse(`the pattern ${JSON.stringify(pattern.slice(0, 80))} ${problem}`)
  const shown = name.slice(0, 40)
  return {
    name: shown,
    what: shown,
    pattern: new RegExp(pattern, `${flags.replace('g', '')}g`),
    replace,
    ...(identity && { identity: (taken: string) => taken }),
  }
}
