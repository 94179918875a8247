import { readFileSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { cellNamed, takeCells } from '../cli/select/cell-places.ts'
import { cellsThatFit, grepPattern } from '../cli/select/grep.ts'
import { codePlaces, endOfPart } from '../cli/select/part.ts'
import { inShard, weightOf } from '../cli/select/shard.ts'
import { grepTexts, type SelectOptions, shardOf } from '../cli/verify-options.ts'
import { isEmpty, type Notebook, NotebookError, parseNotebook, skipsExecution } from '../notebook/index.ts'
import { findByPattern } from './find.ts'

/** A notebook that is to be tested, or some of its cells. */
export interface TestedNotebook {
  path: string
  /** Its path, and the cells that were named: `n.ipynb:7,setup`. */
  name: string
  /** As a command line has it: `n.ipynb:7` for each cell that was named, the notebook's path where none was. */
  paths: readonly string[]
  /** Absent where it cannot be read: its test tells why. */
  notebook: Notebook | undefined
  /** The 0-based places of the cells that are meant; absent where all are. */
  chosen?: ReadonlySet<number>
}

/** The notebooks that paths and patterns mean, and of those the cells that are named. */
export function meantNotebooks(patterns: readonly string[], cwd: string): TestedNotebook[] {
  const root = resolve(cwd)
  const { paths, plain, cells } = takeCells(patterns, root)
  const whole = new Set(cells.size > 0 && plain.length > 0 ? findByPattern(plain, cwd) : [])
  return findByPattern(paths, cwd).map((path) => {
    const notebook = readTested(resolve(root, path), path)
    const named = whole.has(path) || cells.size === 0 ? undefined : cells.get(realpathSync(resolve(root, path)))
    if (!named) return { path, name: path, paths: [path], notebook }
    const places = notebook ? named.map((cell) => cellNamed(notebook, cell)) : []
    // Which cell there is instead of one that is not, its test tells.
    const chosen = places.every((place) => typeof place === 'number') ? new Set(places) : undefined
    const name = `${path}:${named.join(',')}`
    return {
      path,
      name,
      paths: named.map((cell) => `${path}:${cell}`),
      notebook,
      ...(notebook && chosen && { chosen }),
    }
  })
}

function readTested(file: string, path: string): Notebook | undefined {
  try {
    return parseNotebook(readFileSync(file, 'utf8'), path)
  } catch (error) {
    if (error instanceof NotebookError || (error as NodeJS.ErrnoException).code !== undefined) return undefined
    throw error
  }
}

/**
 * What `grep` and `shard` leave of notebooks: the same as the command's.
 *
 * @throws UsageError, PatternTimeoutError for patterns that cannot be used
 */
export function testedPart(all: readonly TestedNotebook[], { grep, shard }: SelectOptions): readonly TestedNotebook[] {
  const patterns = grep === undefined ? [] : grepTexts(grep).map(grepPattern)
  const fitting = patterns.length === 0 ? all : all.flatMap((each) => fittingIn(each, patterns))
  if (shard === undefined) return fitting
  return inShard(fitting, shardOf(shard), ({ path, notebook, chosen }) => ({
    key: path,
    weight: notebook
      ? weightOf(notebook, notebook.cells.slice(0, endOfPart({ notebook, ...(chosen && { chosen }) })))
      : 0,
  }))
}

function fittingIn(tested: TestedNotebook, patterns: readonly RegExp[]): TestedNotebook[] {
  const { notebook, chosen: named } = tested
  if (!notebook) return [tested]
  const code = codePlaces(notebook)
  const fits = cellsThatFit(notebook, patterns)
  const chosen = new Set(code.filter((index) => fits.has(index) && named?.has(index) !== false))
  if (chosen.size === 0) return []
  return [chosen.size === code.length ? tested : { ...tested, chosen }]
}

/** Whether there is no cell to verify in it. */
export function isVain({ notebook, chosen }: TestedNotebook): boolean {
  if (!notebook) return false
  const meant = chosen ? [...chosen] : codePlaces(notebook)
  return meant.every((index) => isEmpty(notebook.cells[index]!) || skipsExecution(notebook.cells[index]!, notebook))
}
