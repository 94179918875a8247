import { isCode } from '../../notebook/index.ts'
import {
  type Aspect,
  aspectsOf,
  compareOutputs,
  type Difference,
  policiesOf,
  type Replace,
  type SideRow,
  showWidgets,
  type TextPiece,
} from '../../verify/index.ts'
import { isWrong } from '../data/gather.ts'
import type { NotebookReport } from '../data/shape.ts'
import { type Told, toldOf } from '../data/told.ts'
import type { Entry } from '../entry.ts'
import { htmlText } from './escape.ts'
import { pictureHtml } from './pictures.ts'

/** Characters of a page, about: what would make it larger is told and not shown. */
const longestPage = 40_000_000

/** What is said of each notebook that is not as it is stored; made while its outputs are at hand. */
export class HtmlSections {
  readonly #sections = new Map<string, string>()
  readonly #replace: Replace
  #room = longestPage

  constructor(replace: Replace) {
    this.#replace = replace
  }

  of(path: string): string | undefined {
    return this.#sections.get(path)
  }

  /** @param entry with its outputs, stored and new; without it, what differs is told as text */
  add(entry: Entry | undefined, report: NotebookReport): void {
    // One that was updated is shown as it was before.
    const seen = report.outcome === 'updated' ? { ...report, outcome: 'differs' as const } : report
    if (!isWrong(seen)) return
    const parts = toldOf(seen).map((told) => {
      const part = findingHtml(told, entry, this.#replace)
      if (part.length > this.#room)
        return `<h3>${htmlText(told.title)}</h3><p>There is no room for more on this page.</p>`
      this.#room -= part.length
      return part
    })
    this.#sections.set(report.path, parts.join('\n'))
  }
}

function findingHtml(told: Told, entry: Entry | undefined, replace: Replace): string {
  const sides = entry && told.kind === 'output-differs' ? sidesOf(told, entry, replace) : undefined
  const cell = entry && cellOf(told, entry)
  const source = cell
    ? `<details><summary>source</summary><pre tabindex="0">${htmlText(cell.source)}</pre></details>`
    : ''
  const text = sides === undefined && told.text !== '' ? `<pre tabindex="0">${htmlText(told.text)}</pre>` : ''
  const remedy =
    sides !== undefined && told.remedy !== undefined ? `<p class="remedy">${htmlText(told.remedy)}</p>` : ''
  return `<h3>${htmlText(told.title)}</h3>${source}${sides ?? ''}${text}${remedy}`
}

function cellOf({ cell }: Told, { notebook }: Entry) {
  const found = cell === undefined ? undefined : notebook.cells[cell]
  return found && isCode(found) ? found : undefined
}

/** `undefined` where there is no more to see than the text tells. */
function sidesOf(told: Told, entry: Entry, replace: Replace): string | undefined {
  const stored = cellOf(told, entry)
  const fresh = entry.run.cells.find(({ index }) => index === told.cell)
  const policy = told.cell === undefined ? undefined : policiesOf(entry.notebook, entry.run.path)[told.cell]
  if (!stored || !fresh || !policy) return undefined
  const sides = showWidgets(entry.notebook, entry.run)(stored.outputs, fresh.outputs)
  const differences = differencesOf(() => compareOutputs(...sides, policy, replace).differences)
  if (differences.length === 0) return undefined
  const selection = { ignore: policy.ignored, only: policy.only }
  const [before, after] = sides.map((outputs) => [...aspectsOf(outputs, selection).values()])
  return differences.map((difference) => differenceHtml(difference, before!, after!)).join('')
}

/** One difference between outputs, or texts, in two columns; a picture as one. @param sides what the columns are called */
export function differenceHtml(
  difference: Difference,
  before: readonly Aspect[],
  after: readonly Aspect[],
  sides: readonly [string, string] = ['stored', 'new'],
): string {
  const { label } = difference
  const [old, now] = [before, after].map((aspects) => aspects.find((each) => each.label === label))
  const pictures = [pictureHtml(old, `${sides[0]} ${label}`), pictureHtml(now, `${sides[1]} ${label}`)]
  const isPicture = (old || now) && !pictures.includes(undefined)
  const shown = isPicture ? twoColumns(`<tr><td>${pictures[0]}</td><td>${pictures[1]}</td></tr>`, label, sides) : ''
  const isBytes = isPicture && old?.kind !== 'text' && now?.kind !== 'text'
  return `<h4>${htmlText(label)}</h4>${shown}${isBytes ? bytesOf(difference) : textOf(difference, sides)}`
}

/** A pattern of the notebook's that was in time once may be late now: the text of the finding is there all the same. */
function differencesOf(compare: () => Difference[]): Difference[] {
  try {
    return compare()
  } catch {
    return []
  }
}

function bytesOf({ diff }: Difference): string {
  return `<pre tabindex="0">${htmlText(diff)}</pre>`
}

function textOf(difference: Difference, sides: readonly [string, string]): string {
  const rows = difference.rows?.()
  return rows ? twoColumns(rows.map(rowHtml).join('\n'), difference.label, sides) : bytesOf(difference)
}

function twoColumns(rows: string, label: string, [old, now]: readonly [string, string]): string {
  const head = `<thead><tr><th scope="col">${old}</th><th scope="col">${now}</th></tr></thead>`
  return `<div class="scroll" tabindex="0" role="group" aria-label="${htmlText(label)}, ${old} and ${now}"><table class="sides">${head}<tbody>${rows}</tbody></table></div>`
}

function rowHtml(row: SideRow): string {
  if (row.kind === 'gap') return '<tr class="gap"><td>…</td><td>…</td></tr>'
  if (row.kind === 'more') return '<tr class="gap"><td colspan="2">… more rows than can be shown</td></tr>'
  return `<tr class="${row.kind}"><td>${sideHtml(row.stored, 'del')}</td><td>${sideHtml(row.fresh, 'ins')}</td></tr>`
}

function sideHtml(pieces: readonly TextPiece[] | undefined, tag: 'del' | 'ins'): string {
  return (pieces ?? [])
    .map(({ text, differs }) => (differs ? `<${tag}>${htmlText(text) || '␤'}</${tag}>` : htmlText(text)))
    .join('')
}
