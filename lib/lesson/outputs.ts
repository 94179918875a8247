import type { MimeBundle, Output, StreamOutput } from '../notebook/index.ts'
import { outputNote, renderBundle } from './bundle.ts'
import { type Html, html } from './html.ts'
import type { Page } from './page.ts'
import { textBlock } from './text-block.ts'
import { objectOf } from './values.ts'

/** What a page shows of one cell; the rest is said to be in the notebook. */
const mostOutputs = 100

/** A cell's outputs, each by the richest of its types that is safe to show. */
export function renderOutputs(outputs: readonly Output[], page: Page): Html[] {
  const joined = joinStreams(outputs)
  const shown = joined
    .slice(0, mostOutputs)
    .map((output) => renderOutput(output, page))
    .filter((output) => output !== undefined)
  const left = joined.length - mostOutputs
  if (left <= 0) return shown
  page.omit('cut', `${left} outputs`, `a page shows ${mostOutputs} of one cell`)
  return [...shown, outputNote(`${left} more outputs are in the notebook.`)]
}

/** In a few words, for the summary of a fold: `a picture and text`. */
export function describeOutputs(outputs: readonly Output[]): string {
  const kinds = new Set(outputs.map(outputKind))
  return [...kinds].join(' and ')
}

function outputKind(output: Output): string {
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

function renderOutput(output: Output, page: Page): Html | undefined {
  if (isStream(output)) {
    const text = textBlock(output.text, page)
    return output.name === 'stderr'
      ? html`<div class="output stderr"><p class="label">stderr</p>${text}</div>`
      : html`<div class="output stdout">${text}</div>`
  }
  if (output.output_type === 'error') return renderError(output, page)
  const data = bundleOf(output)
  if (!data) {
    page.omit('output', output.output_type, 'it is of a type that no page knows')
    return outputNote(`An output of type “${output.output_type}” is in the notebook.`)
  }
  return renderBundle(data, objectOf((output as Record<string, unknown>).metadata), page)
}

function renderError(output: Output, page: Page): Html {
  const { ename, evalue, traceback } = output as Record<string, unknown>
  const lines = Array.isArray(traceback) ? traceback.filter((line) => typeof line === 'string') : []
  const text = lines.length > 0 ? lines.join('\n') : [ename, evalue].filter((part) => part).join(': ')
  return html`<div class="output error"><p class="label">error</p>${textBlock(text || 'Error', page)}</div>`
}

function isStream(output: Output): output is StreamOutput {
  return output.output_type === 'stream' && typeof (output as StreamOutput).text === 'string'
}

function bundleOf(output: Output): MimeBundle | undefined {
  const { data } = output as Record<string, unknown>
  return output.output_type === 'stream' || typeof data !== 'object' || data === null ? undefined : objectOf(data)
}
