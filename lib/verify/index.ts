/**
 * Whether a notebook's new outputs are those stored: normalised on both sides, compared per MIME type, differences explained.
 * Pure: notebooks and runs in, findings out.
 */
export { verifyAgain } from './again.ts'
export { type Aspect, aspectsOf, canonicalJson } from './aspects.ts'
export { type CellComparison, compareOutputs, type Difference } from './compare.ts'
export type { Fired, Replace } from './normalise.ts'
export { type CellPolicy, policiesOf } from './policy.ts'
export { identityNames, type Normaliser, presetNames, presetOf } from './presets.ts'
export { namesOfRules, ruleUses } from './rule-uses.ts'
export type { SideRow, TextPiece } from './side-by-side.ts'
export { plainText, visible } from './text.ts'
export { verifyUnchanged } from './unchanged.ts'
export type { Executed, RuleUses, Verdict, Verification } from './verdict.ts'
export { type ComparingOptions, updatedNotebook, verifyRun } from './verify.ts'
export { showWidgets } from './widgets.ts'
