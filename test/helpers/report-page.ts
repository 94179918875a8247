import type { CodeCell, Notebook } from '../../lib/notebook/index.ts'
import { notebookReport, wholeReport } from '../../lib/report/data/index.ts'
import { HtmlSections, htmlPage } from '../../lib/report/html/index.ts'
import type { Entry } from '../../lib/report/index.ts'
import { verifyRun } from '../../lib/verify/index.ts'
import { pairs } from './hostile-outputs.ts'

function entryOf(): Entry {
  const cells = pairs.map(
    ([name, outputs], at): CodeCell => ({
      ...{
        cell_type: 'code',
        id: `cell-${at + 1}`,
        metadata: {},
        source: `show('${name}') // </pre><script>1</script>`,
        outputs,
      },
      execution_count: at + 1,
    }),
  )
  const notebook: Notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells }
  const path = 'n/<script>x</script>&"\'.ipynb'
  const runs = pairs.map(([, , outputs], index) => ({
    ...{ index, id: `cell-${index + 1}`, status: 'ok' as const, outputs, executionCount: index + 1, milliseconds: 1 },
  }))
  const run = { path, kernel: 'k', milliseconds: 1, findings: [], cells: runs }
  const verification = verifyRun(notebook, run)
  return { name: 'x', notebook, run, verification, outcome: verification.verdict }
}

/** The page of a notebook whose outputs, source and name mean harm, and of a good one. */
export function hostileReportPage(): string {
  const entry = entryOf()
  const sections = new HtmlSections((text, pattern, by) => text.replace(pattern, by))
  const notebook = notebookReport(entry)
  sections.add(entry, notebook)
  const good = { ...notebook, path: 'n/good.ipynb', outcome: 'verified' as const, findings: [] }
  const facts = {
    ackbook: '1.0.0',
    command: 'verify',
    exitCode: 1,
    interrupted: false,
    started: '2026-11-29T00:00:00.000Z',
    milliseconds: 1,
  } as const
  const problems = [{ path: 'p<b>', message: 'no <i>' }]
  return htmlPage(wholeReport({ ...facts, notebooks: [good, notebook], problems }), sections)
}
