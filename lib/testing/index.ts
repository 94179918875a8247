/** Each notebook a test of one's own runner of tests: `notebooks('notebooks', { test })` with the `test` of node:test, uvu or Vitest. */
export { type NotebookTests, notebooks, type TestFunction } from './notebooks.ts'
