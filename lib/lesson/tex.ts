import temml from 'temml'
import { type Html, html, trusted } from './html.ts'
import { isExternal, safeHref, slugOf } from './links.ts'
import {
  preamble,
  withKnownEnvironments,
  withLastingDefinitions,
  withNumberedLabels,
  withNumberedLinks,
} from './tex-source.ts'
import { withCharacters, withPlainTexts } from './tex-words.ts'

/** What `\eqref` says of an equation, and where it leads. */
export interface Label {
  id: string
  number: string
}

export interface DrawnFormula {
  math: Html
  /** Whether it shows nothing, as a definition does. */
  empty?: boolean
  /** A label that it refers to and that no equation before it has. */
  missing?: string | undefined
}

/** A formula's MathML, or why there is none. */
export type Drawn = DrawnFormula | { why: string }

type Macros = Record<string, unknown>

const longestFormula = 20_000
/** Definitions of one page. */
const mostMacros = 2000
/** Tokens that one formula's definitions may expand to. */
const mostTokens = 100_000
let given: Macros | undefined

/**
 * The TeX of one page, formula by formula in its order: what one defines, the later ones know; equations are numbered through.
 * MathML is drawn by browsers without style sheets or fonts of ours.
 */
export class Tex {
  /** Whether there is any formula. */
  drawn = false
  /** The labels of equations that have a number. */
  readonly labels: Map<string, Label> = new Map()
  /** Labels that were asked for before they stood anywhere, or that stand nowhere. */
  readonly missed: Set<string> = new Set()
  /** Of the formula that is being drawn. */
  #missing: string | undefined
  readonly #earlier: ReadonlyMap<string, Label>
  readonly #claim: (id: string) => string
  readonly #names: string[] = []
  #macros: Macros | undefined
  #defined = new Set<string>()
  #longestMacro = 100
  #equations = 0

  /**
   * @param claim makes an id the page's only one of that name
   * @param earlier the labels of the page as they were found when it was made before, for references to what comes later
   */
  constructor(claim: (id: string) => string, earlier: ReadonlyMap<string, Label> = new Map()) {
    this.#claim = claim
    this.#earlier = earlier
  }

