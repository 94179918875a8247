import type { CheckRule } from '../notebook/index.ts'

export type Level = 'error' | 'warning' | 'info'

/** What is looked for, how much it counts, and what it means. */
export const checkRules: Readonly<Record<CheckRule, { level: Level; what: string }>> = {
  format: { level: 'error', what: 'what nbformat 4.0 to 4.5 does not allow' },
  'cell-type': { level: 'error', what: 'cells that are neither code, Markdown nor raw' },
  'missing-id': { level: 'error', what: 'cells without an id (nbformat 4.5)' },
  'bad-id': { level: 'error', what: 'ids that are none: 1 to 64 letters, digits, - and _' },
  'duplicate-id': { level: 'error', what: 'cells that have the id of another' },
  'count-order': {
    level: 'warning',
    what: 'execution counts that are not 1, 2, 3, … : the outputs are not of one run',
  },
  'missing-count': { level: 'warning', what: 'cells with outputs and no count: edited by hand, or half cleared' },
  'never-executed': { level: 'error', what: 'cells that were never executed, while others were' },
  stripped: { level: 'warning', what: 'notebooks of which no cell has an output or a count' },
  'stored-error': { level: 'error', what: 'errors that are stored, of cells that are not tagged raises-exception' },
  stale: { level: 'warning', what: 'sources that have changed since ackbook verified their outputs here' },
  settings: { level: 'error', what: 'settings under "ackbook" that are not valid' },
  tag: { level: 'error', what: 'tags and comments that are a letter away from one that is known' },
  'no-kernelspec': { level: 'warning', what: 'notebooks that name no kernel' },
  kernel: { level: 'error', what: 'kernels that are not installed (--no-kernels leaves it out)' },
  import: { level: 'error', what: 'imports of files beside the notebook that are not there' },
  link: { level: 'warning', what: 'links, pictures and attachments that are not there' },
  'byte-form': { level: 'info', what: 'files that Jupyter would write otherwise when it saves them' },
}

export const checkRuleNames: readonly CheckRule[] = Object.keys(checkRules) as CheckRule[]
