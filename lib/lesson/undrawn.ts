import type { MimeBundle } from '../notebook/index.ts'
import { nounOf, tableOf } from './data.ts'
import { highlight } from './highlight.ts'
import { type Html, html } from './html.ts'
import type { Page } from './page.ts'
import { textBlock, textPieces } from './text-block.ts'
import { objectOf } from './values.ts'
import { renderVdom } from './vdom.ts'

const mostRows = 50
const mostColumns = 20
/** Types that the ranked renderers have tried. */
const triedTypes =
  /^(?:text\/(?:html|plain|markdown|latex)|image\/(?:(?:vnd\.ackbook\.narrow-)?svg\+xml|png|jpeg|gif|webp|bmp|avif))$/

/** What only a program of its own would draw: its rows as a table, its data in a fold, or what it is. */
export function renderUndrawn(data: MimeBundle, page: Page): Html | undefined {
  const types = Object.keys(data).filter((type) => !triedTypes.test(type))
  const type =
    types.find((each) => tableOf(each, data[each]) !== undefined) ??
    types.find((each) => each !== 'application/json' && nounOf(each) !== undefined) ??
    types.find((each) => each === 'application/json' || each.startsWith('text/'))
  const value = type === undefined ? undefined : data[type]
  if (type === undefined || value === undefined) return undefined
  if (type === 'application/json') {
    const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
    return html`<div class="output application-json">${codeBlock(text, 'json', page)}</div>`
  }
  const vdom = type.startsWith('application/vdom.') ? renderVdom(value, page) : undefined
  if (vdom) return html`<div class="output text-html">${vdom}</div>`
  const noun = nounOf(type)
  if (noun !== undefined) return renderNamed(noun, type, value, data['text/plain'], page)
  return typeof value === 'string' ? html`<div class="output text-plain">${textBlock(value, page)}</div>` : undefined
}

function renderNamed(noun: string, type: string, value: unknown, plain: unknown, page: Page): Html {
  const table = tableOf(type, value)
  const words = typeof plain === 'string' && !isNoise(plain) ? plain : undefined
  const json = isWorthReading(type, value) ? value : undefined
  const script = typeof value === 'string' && type.endsWith('javascript') ? value : undefined
  const does = script !== undefined ? 'run' : /^(?:audio|video)\//.test(type) ? 'play' : 'draw'
  const has = table ? 'its data as a table' : json ? 'its data' : words !== undefined ? 'its words' : 'a note'
  page.omit('output', `${noun.replace(/^An? /, '')} (${type})`, `a page does not ${does} it, and has ${has} instead`)
  const parts = [
    html`<p class="label">${noun}, which a page does not ${does}${table ? ': its data' : ''}.</p>`,
    words !== undefined && textBlock(words, page),
    table && renderTable(table.columns, table.rows),
    json !== undefined && foldData('The data as JSON', textPieces(JSON.stringify(json, null, 2), page, plainly)),
    script !== undefined && foldData('The script', codeBlock(script, 'javascript', page)),
  ]
  return html`<div class="output data">${parts}</div>`
}

/** A widget's data is the name of its model, a loader's nothing. */
function isWorthReading(type: string, value: unknown): boolean {
  const holds = Array.isArray(value) ? value.length > 0 : Object.keys(objectOf(value)).length > 0
  return holds && !/widget-view|_exec\./.test(type)
}

function foldData(summary: string, content: Html): Html {
  return html`<details><summary>${summary}</summary>${content}</details>`
}

function plainly(text: string): Html {
  return html`${text}`
}

function renderTable(columns: readonly string[], rows: readonly (readonly unknown[])[]): Html {
  const names = columns.slice(0, mostColumns)
  const numbers = names.map((_, at) =>
    rows.every((row) => (row[at] ?? undefined) === undefined || typeof row[at] === 'number'),
  )
  const text = (value: unknown) =>
    typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
  const side = (at: number) => numbers[at] && html` class="n"`
  const cell = (value: unknown, at: number) => html`<td${side(at)}>${text(value).slice(0, 200)}</td>`
  const left = [
    ...(rows.length > mostRows ? [`${rows.length - mostRows} rows`] : []),
    ...(columns.length > mostColumns ? [`${columns.length - mostColumns} columns`] : []),
  ]
  const body = rows.slice(0, mostRows).map((row) => html`<tr>${names.map((_, at) => cell(row[at], at))}</tr>`)
  const head = html`<thead><tr>${names.map((name, at) => html`<th${side(at)}>${name}</th>`)}</tr></thead>`
  const more = left.length > 0 && html`<p class="label">${left.join(' and ')} more are in the notebook.</p>`
  return html`<div class="scroll"><table>${head}<tbody>${body}</tbody></table></div>${more}`
}

/** `<IPython.core.display.HTML object>`, `alt.Chart(...)`: a name and no content. */
export function isNoise(plain: string): boolean {
  return /^\s*(?:<[^<>\n]{1,200}>|[\w.]{1,80}\(\.\.\.\))?\s{0,20}$/.test(plain)
}

function codeBlock(code: string, language: string, page: Page): Html {
  return textPieces(code, page, (part) => highlight(part, language))
}