  draw(tex: string, display: boolean): Drawn {
    if (tex.length > longestFormula)
      return { why: `a page draws no more than ${longestFormula.toLocaleString('en')} characters` }
    this.#missing = undefined
    this.drawn = true
    const [, command, name] = /^\s*\\(eqref|ref)\{([^{}]*)\}\s*$/.exec(tex) ?? []
    if (name !== undefined) return this.#done(this.#reference(name, command === 'eqref'))
    const definitions = withLastingDefinitions(withCharacters(withPlainTexts(tex)), (macro) => this.#defined.has(macro))
    const links: string[] = []
    const source = withNumberedLinks(
      withNumberedLabels(withKnownEnvironments(definitions.tex), (label) => this.#numberOf(label)),
      links,
    )
    // A copy: a formula that fails half-way leaves nothing behind.
    given ??= temml.definePreamble(preamble) as Macros
    const macros: Macros = { ...(this.#macros ?? given) }
    try {
      const markup = temml.renderToString(source, {
        displayMode: display,
        wrap: display ? 'none' : 'tex',
        throwOnError: true,
        macros,
        maxExpand: Math.max(20, Math.min(1000, Math.floor(mostTokens / this.#longestMacro))),
        trust: isLink,
      })
      if (definitions.some) this.#keep(macros, tex.length)
      const drawn = this.#done(this.#finish(withLinks(markup, links)))
      return definitions.some && showsNothing(markup) ? { ...drawn, empty: true } : drawn
    } catch (error) {
      return { why: texProblem(error) }
    }
  }

  #done(math: Html): DrawnFormula {
    return { math, missing: this.#missing }
  }

  #keep(macros: Macros, length: number): void {
    // The number of one equation is not that of the next.
    delete macros['\\df@tag']
    if (Object.keys(macros).length > mostMacros) throw new Error(`a page keeps no more than ${mostMacros} definitions`)
    for (const name of Object.keys(macros)) this.#defined.add(name)
    this.#macros = macros
    this.#longestMacro = Math.max(this.#longestMacro, length)
  }

  #numberOf(label: string): number {
    const name = label.trim()
    const known = this.#names.indexOf(name)
    return known >= 0 ? known : this.#names.push(name) - 1
  }

  /** Numbers, ids and links, where the library leaves room for them. */
  #finish(markup: string): Html {
    const rows = /<mtr id="L(\d+)"|<span class="tml-eqn"><\/span>|<m[a-z]+ class="tml-tag">(.*?)<\/mtd>/g
    const ids = new Map<string, string>()
    let waiting: string | undefined
    const numbered = markup.replace(rows, (found, row: string | undefined, tag: string | undefined) => {
      if (row !== undefined) {
        waiting = row
        return found
      }
      if (tag === undefined) this.#equations += 1
      const number =
        tag === undefined ? String(this.#equations) : tag.replace(/<[^>]*>/g, '').replace(/^\((.*)\)$/, '$1')
      if (waiting !== undefined) ids.set(waiting, this.#place(this.#names[Number(waiting)] ?? '', number))
      waiting = undefined
      return tag === undefined ? `(${number})` : found
    })
    return trusted(
      numbered
        .replace(/ id="L(\d+)"/g, (_, row) => ids.get(row) ?? '')
        .replace(/<mrow class="tml-label"><\/mrow>/g, '')
        .replace(/<a href='#L(\d+)' class="tml-ref( tml-eqref)?"><\/a>/g, (_, label, brackets) => {
          const link = this.#reference(this.#names[Number(label)] ?? '', brackets !== undefined)
          return `<mtext>${link.markup}</mtext>`
        }),
    )
  }

  /** The attribute that makes an equation's row the place where its label leads. */
  #place(name: string, number: string): string {
    if (name === '' || this.labels.has(name)) return ''
    const id = this.#claim(`eq_${slugOf(name) || 'equation'}`)
    this.labels.set(name, { id, number })
    return ` id="${id}"`
  }

  #reference(label: string, brackets: boolean): Html {
    const name = label.trim()
    const found = this.labels.get(name) ?? this.#earlier.get(name)
    if (!this.labels.has(name)) this.missed.add(name)
    if (!found) this.#missing = name
    const words = found?.number ?? '???'
    const shown = trusted(brackets ? `(${words})` : words)
    return found ? html`<a href="#${found.id}">${shown}</a>` : shown
  }
}

function showsNothing(markup: string): boolean {
  return !/<m(?:space|frac|sqrt|table|padded)/.test(markup) && markup.replace(/<[^>]*>/g, '').trim() === ''
}

/** The one attribute that a formula may ask for: the number of a link. */
function isLink({ command, attributes = {} }: { command?: string; attributes?: Record<string, string> }): boolean {
  const [[name, value] = [], ...others] = Object.entries(attributes)
  return command === '\\data' && name === 'data-href' && /^\d+$/.test(value ?? '') && others.length === 0
}

/** MathML has no links that browsers follow, but its texts may hold HTML, and that may hold MathML. */
function withLinks(markup: string, links: readonly string[]): string {
  if (links.length === 0) return markup.replace(/ data-href="\d*"/g, '')
  const open: { name: string; link: boolean }[] = []
  return markup.replace(/<(\/?)([a-z]+)((?:[^>"']|"[^"]*"|'[^']*')*)>/g, (tag, slash, name, attributes) => {
    if (slash === '/') {
      const closed = open.pop()
      return closed?.link ? `${tag}</math></a></mtext>` : tag
    }
    const address = links[Number(/ data-href="(\d+)"/.exec(attributes)?.[1] ?? Number.NaN)]
    const href = address === undefined ? undefined : safeHref(address)
    const nested = open.some(({ link }) => link)
    open.push({ name, link: href !== undefined && !nested })
    const plain = tag.replace(/ data-href="\d*"/, '')
    if (href === undefined || nested) return plain
    const rel = isExternal(href) && html` rel="external noreferrer"`
    return `${html`<mtext><a href="${href}" aria-label="${address}"${rel}><math>`.markup}${plain}`
  })
}

/** The library's message without the place, which it marks by underlining. */
function texProblem(error: unknown): string {
  // It looks for what a `^` raises, a `\limits` belongs to and the like without asking whether there is anything.
  if (error instanceof TypeError) return 'something is missing in it'
  const message = error instanceof Error ? error.message : String(error)
  return message.split(' at position ')[0]!.replace(/\s+/g, ' ').trim() || 'it cannot be read'
}
