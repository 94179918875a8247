/** Below a cell that its page cannot run: why. */
export const hinderedStyle: string = `
.hindered { margin: .3rem 0 0; font: .8125rem var(--text); color: var(--soft); }
`

/** Cells that run in the page: what stands below their code, and below an editor. It comes with the script that puts it there. */
export const cellsStyle: string = `
.run-row { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .6rem; margin: .4rem 0; font: .8125rem var(--text); color: var(--soft); }
.run-row button { min-height: 1.75rem; padding: 0 .7rem; border: 1px solid var(--line); border-radius: .35rem; background: var(--ground); color: var(--accent); font: inherit; cursor: pointer; }
.run-row button:hover:not(:disabled), .run-row.wish button { border-color: var(--accent); }
.run-row.wish span, .run-row .wish { color: var(--ink); }
.run-row .wish { flex-basis: 100%; }
.bench .run-row button:first-child { background: var(--accent); border-color: var(--accent); color: var(--ground); }
.bench { margin: .2rem 0 0; min-width: 0; }
.bench .output pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.bench .output table { border-collapse: collapse; }
.bench .output :is(td, th) { padding: .15rem .6rem; border-bottom: 1px solid var(--line); text-align: start; }
.bench[data-running] .outputs { opacity: .85; }
@media (max-width: 46rem) {
  main > .cell .run-row, .run-row + .hindered { padding: 0 1rem; }
  .bench .outputs, .bench .cm-editor { border-radius: 0; border-left: 0; border-right: 0; }
}
@media (hover: none) { .run-row button { min-height: 2.5rem; } }
@media print {
  .run-row, .bench { display: none; }
  .cell:has(.bench) :is(pre.code, .outputs, details)[hidden] { display: block !important; }
}
`
