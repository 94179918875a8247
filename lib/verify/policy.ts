import { type Cell, ignoresOutput, type Notebook, NotebookError, type Policy } from '../notebook/index.ts'
import { patternProblem } from './pattern.ts'
import { allPresets, type Normaliser, presetNames, presetOf } from './presets.ts'

/** What counts as the same for one cell. */
export interface CellPolicy {
  /** The outputs are not compared at all. */
  ignore: boolean
  /** In the order of application: one's own, then presets. */
  normalisers: readonly Normaliser[]
  /** Relative; 0 = numbers are compared as text. */
  tolerance: number
}

/**
 * The policy of each cell, from the key `ackbook` of the notebook's and the cell's metadata: normalisers add up, the cell's
 * tolerance goes before the notebook's.
 *
 * @throws NotebookError for an unknown preset, a pattern that is refused, a tolerance that is no number
 */
export function policiesOf(notebook: Notebook, path: string): CellPolicy[] {
  const whole = readPolicy(notebook.metadata.ackbook, 'the notebook', path)
  return notebook.cells.map((cell, index) => {
    const own = readPolicy(cell.metadata.ackbook, `cell ${index + 1}${idOf(cell)}`, path)
    const all = [...new Set([...whole.normalisers, ...own.normalisers])]
    return {
      ignore: ignoresOutput(cell),
      normalisers: all.sort((a, b) => allPresets.indexOf(a) - allPresets.indexOf(b)),
      tolerance: own.tolerance ?? whole.tolerance ?? 0,
    }
  })
}

function idOf(cell: Cell): string {
  return cell.id === undefined ? '' : ` (id ${cell.id})`
}

function readPolicy(
  policy: Policy | undefined,
  where: string,
  path: string,
): { normalisers: Normaliser[]; tolerance: number | undefined } {
  if (policy === undefined) return { normalisers: [], tolerance: undefined }
  const fail = (message: string): never => {
    throw new NotebookError(path, `metadata of ${where}: ${message}`)
  }
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy)) fail('"ackbook" is not an object')
  const { normalise = [], tolerance } = policy
  if (!Array.isArray(normalise)) fail('"normalise" is not a list (presets by name, patterns as objects)')
  if (tolerance !== undefined && !(typeof tolerance === 'number' && tolerance >= 0 && tolerance < 1)) {
    fail(`"tolerance" is ${JSON.stringify(tolerance)}, not a number from 0 up to 1 (0.05 allows 5 %)`)
  }
  const normalisers = normalise.flatMap((entry) =>
    typeof entry === 'string' ? readPreset(entry, fail) : [readPattern(entry, fail)],
  )
  return { normalisers, tolerance }
}

type Fail = (message: string) => never

function readPreset(name: string, fail: Fail): Normaliser[] {
  if (name === 'ansi') return []
  return [presetOf(name) ?? fail(`"normalise" names ${JSON.stringify(name)}; there are ${presetNames.join(', ')}`)]
}

function readPattern(entry: Exclude<NonNullable<Policy['normalise']>[number], string>, fail: Fail): Normaliser {
  if (typeof entry !== 'object' || entry === null || typeof entry.pattern !== 'string') {
    return fail('an entry of "normalise" is neither a name nor an object with a "pattern"')
  }
  const { pattern, flags = '', replace = '', name = pattern } = entry
  if (typeof flags !== 'string' || typeof replace !== 'string' || typeof name !== 'string') {
    return fail('"flags", "replace" and "name" of a pattern are texts')
  }
  const problem = patternProblem(pattern, flags)
  if (problem) return fail(`the pattern ${JSON.stringify(pattern.slice(0, 80))} ${problem}`)
  const shown = name.slice(0, 40)
  return { name: shown, what: shown, pattern: new RegExp(pattern, `${flags.replace('g', '')}g`), replace }
}
