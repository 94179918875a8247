import type { Notebook, Output } from '../notebook/index.ts'
import { aspectsOf } from './aspects.ts'
import type { CellComparison } from './compare.ts'
import type { CellPolicy } from './policy.ts'
import { type Compare, type Executed, type VerdictScope, type Verification, verdictOn } from './verdict.ts'

/**
 * What `verifyRun` says of an execution that left exactly what is stored; `undefined` for any other. It stands apart because most
 * notebooks that are verified are such, and then nothing has to be loaded that reads markup or pictures, or draws a diff.
 *
 * @throws NotebookError when the notebook's own settings (`ackbook` in its metadata) are not valid
 */
export function verifyUnchanged(notebook: Notebook, run: Executed, scope?: VerdictScope): Verification | undefined {
  let isUnchanged = true
  const compare: Compare = (stored, fresh, policy) => {
    isUnchanged &&= areEqual(stored, fresh, policy)
    return sameCell
  }
  const verification = verdictOn(notebook, run, compare, scope)
  return isUnchanged ? verification : undefined
}

/** What has a name of its own is called the same on both sides: nothing has to agree with anything else. */
const sameCell: CellComparison = { differences: [], agreements: [], fired: [], firedIn: new Map() }

function areEqual(stored: readonly Output[], fresh: readonly Output[], { ignored, only }: CellPolicy): boolean {
  const [before, after] = [stored, fresh].map((outputs) => aspectsOf(outputs, { ignore: ignored, only })) as [
    ReturnType<typeof aspectsOf>,
    ReturnType<typeof aspectsOf>,
  ]
  return (
    before.size === after.size &&
    [...before].every(([key, { kind, content }]) => {
      const other = after.get(key)
      return other !== undefined && other.kind === kind && other.content === content
    })
  )
}
