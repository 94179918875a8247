/**
 * Executes one notebook on one fresh kernel: cells in order, outputs gathered by nbformat's rules, and a finding for
 * whatever went wrong, so that a run without findings is good.
 */
export { runNotebook } from './run-notebook.ts'
export type { CellRun, NotebookRun, RunEvent, RunNotebook, RunOptions } from './types.ts'
