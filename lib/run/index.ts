/**
 * Executes one notebook on one fresh kernel: cells in order, outputs gathered by nbformat's rules, and a finding for
 * whatever went wrong, so that a run without findings is good.
 */
export { checkKernel, type KernelCheck } from './kernel-check.ts'
export { type KernelSnippets, snippetNames } from './kernel-snippets.ts'
export { runNotebook } from './run-notebook.ts'
export { startAhead } from './starting.ts'
export type { CellRun, NotebookRun, RunEvent, RunNotebook, RunOptions, StartingKernel } from './types.ts'
