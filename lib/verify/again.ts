import { type Finding, isCode, type Notebook } from '../notebook/index.ts'
import { plainReplace } from './normalise.ts'
import { policiesOf } from './policy.ts'
import { remedyOf } from './remedy.ts'
import { accept, type Executed, type Verification } from './verdict.ts'
import { type ComparingOptions, verifyRun } from './verify.ts'
import { showWidgets } from './widgets.ts'

/**
 * What a second run adds to a verification that found differences: remedies for what was seen to vary. A notebook that differed
 * only in that two identities had the same name by chance is verified when they have it no more.
 *
 * @param verification of `run`
 */
export function verifyAgain(
  notebook: Notebook,
  run: Executed,
  again: Executed,
  verification: Verification,
  options: ComparingOptions = {},
): Verification {
  if (verification.mayBeChance) {
    const second = verifyRun(notebook, again, options)
    if (second.verdict === 'verified') return second
  }
  const { replace = plainReplace, rules } = options
  const policies = policiesOf(notebook, run.path, rules)
  const [show, showAgain] = [showWidgets(notebook, run), showWidgets(notebook, again)]
  const findings = verification.findings.map((finding): Finding => {
    const { kind, cell, remedy } = finding
    if (kind !== 'output-differs' || cell === undefined || remedy !== accept) return finding
    const [first, second] = [run, again].map(({ cells }) => cells.find(({ index }) => index === cell))
    const stored = notebook.cells[cell]
    if (!first || !second || !stored || !isCode(stored)) return finding
    if (second.status !== 'ok') return { ...finding, remedy: `a second run did not come this far; ${accept}` }
    const [before, once] = show(stored.outputs, first.outputs)
    const [, twice] = showAgain(stored.outputs, second.outputs)
    const seen = { stored: before, first: once, second: twice }
    return { ...finding, remedy: remedyOf(seen, policies[cell]!, replace) }
  })
  return { ...verification, findings }
}
