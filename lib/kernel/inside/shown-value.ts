/** What a value is for a notebook besides its text: MIME types to content. `undefined` when its text is all there is. */
export function shownBundle(value: unknown): Record<string, unknown> | undefined {
  if (typeof value === 'string') return wholeSvg.test(value) ? { 'image/svg+xml': value } : undefined
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined
  const show = (value as { [jupyterDisplay]?: unknown })[jupyterDisplay]
  if (typeof show !== 'function') return undefined
  const bundle: unknown = Reflect.apply(show, value, [])
  return isBundle(bundle) ? bundle : undefined
}

/** What is kept beside what it shows: a figure's digest of its data, by which a page knows that it makes the same figure. */
export function shownMetadata(value: unknown): Record<string, unknown> {
  const digest = (value as { [figureDigest]?: unknown })[figureDigest]
  return typeof digest === 'function' ? { ackbook: { digest: String(Reflect.apply(digest, value, [])) } } : {}
}

const figureDigest = Symbol.for('ackbook.digest')

/**
 * The method by which a value says how it is shown, as Deno's kernel has it.
 *
 * @see https://docs.deno.com/runtime/reference/cli/jupyter
 */
const jupyterDisplay = Symbol.for('Jupyter.display')

/** A picture, and nothing before or behind it: what `ladder(trace)` and its like return. */
const wholeSvg = /^\s*(?:<\?xml[^>]*\?>\s*)?<svg[\s>][\s\S]*<\/svg>\s*$/

function isBundle(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const types = Object.keys(value)
  return types.length > 0 && types.every((type) => type.includes('/'))
}
