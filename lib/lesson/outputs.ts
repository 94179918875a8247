import type { MimeBundle, Output, StreamOutput } from '../notebook/index.ts'
import { renderAnsi, stripAnsi } from './ansi.ts'
import { renderSvg } from './figure.ts'
import { highlight } from './highlight.ts'
import { type Html, html } from './html.ts'
import { renderMarkdownOutput } from './markdown.ts'
import { renderLatexOutput } from './mathematics.ts'
import type { Page } from './page.ts'
import { rasterAddress } from './raster.ts'
import { sanitiseHtml } from './sanitise.ts'

/** What a page shows of one text, and of one cell; the rest is said to be in the notebook. */
const mostCharacters = 60_000
const mostOutputs = 100
/** A text longer than this scrolls in its own box. */
const tallLines = 40

/** A cell's outputs, each by the richest of its types that is safe to show. */
export function renderOutputs(outputs: readonly Output[], page: Page): Html[] {
  const joined = joinStreams(outputs)
  const shown = joined.slice(0, mostOutputs).map((output) => renderOutput(output, page))
  const left = joined.length - shown.length
  if (left === 0) return shown
  page.omit('cut', `${left} outputs`, `a page shows ${mostOutputs} of one cell`)
  return [...shown, note(`${left} more outputs are in the notebook.`)]
}

/** In a few words, for the summary of a fold: `a picture and text`. */
export function describeOutputs(outputs: readonly Output[]): string {
  const kinds = new Set(outputs.map(kindOf))
  return [...kinds].join(' and ')
}

function kindOf(output: Output): string {
  if (output.output_type === 'error') return 'an error'
  const types = Object.keys(bundleOf(output) ?? {})
  if (types.some((type) => type.startsWith('image/'))) return 'a picture'
  if (types.includes('text/html')) return 'a table'
  return 'text'
}

/** Kernels cut one text into many messages; a reader sees one. */
function joinStreams(outputs: readonly Output[]): Output[] {
  const joined: Output[] = []
  for (const output of outputs) {
    const last = joined.at(-1)
    if (isStream(output) && last && isStream(last) && last.name === output.name) {
      joined[joined.length - 1] = { ...last, text: last.text + output.text }
    } else joined.push(output)
  }
  return joined
}

function renderOutput(output: Output, page: Page): Html {
  if (isStream(output)) {
    const name = output.name === 'stderr' ? 'stderr' : 'stdout'
    return html`<div class="output ${name}">${name === 'stderr' && html`<p class="label">stderr</p>`}${textBlock(output.text)}</div>`
  }
  if (output.output_type === 'error') return renderError(output)
  const data = bundleOf(output)
  if (!data) return note(`An output of type “${output.output_type}” is in the notebook.`)
  return renderBundle(data, objectOf((output as Record<string, unknown>).metadata), page)
}

function renderError(output: Output): Html {
  const { ename, evalue, traceback } = output as Record<string, unknown>
  const lines = Array.isArray(traceback) ? traceback.filter((line) => typeof line === 'string') : []
  const text = lines.length > 0 ? lines.join('\n') : [ename, evalue].filter((part) => part).join(': ')
  return html`<div class="output error"><p class="label">error</p>${textBlock(text || 'Error')}</div>`
}

type Renderer = (
  value: unknown,
  context: { page: Page; metadata: Record<string, unknown>; label: string },
) => Html | undefined

/** Richest first. A renderer that cannot show its value safely says `undefined`, and the next one is asked. */
const renderers: readonly (readonly [type: string, Renderer])[] = [
  [
    'image/svg+xml',
    (value, { page, label }) => (typeof value === 'string' ? renderSvg(value, page, label) : undefined),
  ],
  ...['image/png', 'image/jpeg', 'image/webp', 'image/gif'].map((type) => [type, bitmap(type)] as const),
  [
    'text/html',
    (value, { page }) => (typeof value === 'string' ? sanitiseHtml(value, page, { kind: 'output' }) : undefined),
  ],
  ['text/markdown', (value, { page }) => (typeof value === 'string' ? renderMarkdownOutput(value, page) : undefined)],
  ['text/latex', (value, { page }) => (typeof value === 'string' ? renderLatexOutput(value, page) : undefined)],
  ['application/json', (value) => jsonBlock(value)],
  ['text/plain', (value) => (typeof value === 'string' ? textBlock(value) : undefined)],
]

function renderBundle(data: MimeBundle, metadata: Record<string, unknown>, page: Page): Html {
  for (const [type, render] of renderers) {
    if (data[type] === undefined) continue
    const shown = render(data[type], { page, metadata, label: labelOf(data, metadata, type) })
    if (shown) return html`<div class="output ${type.replace(/\W+/g, '-')}">${shown}</div>`
  }
  return note(
    `An output that a page cannot show safely is in the notebook (${Object.keys(data).join(', ') || 'empty'}).`,
  )
}

function bitmap(type: string): Renderer {
  return (value, { metadata, label }) => {
    const address = typeof value === 'string' ? rasterAddress(type, value) : undefined
    if (address === undefined) return undefined
    const { width, height } = objectOf(metadata[type])
    const size = (name: string, pixels: unknown) =>
      typeof pixels === 'number' && pixels > 0 && html` ${name}="${Math.round(pixels)}"`
    return html`<div class="figure paper"><img src="${address}" alt="${label}"${size('width', width)}${size('height', height)}></div>`
  }
}

/** What a picture says to those who do not see it: its own text alternative, else the words that came with it. */
function labelOf(data: MimeBundle, metadata: Record<string, unknown>, type: string): string {
  const alternative = objectOf(metadata[type]).alt ?? metadata.alt
  if (typeof alternative === 'string' && alternative.trim() !== '') return alternative
  const plain = data['text/plain']
  const words = typeof plain === 'string' ? stripAnsi(plain).replace(/^<|>$/g, '').trim() : ''
  return words !== '' && words.length <= 200 && !words.includes('\n') ? words : 'Picture without a description'
}

function jsonBlock(value: unknown): Html | undefined {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return text === undefined ? undefined : block(text, (part) => highlight(part, 'json'))
}

function textBlock(text: string): Html {
  return block(text.replace(/\n$/, ''), renderAnsi)
}

function block(text: string, render: (text: string) => Html): Html {
  const [head, left, tail] = shorten(text)
  const tall = head.split('\n', tallLines + 1).length > tallLines
  return html`<pre${tall && html` class="tall"`}><samp>${render(head)}</samp></pre>${
    left > 0 &&
    html`<p class="label">${left.toLocaleString('en')} characters more are in the notebook; it ends:</p><pre><samp>${render(tail)}</samp></pre>`
  }`
}

/** The beginning, how many characters are left out, the end. */
function shorten(text: string): [head: string, left: number, tail: string] {
  if (text.length <= mostCharacters) return [text, 0, '']
  const head = text.slice(0, mostCharacters - 2000)
  const tail = text.slice(-2000)
  return [head, text.length - head.length - tail.length, tail]
}

function note(text: string): Html {
  return html`<p class="output label">${text}</p>`
}

function isStream(output: Output): output is StreamOutput {
  return output.output_type === 'stream' && typeof (output as StreamOutput).text === 'string'
}

function bundleOf(output: Output): MimeBundle | undefined {
  const { data } = output as Record<string, unknown>
  return output.output_type === 'stream' || typeof data !== 'object' || data === null ? undefined : objectOf(data)
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
