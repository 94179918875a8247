import { isWrong } from '../data/gather.ts'
import { summaryOf } from '../data/github.ts'
import type { NotebookReport, Report } from '../data/shape.ts'
import { elapsed } from '../words.ts'
import { htmlText } from './escape.ts'
import type { HtmlSections } from './sections.ts'
import { reportStyle } from './style.ts'

/** Nothing is fetched and nothing runs, whatever a notebook has left in it. */
const contentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/** The whole page: one file. */
export function htmlPage(report: Report, sections: HtmlSections): string {
  const { command, notebooks, problems, started, milliseconds, ackbook, interrupted } = report
  const said = summaryOf(report)
  const title = `ackbook ${command}: ${said}`
  const shown = notebooks.filter(({ path }) => sections.of(path) !== undefined)
  const anchors = new Map(shown.map(({ path }, at) => [path, `notebook-${at + 1}`]))
  const ordered = [...notebooks.filter(isWrong), ...notebooks.filter((each) => !isWrong(each))]
  return pageFrame(
    title,
    `<h1>${htmlText(said)}</h1>
<p>ackbook ${command}, ${htmlText(started)}, ${elapsed(milliseconds)}, version ${htmlText(ackbook)}</p>
${interrupted ? '<p>It was interrupted: this is what was done until then.</p>' : ''}
${problems.map(({ path = '', message }) => `<p class="problem">${htmlText(path === '' ? message : `${path}: ${message}`)}</p>`).join('\n')}
${notebooks.length > 0 ? notebooksTable(ordered, anchors) : ''}
${shown.map((notebook) => sectionOf(notebook, anchors.get(notebook.path)!, sections.of(notebook.path)!)).join('\n')}`,
  )
}

/** A page of one file around what stands in it. */
export function pageFrame(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`
}

function notebooksTable(notebooks: readonly NotebookReport[], anchors: ReadonlyMap<string, string>): string {
  const rows = notebooks.map(({ path, outcome, cells, milliseconds }) => {
    const anchor = anchors.get(path)
    const name = anchor === undefined ? htmlText(path) : `<a href="#${anchor}">${htmlText(path)}</a>`
    const time = outcome === 'unchanged' || outcome === 'not-run' ? '' : elapsed(milliseconds)
    return `<tr><th scope="row">${name}</th><td class="${outcome}">${outcome.replace('-', ' ')}</td><td>${cells.length}</td><td>${time}</td></tr>`
  })
  const head = ['notebook', 'outcome', 'cells', 'time'].map((each) => `<th scope="col">${each}</th>`).join('')
  return `<div class="scroll" tabindex="0" role="group" aria-label="all notebooks"><table><thead><tr>${head}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>`
}

function sectionOf({ path, outcome }: NotebookReport, anchor: string, content: string): string {
  const word = `<span class="${outcome}">${outcome}</span>`
  return `<section id="${anchor}" aria-labelledby="${anchor}-name"><h2 id="${anchor}-name">${htmlText(path)} ${word}</h2>\n${content}\n</section>`
}
