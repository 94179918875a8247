import { realpathSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { UsageError } from '../../command/index.ts'
import { NotebookError } from '../../notebook/index.ts'
import { count } from '../../words.ts'
import type { Io } from '../io.ts'
import { type Loaded, type LoadedAll, loadNotebooks } from '../load.ts'
import { nothingRun, type Problem } from '../problems.ts'
import type { Project } from '../project.ts'
import type { Reports } from '../reports.ts'
import { cellNamed, takeCells } from './cell-places.ts'
import type { LastResults } from './last-results.ts'
import { codePlaces, endOfPart } from './part.ts'
import type { Shard } from './shard.ts'

/** What a command line says of which notebooks, and which cells of them, are meant. */
export interface SelectArguments {
  /** Only cells that fit one of these, as `--grep` takes them. */
  grep?: readonly string[]
  /** One of several parts of all that is meant. */
  shard?: Shard
  /** Only what was not good the last time. */
  lastFailed?: boolean
}

export interface Selected extends LoadedAll {
  /** What is to be said of the selection, a sentence each. */
  remarks: string[]
  /** More was found than is meant. */
  isNarrowed: boolean
}

interface Surroundings {
  io: Io
  project: Project
  last?: LastResults
  /** A folder for what is made of the notebooks, which is no input. */
  output: string | undefined
  /** Notebooks as they were last read, for one who reads them again and again. */
  remembered?: Map<string, Loaded>
}

/**
 * Finds and reads notebooks, and keeps what is meant of them.
 *
 * @throws UsageError, PatternTimeoutError for what cannot be asked
 */
export async function loadSelected(
  paths: readonly string[],
  { grep = [], shard, lastFailed = false }: SelectArguments,
  { io, project, last, output, remembered }: Surroundings,
): Promise<Selected> {
  const { paths: all, plain, cells } = takeCells(paths, io.cwd)
  const fits = grep.length > 0 ? await fitting(grep) : undefined
  const loaded = await loadNotebooks(all, io, nothingRun, { output, project, ...(remembered && { remembered }) })
  const selected: Selected = { ...loaded, remarks: [], isNarrowed: false }
  if (cells.size > 0) keepCells(selected, cells, await filesOf(plain), io)
  if (fits) keepFitting(selected, grep, fits)
  if (shard) await keepShard(selected, shard)
  if (lastFailed && last) {
    const { notebooks, remark } = last.failedOf(selected.notebooks)
    selected.notebooks = notebooks
    selected.remarks.push(...remark)
  }
  selected.isNarrowed =
    selected.notebooks.length < loaded.notebooks.length || selected.notebooks.some(({ chosen }) => chosen !== undefined)
  return selected

  /** Those that are meant as a whole. */
  async function filesOf(plain: readonly string[]): Promise<ReadonlySet<string>> {
    const found = plain.length > 0 ? (await project.find(plain, output)).notebooks : []
    return new Set(found.map(({ path }) => realpathSync(resolve(io.cwd, path))))
  }
}

/** Says what there is to say of it. */
export function tellSelection({ remarks }: Selected, io: Pick<Io, 'stdout'>, reports: Reports | undefined): void {
  for (const remark of remarks) {
    reports?.remark(remark)
    io.stdout.write(` ${remark}\n`)
  }
}

async function fitting(grep: readonly string[]): Promise<(loaded: Loaded) => Set<number>> {
  const { cellsThatFit, grepPattern } = await import('./grep.ts')
  const patterns = grep.map(grepPattern)
  return ({ notebook }) => cellsThatFit(notebook, patterns)
}

function keepCells(
  selected: Selected,
  cells: ReadonlyMap<string, readonly string[]>,
  whole: ReadonlySet<string>,
  { cwd }: Pick<Io, 'cwd'>,
): void {
  selected.notebooks = selected.notebooks.flatMap((loaded) => {
    const file = realpathSync(resolve(cwd, loaded.path))
    const found = (cells.get(file) ?? []).map((name) => cellNamed(loaded.notebook, name))
    const wrong = found.filter((each) => typeof each === 'string')
    selected.problems.push(...wrong.map((message) => wrongCell(loaded, message)))
    if (wrong.length > 0) return []
    return found.length === 0 || whole.has(file) ? [loaded] : narrowed(loaded, new Set(found as number[]))
  })
}

function wrongCell({ path }: Loaded, message: string): Problem {
  return { path, error: new NotebookError(path, message), consequence: nothingRun }
}

function keepFitting(selected: Selected, grep: readonly string[], fits: (loaded: Loaded) => Set<number>): void {
  const { notebooks } = selected
  selected.notebooks = notebooks.flatMap((loaded) => narrowed(loaded, fits(loaded)))
  if (selected.notebooks.length > 0 || notebooks.length === 0) return
  const where = `no code cell of ${count(notebooks.length, 'notebook')}, by source, tag or id`
  const error = new UsageError(`--grep ${grep.join(' --grep ')} fits ${where}`)
  selected.problems.push({ error, consequence: nothingRun })
}

/** The notebook with these of its cells alone; none where none are left. */
function narrowed(loaded: Loaded, cells: ReadonlySet<number>): Loaded[] {
  const code = codePlaces(loaded.notebook)
  const before = loaded.chosen ?? new Set(code)
  const chosen = new Set(code.filter((index) => before.has(index) && cells.has(index)))
  if (chosen.size === 0) return []
  return [chosen.size === code.length ? loaded : { ...loaded, chosen }]
}

async function keepShard(selected: Selected, shard: Shard): Promise<void> {
  const { inShard, weightOf } = await import('./shard.ts')
  const { notebooks } = selected
  selected.notebooks = inShard(notebooks, shard, (loaded) => ({
    key: loaded.path.split(sep).join('/'),
    weight: weightOf(loaded.notebook, loaded.notebook.cells.slice(0, endOfPart(loaded))),
  }))
  const own = selected.notebooks.length
  const share = own === 0 && notebooks.length > 0 ? 'none' : `${own}`
  selected.remarks.push(`shard ${shard.index}/${shard.count}: ${share} of ${count(notebooks.length, 'notebook')}`)
}
