import { type Cell, isCode, type Notebook, type Output, type Policy } from '../notebook/index.ts'
import { canonicalJson } from './aspects.ts'
import { pairCells } from './cell-pairs.ts'
import { type CellComparison, compareOutputs, type Difference } from './compare.ts'
import { diffTexts } from './diff.ts'
import type { Fired, Replace } from './normalise.ts'
import { summed } from './output-verdicts.ts'
import { type CellPolicy, policiesOf } from './policy.ts'
import { Renaming } from './renaming.ts'
import { sideBySide } from './side-by-side.ts'

/** How two notebooks are compared. */
export interface NotebookDiffOptions {
  /** Of the second notebook, for errors. */
  path: string
  replace: Replace
  /** What holds for the project. */
  rules?: Policy | undefined
  /** All of outputs and metadata counts, whatever their settings pass over. */
  isExact?: boolean
  /** One half alone; metadata is of neither. */
  only?: 'source' | 'outputs' | undefined
}

/** A cell that is not the same in both; 0-based places, of which one is absent where it came or went. */
export interface CellChange {
  before?: number
  after?: number
  isMoved: boolean
  /** Its source, all of it where the cell came or went. */
  source?: Difference
  outputs: Difference[]
  /** Type, metadata, attachments; with `isExact` the count as well. */
  metadata: Difference[]
}

/** What is not the same in two notebooks. */
export interface NotebookDiff {
  /** In the order of the second notebook; one that went stands where it stood. */
  cells: CellChange[]
  /** Of the notebook as a whole. */
  metadata: Difference[]
  /** What made different outputs count as the same. */
  fired: Fired[]
}

/** @throws NotebookError when the settings of the second notebook are not valid */
export function diffNotebooks(before: Notebook, after: Notebook, options: NotebookDiffOptions): NotebookDiff {
  const { only, isExact = false } = options
  const pairs = pairCells(before, after)
  const compared = only === 'source' ? [] : compareAll(before, after, pairs, options)
  const cells: (CellChange & { place: number })[] = []
  for (const [at, pair] of pairs.entries()) {
    const [one, other] = [before.cells[pair.before]!, after.cells[pair.after]!]
    const source = only === 'outputs' ? undefined : textDifference('source', one.source, other.source)
    const metadata = only === undefined ? metadataOf(one, other, isExact) : []
    const outputs = compared[at] ?? []
    const isMoved = pair.isMoved && only !== 'outputs'
    if (source || isMoved || outputs.length + metadata.length > 0)
      cells.push({ ...pair, isMoved, outputs, metadata, ...(source && { source }), place: pair.after })
  }
  const arrived = new Set(pairs.map((pair) => pair.after))
  for (const [to, cell] of after.cells.entries()) {
    const change = arrived.has(to) ? undefined : inOneAlone(undefined, cell, options)
    if (change) cells.push({ after: to, place: to, ...change })
  }
  const stayed = new Map(pairs.filter(({ isMoved }) => !isMoved).map((pair) => [pair.before, pair.after]))
  const left = new Set(pairs.map((pair) => pair.before))
  let last = -1
  for (const [from, cell] of before.cells.entries()) {
    last = stayed.get(from) ?? last
    const change = left.has(from) ? undefined : inOneAlone(cell, undefined, options)
    if (change) cells.push({ before: from, place: last + 0.5, ...change })
  }
  const wholes = [before, after].map(({ cells: _, ...rest }) => rest)
  const whole =
    only === undefined ? textDifference('metadata', canonicalJson(wholes[0]), canonicalJson(wholes[1])) : undefined
  return {
    cells: cells.sort((a, b) => a.place - b.place).map(({ place: _, ...change }) => change),
    metadata: whole ? [whole] : [],
    fired: summed(compared.flatMap((each) => each.fired)),
  }
}

