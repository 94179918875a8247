import type { MimeBundle } from '../notebook/index.ts'
import { stripAnsi } from './ansi.ts'
import { nounOf, tableOf } from './data.ts'
import { renderSvg } from './figure.ts'
import { highlight } from './highlight.ts'
import { type Html, html } from './html.ts'
import { renderMarkdownOutput } from './markdown.ts'
import { renderLatexOutput } from './mathematics.ts'
import type { Page } from './page.ts'
import { bitmapProblem, rasterAddress, rasterImage } from './raster.ts'
import { sanitiseHtml } from './sanitise.ts'
import { animationOf, chartOf } from './scripted.ts'
import { block, textBlock } from './text-block.ts'
import { objectOf } from './values.ts'
import { renderVdom } from './vdom.ts'

/** A bundle of MIME types: one output in several forms, of which the page shows one. */
interface Context {
  data: MimeBundle
  metadata: Record<string, unknown>
  page: Page
}

type Renderer = (value: string, context: Context, type: string) => Html | undefined

const bitmaps = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp', 'image/avif']

/**
 * In JupyterLab's order. A renderer that cannot show its value says `undefined`, and the next one is asked.
 * @see JupyterLab, rendermime: HTML 50, Markdown 60, LaTeX 70, SVG 80, bitmaps 90, plain text 120
 */
const renderers: readonly (readonly [type: string, Renderer])[] = [
  ['text/html', renderHtml],
  ['text/markdown', (value, { page }) => renderMarkdownOutput(value, page)],
  ['text/latex', (value, { page }) => (value.trim() === '' ? undefined : renderLatexOutput(value, page))],
  ['image/svg+xml', (value, context, type) => renderSvg(value, context.page, labelOf(context, type))],
  ...bitmaps.map((type) => [type, renderBitmap] as const),
]

/** `undefined` for a bundle that shows nothing in Jupyter either. */
export function renderBundle(data: MimeBundle, metadata: Record<string, unknown>, page: Page): Html | undefined {
  const context = { data: withChart(data), metadata, page }
  const problems = page.omissions.length
  const shown = richest(context) ?? renderData(context)
  if (shown) return shown
  const plain = data['text/plain']
  const scripted = /<script\b/i.test(String(data['text/html'] ?? ''))
  if (scripted) page.omit('output', 'text/html', 'it is a script and nothing else')
  if (typeof plain === 'string' && !(isNoise(plain) && 'text/html' in data)) {
    return html`<div class="output text-plain">${textBlock(plain, page)}</div>`
  }
  const types = Object.keys(data).filter((type) => !/^text\/(?:html|plain|markdown|latex)$/.test(type))
  if (types.length === 0) return scripted ? note('A script, which a page does not run, is in the notebook.') : undefined
  const [type] = types as [string]
  if (page.omissions.length === problems) page.omit('output', type, 'a page cannot show it')
  return note(`${nounOf(type) ?? 'An output'} (${types.join(', ')}) that a page cannot show is in the notebook.`)
}

/** A chart that is nothing but a script has its data there. */
function withChart(data: MimeBundle): MimeBundle {
  const markup = data['text/html']
  if (
    typeof markup !== 'string' ||
    !/<script\b/i.test(markup) ||
    Object.keys(data).some((type) => /\+json$/.test(type))
  )
    return data
  const chart = chartOf(markup)
  return chart ? { ...data, [chart.type]: chart.value } : data
}

function richest(context: Context): Html | undefined {
  const { data, page } = context
  for (const [type, render] of ranked(context)) {
    const value = data[type]
    if (typeof value !== 'string') continue
    const before = page.omissions.length
    const shown = render(value, context, type)
    if (shown) return html`<div class="output ${type.replace(/\W+/g, '-')}">${shown}</div>`
    // What a form lacks that is not shown lacks nothing on the page; a damaged picture does.
    page.omissions.splice(before, Number.POSITIVE_INFINITY, ...page.omissions.slice(before).filter(isDamage))
  }
  return undefined
}

function isDamage({ kind }: Page['omissions'][number]): boolean {
  return kind === 'picture'
}

/** HTML that is nothing without its script gives way to a picture of it. */
function ranked({ data, page }: Context): typeof renderers {
  const markup = data['text/html']
  const interactive = typeof markup === 'string' && /<(?:script|canvas|iframe|object|embed|video)\b/i.test(markup)
  const pictured = ['image/svg+xml', ...bitmaps].some((type) => type in data)
  if (!interactive || !pictured) return renderers
  page.omit('output', 'text/html', 'it is nothing without its script, and the page has its picture')
  return [...renderers.slice(1), ...renderers.slice(0, 1)]
}

function renderHtml(value: string, { page }: Context): Html | undefined {
  const animation = animationOf(value)
  const frame = animation && rasterImage(animation.first)
  if (animation && frame) {
    page.omit('output', 'an animation', `a page has its first frame of ${animation.frames}`)
    return html`<figure class="figure paper"><img src="${frame}" alt="An animation’s first frame"></figure><p class="label">The first frame of an animation of ${animation.frames}.</p>`
  }
  return sanitiseHtml(value, page, { kind: 'output' })
}

