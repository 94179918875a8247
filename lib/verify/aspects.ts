import {
  countingTypes,
  isJsonMime,
  isNamed,
  isSvgMime,
  type MimeBundle,
  type Output,
  type TypeFilter,
} from '../notebook/index.ts'

/**
 * One thing that can be compared on its own: a stream as a whole (however many pieces it came in), one MIME type of one display,
 * an error.
 */
export interface Aspect {
  /** For people: `stdout`, `text/html`, `image/png of output 2`, `error`. */
  label: string
  /** What may be left out by name: a MIME type, `stdout`, `stderr`, `error`. */
  name: string
  kind: 'text' | 'bytes'
  /** Text to compare, or base64. */
  content: string
  /** The places of the outputs that it is of, from 0. */
  of: number[]
}

/**
 * Takes outputs apart. What front ends and kernels write at will is left out: execution counts, how a stream was cut into
 * pieces, how streams and displays interleave, the metadata of displays but for a digest that we have put there, traceback frames.
 */
export function aspectsOf(outputs: readonly Output[], selection: TypeFilter = everything): Map<string, Aspect> {
  const aspects = new Map<string, Aspect>()
  const streams = new Map<string, { content: string; of: number[] }>()
  let displays = 0
  let errors = 0
  let others = 0
  for (const [at, output] of (outputs as readonly Record<string, unknown>[]).entries()) {
    switch (output.output_type) {
      case 'stream': {
        const name = String(output.name)
        const stream = streams.get(name) ?? { content: '', of: [] }
        streams.set(name, stream)
        stream.content += String(output.text)
        stream.of.push(at)
        break
      }
      case 'display_data':
      case 'execute_result':
        displays += 1
        addBundle(output.data as MimeBundle, { ordinal: displays, at }, aspects, selection)
        addDigest(output.metadata, at)
        break
      case 'error':
        errors += 1
        add(`error ${errors}`, 'error', aspectLabel('error', errors), `${output.ename}: ${output.evalue}`, [at])
        break
      default: {
        others += 1
        const name = String(output.output_type)
        add(`other ${others}`, name, aspectLabel(name, others), canonicalJson(output), [at])
      }
    }
  }
  for (const [name, { content, of }] of streams) {
    if (content !== '' && !isNamed(name, selection.ignore)) add(`stream ${name}`, name, name, content, of)
  }
  return aspects

  /** What a figure shows may be the same when its data are not. */
  function addDigest(metadata: unknown, at: number): void {
    const { digest } = (metadata as { ackbook?: { digest?: unknown } } | undefined)?.ackbook ?? {}
    if (typeof digest !== 'string' || isNamed(figureData, selection.ignore)) return
    add(`${digestKey} ${displays}`, figureData, aspectLabel(figureData, displays), `digest ${digest}`, [at])
  }

  function add(key: string, name: string, label: string, content: string, of: number[]): void {
    aspects.set(key, { label, name, kind: 'text', content, of })
  }
}

const figureData = 'figure data'

/** Of an aspect that only kernels of ours tell: it counts where both sides have it. */
export const digestKey = 'digest'

const everything: TypeFilter = { ignore: [], only: [] }

function addBundle(
  bundle: MimeBundle,
  { ordinal, at }: { ordinal: number; at: number },
  aspects: Map<string, Aspect>,
  selection: TypeFilter,
): void {
  const of = [at]
  const mimes = Object.keys(bundle).sort()
  const left = countingTypes(mimes, selection)
  // A display without data is a display all the same.
  if (left.length === 0) {
    const content = mimes.length === 0 ? '(nothing)' : '(left out)'
    aspects.set(`display ${ordinal}`, { label: aspectLabel('display', ordinal), name: '', kind: 'text', content, of })
  }
  for (const mime of left) {
    const content = contentOf(mime, bundle[mime])
    aspects.set(`display ${ordinal} ${mime}`, { label: aspectLabel(mime, ordinal), name: mime, ...content, of })
  }
}

function aspectLabel(name: string, ordinal: number): string {
  return ordinal === 1 ? name : `${name} of output ${ordinal}`
}

function contentOf(mime: string, data: unknown): Pick<Aspect, 'kind' | 'content'> {
  if (isJsonMime(mime) || typeof data !== 'string') {
    const value = mime === 'application/vnd.jupyter.widget-view+json' ? withoutModelId(data) : data
    const content = typeof value === 'string' ? (canonicalText(value) ?? canonicalJson(value)) : canonicalJson(value)
    return { kind: 'text', content }
  }
  return isBinary(mime) ? { kind: 'bytes', content: data.replace(/\s+/g, '') } : { kind: 'text', content: data }
}

function isBinary(mime: string): boolean {
  if (isSvgMime(mime)) return false
  return /^(?:image|audio|video|font)\//.test(mime) || mime === 'application/pdf'
}

/** Each run makes a new one. */
function withoutModelId(data: unknown): unknown {
  return typeof data === 'object' && data !== null ? { ...data, model_id: undefined } : data
}

/** Of JSON that a kernel sends as a text; `undefined` for text that is none. Not the same as the value itself. */
function canonicalText(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? `JSON as text: ${canonicalJson(value)}` : undefined
  } catch {
    return undefined
  }
}

/** JSON with every object's keys in order, one member a line. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, keysInOrder, 2) ?? 'null'
}

function keysInOrder(_key: string, value: unknown): unknown {
  // JSON has no word for these, but Python writes them.
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return `‹${Object.is(value, -0) ? '-0' : value}›`
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
