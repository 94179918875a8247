import { isCode, type Output } from '../../notebook/index.ts'
import { aspectsOf, type Difference } from '../../verify/index.ts'
import type { CellChange } from '../../verify/notebook-diff.ts'
import { areSame, type ComparedNotebooks, cellChangeTitle } from '../notebook-diff.ts'
import { htmlText } from './escape.ts'
import { pageFrame } from './page.ts'
import { differenceHtml } from './sections.ts'

/** Notebooks side by side: one file, in which nothing runs or is fetched. */
export function htmlDiffPage(title: string, all: readonly ComparedNotebooks[]): string {
  const differing = all.filter((each) => !areSame(each))
  const same = all.length - differing.length
  const sections = differing.map((each, at) => {
    const cells = each.diff.cells.map((change) => changeHtml(change, each))
    const whole = each.diff.metadata.map((difference) => differenceHtml(difference, [], [], beforeAndAfter))
    const head = `<h2 id="notebook-${at + 1}">${htmlText(each.name)} <span class="differs">${each.alone ?? 'differs'}</span></h2>`
    return `<section aria-labelledby="notebook-${at + 1}">${head}\n${[...cells, ...whole].join('\n')}</section>`
  })
  const told = same > 0 ? `<p>${same} the same</p>` : ''
  return pageFrame(title, `<h1>${htmlText(title)}</h1>\n${told}\n${sections.join('\n')}`)
}

const beforeAndAfter = ['before', 'after'] as const

function changeHtml(change: CellChange, compared: ComparedNotebooks): string {
  const { before: from, after: to, source, outputs, metadata } = change
  const [old, now] = [outputsAt(compared.before, from), outputsAt(compared.after, to)].map(aspectsIn) as [
    Aspects,
    Aspects,
  ]
  const html = (difference: Difference, isOutput: boolean) =>
    differenceHtml(difference, isOutput ? old : [], isOutput ? now : [], beforeAndAfter)
  return [
    `<h3>${htmlText(cellChangeTitle(change, compared))}</h3>`,
    ...(source ? [html(source, false)] : []),
    ...outputs.map((each) => html(each, true)),
    ...metadata.map((each) => html(each, false)),
  ].join('')
}

type Aspects = ReturnType<typeof aspectsIn>

function aspectsIn(outputs: readonly Output[]) {
  return [...aspectsOf(outputs).values()]
}

function outputsAt({ cells }: ComparedNotebooks['before'], at: number | undefined): readonly Output[] {
  const cell = at === undefined ? undefined : cells[at]
  return cell && isCode(cell) ? cell.outputs : []
}
