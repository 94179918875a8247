import { type MimeBundle, narrowSvg, withoutEscapes } from '../notebook/index.ts'
import { nounOf } from './data.ts'
import { renderSvg } from './figure.ts'
import { renderWords, sentenceIn } from './figure-words.ts'
import { type Html, html } from './html.ts'
import { renderLayouts } from './layouts.ts'
import { renderMarkdownOutput } from './markdown.ts'
import { renderLatexOutput } from './mathematics.ts'
import type { Page } from './page.ts'
import { bitmapProblem, rasterAddress, rasterImage } from './raster.ts'
import { asSource, sanitiseHtml } from './sanitise.ts'
import { animationOf, chartOf } from './scripted.ts'
import { textBlock } from './text-block.ts'
import { isNoise, renderUndrawn } from './undrawn.ts'
import { objectOf } from './values.ts'

/** A bundle of MIME types: one output in several forms, of which the page shows one. */
interface Context {
  data: MimeBundle
  metadata: Record<string, unknown>
  page: Page
  /** Its HTML is too deep or too large for a page. */
  isTooMuch?: boolean
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
  ['image/svg+xml', renderDrawing],
  [narrowSvg, renderDrawing],
  ...bitmaps.map((type) => [type, renderBitmap] as const),
]

/** `undefined` for a bundle that shows nothing in Jupyter either. */
export function renderBundle(data: MimeBundle, metadata: Record<string, unknown>, page: Page): Html | undefined {
  const context: Context = { data: withChart(data), metadata, page }
  const shown = renderForm(data, context)
  if (context.isTooMuch)
    page.omit('output', 'text/html', 'it is too deep or too large for a page, which has another form of it instead')
  return shown
}

function renderForm(data: MimeBundle, context: Context): Html | undefined {
  const { page } = context
  const problems = page.omissions.length
  const shown = richest(context) ?? renderUndrawn(context.data, page)
  if (shown) return shown
  const plain = data['text/plain']
  const scripted = /<script\b/i.test(String(data['text/html'] ?? ''))
  if (scripted) page.omit('output', 'text/html', 'it is a script and nothing else')
  if (typeof plain === 'string' && !(isNoise(plain) && 'text/html' in data)) {
    return html`<div class="output text-plain">${textBlock(plain, page)}</div>`
  }
  const types = Object.keys(data).filter((type) => !/^text\/(?:html|plain|markdown|latex)$/.test(type))
  if (types.length === 0)
    return scripted ? outputNote('A script, which a page does not run, is in the notebook.') : undefined
  const [type] = types as [string]
  const damage = page.omissions.slice(problems).find(isDamage)
  if (damage) return outputNote(`A picture (${damage.what}) is not shown: ${damage.why}.`)
  if (page.omissions.length === problems) page.omit('output', type, 'a page cannot show it')
  return outputNote(`${nounOf(type) ?? 'An output'} (${types.join(', ')}) that a page cannot show is in the notebook.`)
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
    if (shown) {
      const words = type.startsWith('image/') && renderWords(data, page)
      return html`<div class="output ${type.replace(/\W+/g, '-')}">${shown}${words}</div>`
    }
    // The page lacks nothing of a form that it does not show, but for a damaged picture.
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

function renderHtml(value: string, context: Context): Html | undefined {
  const { page } = context
  const animation = animationOf(value)
  const frame = animation && rasterImage(animation.first)
  if (animation && frame) {
    page.omit('output', 'an animation', `a page has its first frame of ${animation.frames}`)
    const picture = html`<figure class="figure paper"><img src="${frame}" alt="An animation’s first frame"></figure>`
    return html`${picture}<p class="label">The first frame of an animation of ${animation.frames}.</p>`
  }
  const second = context.data[narrowSvg]
  const narrow = typeof second === 'string' ? second : undefined
  return sanitiseHtml(value, page, { kind: 'output', narrow }, () => {
    if (!hasAnotherForm(context.data)) return asSource(value, page)
    context.isTooMuch = true
    return undefined
  })
}

function hasAnotherForm(data: MimeBundle): boolean {
  const plain = data['text/plain']
  return renderers.slice(1).some(([type]) => type in data) || (typeof plain === 'string' && !isNoise(plain))
}

function renderDrawing(value: string, context: Context, type: string): Html | undefined {
  const { data, page } = context
  const narrow = data[narrowSvg]
  const label = alternativeOf(context, type)
  return type === narrowSvg || typeof narrow !== 'string'
    ? renderSvg(value, page, label)
    : renderLayouts(value, narrow, page, label)
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
  const sizes = [size('width', width), size('height', height)]
  return html`<div class="figure paper"><img src="${address}" alt="${alternativeOf(context, type)}"${sizes}></div>`
}

/** What a picture says to those who do not see it: its own text alternative, else the words that came with it. */
function alternativeOf({ data, metadata }: Context, type: string): string {
  const alternative = objectOf(metadata[type]).alt ?? metadata.alt
  if (typeof alternative === 'string' && alternative.trim() !== '') return alternative
  const plain = data['text/plain']
  const words =
    typeof plain === 'string'
      ? withoutEscapes(sentenceIn(plain) ?? plain)
          .replace(/^<|>$/g, '')
          .trim()
      : ''
  return words !== '' && words.length <= 400 && !words.includes('\n') ? words : 'Picture without a description'
}

export function outputNote(text: string): Html {
  return html`<p class="output label">${text}</p>`
}