/** A cell that came or went: its source, or where outputs alone are asked for those it has; `undefined` where it has none. */
function inOneAlone(
  before: Cell | undefined,
  after: Cell | undefined,
  { only, replace }: NotebookDiffOptions,
): Omit<CellChange, 'before' | 'after'> | undefined {
  const [one, other] = [before, after].map((cell) => (cell ? outputsOf(cell) : [])) as [
    readonly Output[],
    readonly Output[],
  ]
  const outputs = only === 'outputs' ? compareOutputs(one, other, exactly, replace).differences : []
  if (only === 'outputs' && outputs.length === 0) return undefined
  const source = only === 'outputs' ? undefined : textDifference('source', before?.source ?? '', after?.source ?? '')
  return { isMoved: false, outputs, metadata: [], ...(source && { source }) }
}

/** A text of one notebook and of the other; `undefined` when they are the same. */
function textDifference(label: string, before: string, after: string): Difference | undefined {
  if (before === after) return undefined
  // The last line of a source has no end, and is no other line when one follows.
  const [left, right] = [before, after].map((text) => {
    const lines = text === '' ? '' : `${text}\n`
    return { raw: lines, normalised: lines }
  }) as [DiffedPair, DiffedPair]
  return { label, name: label, diff: diffTexts(left, right), rows: () => sideBySide(left, right) }
}

type DiffedPair = Parameters<typeof diffTexts>[0]

function metadataOf(one: Cell, other: Cell, isExact: boolean): Difference[] {
  const differences = [
    textDifference('cell type', one.cell_type, other.cell_type),
    textDifference('metadata', ...metadataTexts(one, other, isExact)),
    textDifference('attachments', canonicalJson(one.attachments ?? {}), canonicalJson(other.attachments ?? {})),
    isExact ? textDifference('execution count', outputCountOf(one), outputCountOf(other)) : undefined,
    isExact ? textDifference('id', one.id ?? '', other.id ?? '') : undefined,
  ]
  return differences.filter((each) => each !== undefined)
}

/** When a cell was executed is another each time. */
function metadataTexts(one: Cell, other: Cell, isExact: boolean): [string, string] {
  const texts = [one, other].map(({ metadata }) => {
    const { execution: _, ...rest } = metadata
    return canonicalJson(isExact ? metadata : rest)
  })
  return [texts[0]!, texts[1]!]
}

function outputCountOf(cell: Cell): string {
  return isCode(cell) ? String(cell.execution_count) : ''
}

const exactly: CellPolicy = {
  ...{ ignore: false, normalisers: [], ignored: [], only: [] },
  tolerance: { relative: 0, absolute: 0 },
}

/** What differs of the outputs of each pair, and what made others the same. */
function compareAll(
  before: Notebook,
  after: Notebook,
  pairs: readonly { before: number; after: number }[],
  { path, rules, replace, isExact }: NotebookDiffOptions,
): (Difference[] & { fired: Fired[] })[] {
  const policies = isExact ? [] : policiesOf(after, path, rules)
  const renaming = new Renaming()
  const compared = pairs.map((pair) => {
    const [one, other] = [outputsOf(before.cells[pair.before]!), outputsOf(after.cells[pair.after]!)]
    const policy = isExact ? exactly : policies[pair.after]!
    const comparison = policy.ignore ? nothingDiffers() : compareOutputs(one, other, policy, replace)
    const whole = isExact && comparison.differences.length === 0
    const left = whole ? textDifference('outputs', canonicalJson(one), canonicalJson(other)) : undefined
    if (left) comparison.differences.push(left)
    for (const { pairs: names } of comparison.agreements) renaming.add(names)
    return comparison
  })
  return compared.map(({ differences, agreements, fired }) => {
    const broken = agreements.filter(({ pairs: names }) => !names.every((name) => renaming.holdsFor(name)))
    return Object.assign([...differences, ...broken.map((each) => each.difference(renaming))], { fired })
  })
}

function nothingDiffers(): CellComparison {
  return { differences: [], agreements: [], fired: [], firedIn: new Map() }
}

function outputsOf(cell: Cell): readonly Output[] {
  return isCode(cell) ? cell.outputs : []
}
