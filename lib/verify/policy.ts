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
 * The policy of each cell, from the key `ackbook` of the cell's and the notebook's metadata and from what holds for the project:
 * normalisers and what is left out add up; of tolerances and of types compared alone the nearest count.
 *
 * @param shared of the project, as `rulesProblem` lets it pass
 * @throws NotebookError for a setting that the schema refuses, an unknown preset, a pattern that is refused
 */
export function policiesOf(notebook: Notebook, path: string, shared: Policy = {}): CellPolicy[] {
  const problem = settingsProblem(notebook)
  if (problem !== undefined) throw new NotebookError(path, problem)
  const refuse = (where: string) => (message: string) => {
    throw new NotebookError(path, `metadata of ${where}: ${message}`)
  }
  const project = readPolicy(shared, refuse('the project'))
  const whole = readPolicy(notebook.metadata.ackbook, refuse('the notebook'))
  return notebook.cells.map((cell, index) => {
    const own = readPolicy(cell.metadata.ackbook, refuse(cellName(cell, index)))
    return {
      ignore: ignoresOutput(cell),
      normalisers: appliedInOrder([...project.normalisers, ...whole.normalisers, ...own.normalisers]),
      tolerance: own.tolerance ?? whole.tolerance ?? project.tolerance ?? exact,
      ignored: [...project.ignored, ...whole.ignored, ...own.ignored],
      only: own.only ?? whole.only ?? project.only ?? [],
    }
  })
}

/** What is wrong with the rules of a notebook and its cells, whose types are right; `cell` is 0-based. */
export function policyFaults({ metadata, cells }: Notebook): { cell?: number; message: string }[] {
  const faults: { cell?: number; message: string }[] = []
  readPolicy(metadata.ackbook, (message) => faults.push({ message }))
  for (const [cell, { metadata: own }] of cells.entries())
    readPolicy(own.ackbook, (message) => faults.push({ cell, message }))
  return faults
}

/** What is wrong with rules whose types are right: a preset that there is not, a pattern that is refused. */
export function rulesProblem(rules: Policy): string | undefined {
  let problem: string | undefined
  readPolicy(rules, (message) => {
    problem ??= message
  })
  return problem
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

type Refuse = (message: string) => void

/** Its types are those of the schema: what is left to see is what the names and the patterns mean. */
function readPolicy(policy: Policy = {}, refuse: Refuse): DeclaredPolicy {
  const { normalise = [], tolerance, ignore, only } = policy
  return {
    normalisers: normalise.flatMap((entry) => normaliserOf(entry, refuse) ?? []),
    tolerance:
      typeof tolerance === 'number' ? { ...exact, relative: tolerance } : tolerance && { ...exact, ...tolerance },
    ignored: ignore ?? [],
    only,
  }
}

/** What one entry of `normalise` stands for; `undefined` for `ansi`, which is always on, and for what is refused. */
export function normaliserOf(entry: NormaliseEntry, refuse: Refuse = () => {}): Normaliser | undefined {
  if (typeof entry !== 'string') return patternIn(entry, refuse)
  if (entry === 'ansi') return undefined
  const preset = presetOf(entry)
  if (!preset) refuse(`"normalise" names ${JSON.stringify(entry)}; there are ${presetNames.join(', ')}`)
  return preset
}

export type NormaliseEntry = NonNullable<Policy['normalise']>[number]

function patternIn(entry: Exclude<NormaliseEntry, string>, refuse: Refuse): Normaliser | undefined {
  const { pattern, flags = '', replace = '', name = pattern, identity = false } = entry
  const problem = patternProblem(pattern, flags)
  if (problem) {
    refuse(`the pattern ${JSON.stringify(pattern.slice(0, 80))} ${problem}`)
    return undefined
  }
  const shown = name.slice(0, 40)
  return {
    name: shown,
    what: shown,
    pattern: new RegExp(pattern, `${flags.replace('g', '')}g`),
    replace,
    ...(identity && { identity: (taken: string) => taken }),
  }
}
