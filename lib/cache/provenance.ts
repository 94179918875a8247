import {
  type Cell,
  type CellVerdicts,
  type CodeCell,
  type Finding,
  isCode,
  isEmpty,
  type Notebook,
} from '../notebook/index.ts'
import type { NotebookRun } from '../run/index.ts'
import type { Verdict, Verification } from '../verify/index.ts'
import { digestInPieces, digestOf } from './digest.ts'

/** The state of a repository. */
export interface Commit {
  /** In hexadecimal. */
  id: string
  /** Whether a file that it has was another by then. */
  isChanged: boolean
}

/** When, where and with what a notebook was verified. */
export interface Circumstances {
  /** ISO 8601. */
  date: string
  kernel: string
  /** Of the kernel, and of what else had a part in it. */
  versions: readonly { name: string; version: string }[]
  commit?: Commit
}

/** What verifying left of a notebook. */
export interface LeftVerdict extends Circumstances {
  verdict: Verdict
  findings: readonly Finding[]
  cells: LeftCell[]
}

/** A code cell that is not empty, and what was found of it. */
interface LeftCell {
  /** Its place among all cells, from 0. */
  index: number
  /** Digest of it and of all code that was to be run before it, so of all that its output hangs on within the notebook. */
  code: string
  /** Digests of its outputs. */
  outputs: string[]
  hasRun: boolean
  /** Absent where nothing was compared with what is stored. */
  found?: CellVerdicts['outputs']
}

/** What is believed of a notebook that was verified, as it is now. */
export interface Believed extends Circumstances {
  verdict: Verdict
  /** How many of its code cells were executed as they should. */
  cells: number
  findings: readonly Finding[]
  outputs: CellVerdicts[]
  /** The code cells that have changed since, or whose outputs have, or that come after such code. */
  changed: number[]
}

/** @param notebook as it stood when it was verified, with its outputs */
export function leftVerdict(
  notebook: Notebook,
  run: Pick<NotebookRun, 'cells'>,
  { verdict, findings, outputs }: Pick<Verification, 'verdict' | 'findings' | 'outputs'>,
  circumstances: Circumstances,
): LeftVerdict {
  const found = new Map(outputs.map((each) => [each.cell, each.outputs]))
  const ran = new Set(run.cells.filter(({ status }) => status === 'ok').map(({ index }) => index))
  const cells = codeWithDigests(notebook).map(({ index, ...rest }): LeftCell => {
    const verdicts = found.get(index)
    return { index, ...rest, hasRun: ran.has(index), ...(verdicts && { found: verdicts }) }
  })
  return { ...circumstances, verdict, findings, cells }
}

/**
 * What holds of a notebook as it is now, of all that was found when it was verified: of a cell only if it, its outputs and all code
 * before it are the same. Text around them may be another.
 *
 * @returns `undefined` when nothing holds
 */
export function believed(left: LeftVerdict, notebook: Notebook): Believed | undefined {
  const { cells, findings, ...circumstances } = left
  const now = codeWithDigests(notebook)
  /** Where each cell stands now that is what it was. */
  const places = new Map<number, number>()
  for (const [at, { index, code, outputs }] of now.entries()) {
    const before = cells[at]
    if (before?.code === code && before.outputs.join() === outputs.join()) places.set(before.index, index)
  }
  if (places.size === 0) return undefined
  const same = cells.filter(({ index }) => places.has(index))
  const unchanged = new Set(places.values())
  return {
    ...circumstances,
    cells: same.filter(({ hasRun }) => hasRun).length,
    findings: findings.flatMap((finding) => moved(finding, places)),
    outputs: same.flatMap(({ index, found }) => (found ? [{ cell: places.get(index)!, outputs: found }] : [])),
    changed: now.flatMap(({ index }) => (unchanged.has(index) ? [] : [index])),
  }
}

/**
 * The first code cell that has changed since its outputs were verified, and they have not: they may be of the source before. 0-based.
 *
 * @returns `undefined` where there is none, or cells have come or gone
 */
export function staleCell(left: LeftVerdict, notebook: Notebook): number | undefined {
  const now = codeWithDigests(notebook)
  if (now.length !== left.cells.length) return undefined
  const at = now.findIndex(({ code }, place) => code !== left.cells[place]!.code)
  const [cell, before] = [now[at], left.cells[at]]
  const isSame = cell && before && cell.outputs.length > 0 && cell.outputs.join() === before.outputs.join()
  return isSame ? cell.index : undefined
}

/** A finding where its cell stands now; none when that is another. */
function moved(finding: Finding, places: ReadonlyMap<number, number>): Finding[] {
  if (finding.cell === undefined) return [finding]
  const cell = places.get(finding.cell)
  return cell === undefined ? [] : [{ ...finding, cell }]
}

/** Each code cell that is not empty, its digest that of all code up to it. */
function codeWithDigests({ cells, metadata, nbformat }: Notebook): Pick<LeftCell, 'index' | 'code' | 'outputs'>[] {
  const { kernelspec, execution, tags, ackbook } = metadata
  let code = digestOf([nbformat, kernelspec ?? null, execution ?? null, tags ?? null, withoutKeys(ackbook, ofThePage)])
  return [...cells.entries()].filter(isToBeRun).map(([index, cell]) => {
    code = digestOf([code, cell.source, ...metadataThatCounts(cell)])
    return { index, code, outputs: cell.outputs.map(digestInPieces) }
  })
}

function isToBeRun(entry: [number, Cell]): entry is [number, CodeCell] {
  return isCode(entry[1]) && !isEmpty(entry[1])
}

/** Settings that only say how a page shows something. */
const ofThePage = ['summary', 'lang', 'prediction', 'live', 'lead', 'seeds', 'about', 'inPage', 'try']

function metadataThatCounts({ metadata: { tags, ackbook }, execution_count }: CodeCell): unknown[] {
  // One that was never executed has no output to compare with.
  return [tags ?? null, withoutKeys(ackbook, ofThePage), execution_count === null]
}

/** None is the same as none that counts. */
function withoutKeys(settings: object = {}, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !keys.includes(key)))
}
