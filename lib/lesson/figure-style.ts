/**
 * Style sheets inside figures. A rule is kept when it is simple and harmless, and then made to reach its own figure alone:
 * classes and ids carry the figure's prefix, and the subject of each selector must lie inside the figure.
 */

const properties = new Set(
  `alignment-baseline baseline-shift clip-path clip-rule color color-interpolation color-interpolation-filters color-scheme cursor
  direction display dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font font-family
  font-feature-settings font-size font-stretch font-style font-variant font-variant-numeric font-weight isolation letter-spacing
  lighting-color marker marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order
  pointer-events shape-rendering stop-color
  stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity
  stroke-width text-anchor text-decoration text-rendering transform transform-box transform-origin unicode-bidi vector-effect
  visibility white-space word-spacing writing-mode`.split(/\s+/),
)
/** Of words that stand in a figure: they may be laid out, and the figure's edge cuts what goes beyond it. */
const layoutProperties = new Set(
  `align-items background background-color border border-radius box-sizing flex-direction flex-wrap gap height justify-content
  line-height margin margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width overflow-wrap
  padding padding-bottom padding-left padding-right padding-top text-align text-transform vertical-align width word-break
  word-wrap`.split(/\s+/),
)
/** May refer to something that the same figure defines. */
const referring = new Set('clip-path fill filter marker marker-end marker-mid marker-start mask stroke'.split(' '))
const functions = new Set(
  `blur brightness calc circle clamp color-mix contrast drop-shadow ellipse grayscale hsl hsla hue-rotate inset invert light-dark
  matrix max min oklab oklch opacity polygon rgb rgba rotate saturate scale scalex scaley sepia skewx skewy translate translatex
  translatey var`.split(/\s+/),
)
/** A reference at the beginning of a value; a colour may follow, for when it leads nowhere. */
const reference = /^url\(\s*(["']?)#([\w.:-]+)\1\s*\)/
const mediaFeature =
  /^(?:screen|print|\((?:prefers-color-scheme: ?(?:dark|light)|prefers-reduced-motion: ?(?:reduce|no-preference)|forced-colors: ?(?:active|none)|(?:min|max)-width: ?[\d.]+(?:px|em|rem))\))$/
const compound =
  /^(?:\*|[a-zA-Z][a-zA-Z]*)?(?:\.-?[_a-zA-Z][\w-]*|#-?[_a-zA-Z][\w-]*|:(?:root|hover|focus|first-child|last-child|nth-child\((?:odd|even|[\dn+ -]+)\)))*$/
/** No escapes, no markup, nothing that a second reading could turn into either. */
const suspicious = /[\\<&\0]|javascript:/i
const largestSheet = 65_536

/** The style sheet for the figure whose ids and classes begin with `prefix`, or '' when nothing of it may stay. */
export function scopeStylesheet(css: string, prefix: string): string {
  const whole = withoutComments(css)
  if (whole === undefined || whole.length > largestSheet) return ''
  const bare = whole.trim()
  const text = bare.slice(bare.startsWith('<!--') ? 4 : 0, bare.endsWith('-->') ? -3 : undefined)
  if (suspicious.test(text)) return ''
  return scopeRules(text, prefix, true) ?? ''
}

/** `undefined` when a comment does not end. */
function withoutComments(css: string): string | undefined {
  let text = ''
  for (let at = 0; ; ) {
    const open = css.indexOf('/*', at)
    if (open < 0) return text + css.slice(at)
    const close = css.indexOf('*/', open + 2)
    if (close < 0) return undefined
    text += `${css.slice(at, open)} `
    at = close + 2
  }
}

/**
 * The declarations of a `style` attribute or a rule that may stay, as `name:value` joined by semicolons.
 *
 * @param prefix what the ids of the figure begin with
 * @param words whether it is about words laid out in the figure
 */
export function safeDeclarations(text: string, prefix: string, words = false): string {
  if (suspicious.test(text) || /[{}@]/.test(text)) return ''
  return text
    .split(';')
    .map((declaration) => safeDeclaration(declaration, prefix, words))
    .filter((declaration) => declaration !== '')
    .join(';')
}

/** `undefined` when the text is not a plain list of rules: then nothing of it can be trusted. */
function scopeRules(text: string, prefix: string, mediaAllowed: boolean): string | undefined {
  let result = ''
  let rest = text.trim()
  while (rest !== '') {
    const open = rest.indexOf('{')
    if (open < 0) return undefined
    const prelude = rest.slice(0, open).trim()
    const close = closingBrace(rest, open)
    if (close < 0) return undefined
    const body = rest.slice(open + 1, close)
    if (prelude.startsWith('@')) {
      const condition = mediaAllowed ? safeMedia(prelude) : undefined
      const rules = condition === undefined ? '' : scopeRules(body, prefix, false)
      if (rules === undefined) return undefined
      if (rules !== '') result += `@media ${condition}{${rules}}`
    } else {
      if (body.includes('{')) return undefined
      const declarations = safeDeclarations(body, prefix)
      const selector = scopeSelectors(prelude, prefix)
      if (declarations !== '' && selector !== undefined) result += `${selector}{${declarations}}`
    }
    rest = rest.slice(close + 1).trim()
  }
  return result
}

/** Where the block that opens at `open` ends; -1 when it does not. */
function closingBrace(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1
    else if (text[at] === '}') depth -= 1
    if (depth === 0) return at
  }
  return -1
}

/** A rule of a style sheet as it is written: at-rules too. */
export interface KeptRule {
  prelude: string
  text: string
}

/** `undefined` when the text is no plain list of rules. */
export function styleRulesIn(css: string): KeptRule[] | undefined {
  const rules: KeptRule[] = []
  for (let rest = css.trim(); rest !== ''; ) {
    const open = rest.indexOf('{')
    const close = open < 0 ? -1 : closingBrace(rest, open)
    if (close < 0) return undefined
    rules.push({ prelude: rest.slice(0, open).trim(), text: rest.slice(0, close + 1) })
    rest = rest.slice(close + 1).trim()
  }
  return rules
}

function safeMedia(prelude: string): string | undefined {
  const condition = /^@media\s+([\s\S]+)$/i.exec(prelude)?.[1]?.replace(/\s+/g, ' ').toLowerCase()
  return condition?.split(' and ').every((part) => mediaFeature.test(part)) ? condition : undefined
}

function scopeSelectors(prelude: string, prefix: string): string | undefined {
  const scoped = prelude.split(',').map((selector) => scopeSelector(selector.trim(), prefix))
  return scoped.includes(undefined) ? undefined : scoped.join(',')
}

function scopeSelector(selector: string, prefix: string): string | undefined {
  // Combinators, and what stands between them and white space; parentheses are passed over whole.
  const parts = selector.match(/[>+~]|(?:[^\s>+~(]|\([^()]*\)?)+/g) ?? []
  const subject = parts.at(-1)
  if (subject === undefined || /^[>+~]$/.test(subject)) return undefined
  if (!parts.every((part) => /^[>+~]$/.test(part) || compound.test(part))) return undefined
  // `:where` adds no specificity, so the figure's own cascade stays as its author wrote it.
  const inside = `:where(.${prefix}svg,.${prefix}svg *)`
  return `${parts.map((part) => renameSelector(part, prefix)).join(' ')}${inside}`
}

function renameSelector(part: string, prefix: string): string {
  return part.replace(/:root/g, `.${prefix}svg`).replace(/([.#])(?=-?[_a-zA-Z])(?!f\d+_svg)/g, `$1${prefix}`)
}

function safeDeclaration(declaration: string, prefix: string, words: boolean): string {
  const colon = declaration.indexOf(':')
  if (colon < 0) return ''
  const given = declaration.slice(0, colon).trim()
  const name = given.toLowerCase()
  const value = declaration.slice(colon + 1).trim()
  const known = /^--[a-zA-Z][\w-]*$/.test(given) || properties.has(name) || (words && layoutProperties.has(name))
  if (!known) return ''
  // What is for both is as the page is, whose reader may have chosen another theme than the system's.
  if (name === 'color-scheme' && /^(?:normal|(?:light|dark) (?:light|dark))$/i.test(value)) return `${given}:inherit`
  const [whole, , id] = (referring.has(name) ? reference.exec(value) : null) ?? []
  const rest = value.slice(whole?.length ?? 0).trim()
  if (id === undefined) return isSafeValue(value) ? `${given}:${value}` : ''
  return rest === '' || isSafeValue(rest) ? `${given}:url(#${prefix}${id})${rest && ` ${rest}`}` : ''
}

/** Words, numbers, colours, quoted font names, and calls of the functions listed above. */
function isSafeValue(value: string): boolean {
  if (value === '' || !/^[\p{L}\p{N}\s#%.,()+*/'"!_-]*$/u.test(value)) return false
  if ((value.match(/"/g) ?? []).length % 2 !== 0 || (value.match(/'/g) ?? []).length % 2 !== 0) return false
  if ((value.match(/\(/g) ?? []).length !== (value.match(/\)/g) ?? []).length) return false
  const called = value.match(/(?<![\p{L}\p{N}_-])[\p{L}\p{N}_-]+(?=\s*\()/gu) ?? []
  return called.every((name) => functions.has(name.toLowerCase()))
}
