/** What is wrong with a notebook that can be seen without running it. Pure: the text of its file in, faults out. */
export type { LintFault } from './fault.ts'
export { heldModules, localImports } from './imports.ts'
export { lintText } from './lint.ts'
export { checkRuleNames, checkRules, type Level } from './rules.ts'