function renderBitmap(value: string, context: Context, type: string): Html | undefined {
  const address = rasterAddress(type, value)
  if (address === undefined) {
    context.page.omit('picture', type, bitmapProblem(type, value))
    return undefined
  }
  const { width, height } = objectOf(context.metadata[type])
  const size = (name: string, pixels: unknown) =>
    typeof pixels === 'number' && pixels > 0 && html` ${name}="${Math.round(pixels)}"`
  return html`<div class="figure paper"><img src="${address}" alt="${labelOf(context, type)}"${size('width', width)}${size('height', height)}></div>`
}

/** What a picture says to those who do not see it: its own text alternative, else the words that came with it. */
function labelOf({ data, metadata }: Context, type: string): string {
  const alternative = objectOf(metadata[type]).alt ?? metadata.alt
  if (typeof alternative === 'string' && alternative.trim() !== '') return alternative
  const plain = data['text/plain']
  const words = typeof plain === 'string' ? stripAnsi(plain).replace(/^<|>$/g, '').trim() : ''
  return words !== '' && words.length <= 200 && !words.includes('\n') ? words : 'Picture without a description'
}

const mostRows = 50
const mostColumns = 20

/** What only a program of its own would draw: its rows, its data in a fold, or what it is. */
function renderData({ data, page }: Context): Html | undefined {
  const others = Object.keys(data).filter((type) => !/^text\/(?:html|plain|markdown|latex)$/.test(type))
  const type =
    others.find((each) => tableOf(each, data[each]) !== undefined) ?? others.find((each) => nounOf(each) !== undefined)
  const json = type === undefined || type === 'application/json' ? data['application/json'] : undefined
  if (json !== undefined) return html`<div class="output application-json">${jsonBlock(json, page)}</div>`
  const other = type ?? others[0]
  if (other === undefined || bitmaps.includes(other) || other === 'image/svg+xml') return undefined
  const value = data[other]
  const vdom = other.startsWith('application/vdom.') ? renderVdom(value, page) : undefined
  if (vdom) return html`<div class="output text-html">${vdom}</div>`
  if (nounOf(other) === undefined)
    return other.startsWith('text/') && typeof value === 'string'
      ? html`<div class="output text-plain">${textBlock(value, page)}</div>`
      : undefined
  const noun = nounOf(other)!
  const table = tableOf(other, value)
  const plain = data['text/plain']
  const told = table ? 'its data as a table' : typeof value === 'object' ? 'its data' : 'a note'
  const does = verbOf(other)
  page.omit('output', `${noun.replace(/^An? /, '')} (${other})`, `a page does not ${does} it, and has ${told} instead`)
  return html`<div class="output data"><p class="label">${noun}, which a page does not ${does}${table ? ': its data' : ''}.</p>${
    typeof plain === 'string' && !isNoise(plain) && textBlock(plain, page)
  }${table && renderTable(table.columns, table.rows)}${
    typeof value === 'object' &&
    Object.keys(objectOf(value)).length > 0 &&
    !/widget-view|_exec\./.test(other) &&
    html`<details><summary>The data as JSON</summary>${block(JSON.stringify(value, null, 2), page, (part) => html`${part}`)}</details>`
  }${typeof value === 'string' && /javascript$/.test(other) && html`<details><summary>The script</summary>${block(value, page, (part) => highlight(part, 'javascript'))}</details>`}</div>`
}

function verbOf(type: string): string {
  if (/javascript$/.test(type)) return 'run'
  return /^(?:audio|video)\//.test(type) ? 'play' : 'draw'
}

function renderTable(columns: readonly string[], rows: readonly (readonly unknown[])[]): Html {
  const names = columns.slice(0, mostColumns)
  const text = (value: unknown) =>
    typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
  const isNumber = names.map((_, at) =>
    rows.every((row) => row[at] === undefined || row[at] === null || typeof row[at] === 'number'),
  )
  const left = [
    rows.length > mostRows && `${rows.length - mostRows} rows`,
    columns.length > mostColumns && `${columns.length - mostColumns} columns`,
  ].filter((part) => part !== false)
  return html`<div class="scroll"><table><thead><tr>${names.map((name, at) => html`<th${isNumber[at] && html` class="n"`}>${name}</th>`)}</tr></thead><tbody>${rows
    .slice(0, mostRows)
    .map(
      (row) =>
        html`<tr>${names.map((_, at) => html`<td${isNumber[at] && html` class="n"`}>${text(row[at]).slice(0, 200)}</td>`)}</tr>`,
    )}</tbody></table></div>${
    left.length > 0 && html`<p class="label">${left.join(' and ')} more are in the notebook.</p>`
  }`
}

/** `<IPython.core.display.HTML object>`, `alt.Chart(...)`: a name and no content. */
function isNoise(plain: string): boolean {
  return /^\s*(?:<[^<>\n]{1,200}>|[\w.]{1,80}\(\.\.\.\))?\s{0,20}$/.test(plain)
}

function jsonBlock(value: unknown, page: Page): Html {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return block(text, page, (part) => highlight(part, 'json'))
}

function note(text: string): Html {
  return html`<p class="output label">${text}</p>`
}
