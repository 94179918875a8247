// @ts-check
/** What a cell prints and shows, as messages to the page, the way that the kernel does it. */
import { format, inspect } from 'node-inspect-extracted'

/** What a run may print, in characters: more would choke the page. */
const MOST = 200_000

let isHeard = false
let left = MOST
let indent = ''

/** From now on what is printed is told: the cell whose run was asked for has begun. */
export function listen() {
  isHeard = true
  tell({ type: 'begun' })
}

/** @param {import('../messages.d.ts').FromWorker} message */
export function tell(message) {
  postMessage(message)
}

/**
 * @param {'stdout' | 'stderr'} name
 * @param {string} text
 */
function print(name, text) {
  if (!isHeard || left <= 0) return
  const lines = `${indent}${text.replaceAll('\n', `\n${indent}`)}\n`
  tell({ type: 'text', name, text: lines.slice(0, left) })
  left -= lines.length
  if (left <= 0) tell({ type: 'cut', most: MOST })
}

/** @param {'stdout' | 'stderr'} name */
const printer =
  (name) =>
  (/** @type {unknown[]} */ ...values) =>
    print(name, format(...values))
const [out, err] = [printer('stdout'), printer('stderr')]

/** @type {Map<string, number>} */
const counts = new Map()

export const cellConsole = {
  ...{ log: out, info: out, debug: out, table: out, error: err, warn: err, trace: err },
  /**
   * @param {unknown} value
   * @param {object} options
   */
  dir: (value, options) => out(inspect(value, { customInspect: false, ...options })),
  /**
   * @param {unknown} isTrue
   * @param {unknown[]} values
   */
  assert: (isTrue, ...values) => {
    if (!isTrue) err(...(values.length > 0 ? ['Assertion failed:', ...values] : ['Assertion failed']))
  },
  count: (label = 'default') => {
    counts.set(label, (counts.get(label) ?? 0) + 1)
    out(`${label}: ${counts.get(label)}`)
  },
  /** @param {unknown[]} values */
  group: (...values) => {
    if (values.length > 0) out(...values)
    indent += '  '
  },
  groupEnd: () => {
    indent = indent.slice(2)
  },
}

/** @param {unknown} value of the last expression of a cell */
export function showValue(value) {
  if (!isHeard || value === undefined || value === null) return
  const data = bundleOf(value)
  if (data) show(data)
  else out(value)
}

/** @param {Record<string, unknown>} data MIME types to content */
function show(data) {
  if (isHeard) tell({ type: 'shown', data: plain(data) })
}

/** @param {Record<string, unknown>} data */
function plain(data) {
  return Object.fromEntries(Object.entries(data).map(([type, content]) => [type, String(content)]))
}

/** As the kernel knows what is more than text. @param {unknown} value */
function bundleOf(value) {
  if (typeof value === 'string')
    return /^\s*(?:<\?xml[^>]*\?>\s*)?<svg[\s>][\s\S]*<\/svg>\s*$/.test(value) ? { 'image/svg+xml': value } : undefined
  if (typeof value !== 'object' && typeof value !== 'function') return undefined
  const method = /** @type {any} */ (value)[Symbol.for('Jupyter.display')]
  if (typeof method !== 'function') return undefined
  const data = method.call(value)
  const types = typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.keys(data) : []
  return types.length > 0 && types.every((type) => type.includes('/')) ? data : undefined
}

/** What `tslab` gives a cell. */
export function tslab() {
  const types = {
    ...{ javascript: 'text/javascript', html: 'text/html', markdown: 'text/markdown', latex: 'text/latex' },
    ...{ svg: 'image/svg+xml', png: 'image/png', jpeg: 'image/jpeg', gif: 'image/gif', text: 'text/plain' },
  }
  /**
   * @param {string} type
   * @param {string | Uint8Array} content
   */
  const raw = (type, content) =>
    show({ [type]: content instanceof Uint8Array ? btoa(String.fromCharCode(...content)) : content })
  const methods = Object.entries(types).map(([name, type]) => [
    name,
    (/** @type {string} */ content) => raw(type, content),
  ])
  const display = { ...Object.fromEntries(methods), raw }
  return { display, newDisplay: () => display, versions: {} }
}
