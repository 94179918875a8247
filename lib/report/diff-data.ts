import type { Difference } from '../verify/index.ts'
import type { ProblemReport } from './data/index.ts'
import { areSame, type ComparedNotebooks } from './notebook-diff.ts'

/**
 * What differs between notebooks, as data: what `ackbook diff --json` writes. `diff.schema.json` in the package tells it to others.
 * Members are added as need be; should one change its meaning or go, `version` grows.
 */
interface DiffReport {
  version: 1
  /** Of this package. */
  ackbook: string
  /** All are the same, and none could not be compared. */
  equal: boolean
  notebooks: ComparedReport[]
  /** What could not be compared. */
  problems: ProblemReport[]
}

interface ComparedReport {
  name: string
  status: 'same' | 'differs' | 'added' | 'removed'
  /** Cells that are not the same in both, in the order of the second notebook; one that went stands where it stood. */
  cells: ChangedCellReport[]
  /** Of the notebook as a whole. */
  metadata: DifferenceReport[]
  /** What made different outputs count as the same, and how often. */
  normalised: { name: string; count: number }[]
}

interface ChangedCellReport {
  change: 'added' | 'removed' | 'changed'
  moved: boolean
  /** Its 0-based place in each notebook, and its id there. */
  before?: CellPlaceReport
  after?: CellPlaceReport
  /** Of its source: lines with `- ` and `+ ` before them. */
  source?: string
  outputs: DifferenceReport[]
  /** Type, metadata, attachments; with `--exact` count and id. */
  metadata: DifferenceReport[]
}

interface CellPlaceReport {
  cell: number
  id?: string
}

interface DifferenceReport {
  /** What differs: `stdout`, `image/png`, `metadata`. */
  label: string
  diff: string
}

/** @param version of this package */
export function diffReport(
  all: readonly ComparedNotebooks[],
  problems: readonly ProblemReport[],
  version: string,
): DiffReport {
  const equal = problems.length === 0 && all.every(areSame)
  return { version: 1, ackbook: version, equal, notebooks: all.map(comparedReport), problems: [...problems] }
}

function comparedReport(compared: ComparedNotebooks): ComparedReport {
  const { name, before, after, diff, alone } = compared
  return {
    name,
    status: alone ?? (areSame(compared) ? 'same' : 'differs'),
    cells: diff.cells.map(({ before: from, after: to, isMoved, source, outputs, metadata }) => ({
      change: from === undefined ? 'added' : to === undefined ? 'removed' : 'changed',
      moved: isMoved,
      ...(from !== undefined && { before: placeReport(from, before.cells[from]!) }),
      ...(to !== undefined && { after: placeReport(to, after.cells[to]!) }),
      ...(source && { source: source.diff }),
      ...{ outputs: outputs.map(differenceReport), metadata: metadata.map(differenceReport) },
    })),
    metadata: diff.metadata.map(differenceReport),
    normalised: diff.fired.map(({ name, count }) => ({ name, count })),
  }
}

function placeReport(cell: number, { id }: { id?: string | undefined }): CellPlaceReport {
  return { cell, ...(id !== undefined && { id }) }
}

function differenceReport({ label, diff }: Difference): DifferenceReport {
  return { label, diff }
}
