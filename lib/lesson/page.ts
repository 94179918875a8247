import type { PageQuestion } from './facts.ts'
import { anchorSlug, decoded, type FileFinder, type PageFinder, slugOf } from './links.ts'
import type { Omission, OmissionKind } from './omission.ts'
import type { Picture, Pictures } from './raster.ts'
import { SharedSheets } from './shared-sheets.ts'
import { type Label, Tex } from './tex.ts'

/** A heading that the table of contents lists. */
export interface Heading {
  level: number
  id: string
  text: string
}

export interface PageOptions {
  /** Where links to other notebooks lead; beside this page, unless told. */
  pageOf?: PageFinder
  /** What else links may lead to; anything at all, unless told. */
  isThere?: FileFinder
  /** Pictures that are not in the notebook. */
  pictures?: Pictures
  /** Those of the page's equations, when it has been made before. */
  labels?: ReadonlyMap<string, Label>
  /** It is for paper, alone or in a booklet: links lead nowhere beside it. On a worksheet nothing is answered. */
  paper?: 'lesson' | 'worksheet'
  /** The page before it in the same document. */
  before?: Page | undefined
  /** Begins each id that it gives out. */
  prefix?: string
}

/** No notebook has more. */
const mostCellsOfPage = 1_000_000

/** What the parts of one page share while it is being made: names that must be unique, numbers that run on. */
export class Page {
  readonly headings: Heading[] = []
  /** In the order in which the page's parts are made; {@link Page.at} tells of which cell. */
  readonly omissions: Omission[] = []
  /** The language of the notebook's code, as highlight.js may know it. */
  readonly language: string
  readonly tex: Tex
  readonly sheets: SharedSheets
  readonly pageOf: PageFinder | undefined
  readonly isThere: FileFinder | undefined
  readonly paper: 'lesson' | 'worksheet' | undefined
  /** Tells the footnotes of its cells from those of the pages before it. */
  readonly cellsBefore: number
  /** The questions that were drawn. */
  readonly asked: PageQuestion[] = []
  /** Addresses of pictures that the page would show, and that nobody has looked for. */
  readonly wanted: Set<string> = new Set()
  footnotes = 0
  /** How many the page asks in all. */
  questions = 0
  #figures = 0
  #predictions = 0
  /** The author's levels of the headings that the current place is under, the title's left out. */
  readonly #outline: number[] = []
  readonly #ids = new Set<string>()
  /** Ids that end in a number of ours. */
  readonly #made = new Set<string>()
  /** What links call a place → its id. */
  readonly #names = new Map<string, string>()
  readonly #titles = new Map<string, string>()
  /** How many headings of each slug there were. */
  readonly #numbers = new Map<string, number>()
  readonly #numbered = new Map<string, string>()
  #cell: Pick<Omission, 'cell' | 'id'> = {}
  /** How often each name was wanted: the next turn need not be counted from the start. */
  readonly #turns = new Map<string, number>()

  readonly #pictures: Pictures
  readonly #prefix: string

  constructor(language: string, options: PageOptions = {}) {
    const { pageOf, isThere, pictures = new Map(), labels, paper, before, prefix = '' } = options
    this.language = language
    this.paper = paper
    this.sheets = before?.sheets ?? new SharedSheets()
    this.cellsBefore = before ? before.cellsBefore + mostCellsOfPage : 0
    this.#figures = before ? before.#figures : 0
    this.#prefix = prefix
    this.pageOf = pageOf
    this.isThere = isThere
    this.#pictures = pictures
    this.tex = new Tex((id) => this.claim(id), labels)
  }

  /** What stands at an address that is no data; `undefined` when nobody has looked. */
  picture(address: string): Picture | undefined {
    const picture = this.#pictures.get(address)
    if (picture === undefined) this.wanted.add(address)
    return picture
  }

  /** From now on it is this cell's turn. */
  at(cell: number, id: string | undefined): void {
    this.#cell = { cell, ...(id !== undefined && { id }) }
  }

  /** Remembers a question, below the heading that stands above it. */
  ask(question: Omit<PageQuestion, 'section'>): void {
    const above = this.headings.findLast(({ level }) => level > 1)
    this.asked.push({ ...question, ...(above && { section: { anchor: above.id, text: above.text } }) })
  }

  /** Lists what the page does not show as the current cell has it. */
  omit(kind: OmissionKind, what: string, why: string): void {
    this.omissions.push({ ...this.#cell, kind, what, why })
  }

  /** `wanted` itself when it is free, else `wanted-2`, `wanted-3`, …; taken from now on. */
  claim(name: string): string {
    const wanted = this.#prefix + name
    let id = wanted
    let turn = this.#turns.get(wanted) ?? 2
    for (; this.#ids.has(id); turn += 1) id = `${wanted}-${turn}`
    this.#turns.set(wanted, turn)
    if (id !== wanted) this.#made.add(id)
    this.#ids.add(id)
    return id
  }

  /** An id for a heading. */
  anchor(text: string): string {
    return this.claim(slugOf(text) || 'section')
  }

  /** The id of a place that its author named. The first of a name is what links mean by it. */
  name(name: string): string {
    const id = this.anchor(name)
    if (!this.#names.has(name)) this.#names.set(name, id)
    return id
  }

  /** Remembers what the heading at `id` says, and by which names links mean it. */
  title(id: string, text: string): void {
    if (!this.#titles.has(id)) this.#titles.set(id, text)
    // As Jupyter names it.
    const name = text.replaceAll(' ', '-')
    if (!this.#names.has(name)) this.#names.set(name, id)
  }

  /** Remembers the heading at `id` as GitHub and VS Code number it: the second of a name is `name-1`. */
  numbered(id: string, text: string): void {
    const slug = slugOf(text)
    const before = this.#numbers.get(slug) ?? 0
    this.#numbers.set(slug, before + 1)
    if (before > 0) this.#numbered.set(`${slug}-${before}`, id)
  }

  /** Begins the page with a title that is no heading of a cell. @returns its id */
  titled(text: string): string {
    const id = this.anchor(text)
    this.headings.push({ level: 1, id, text })
    return id
  }

  /** The words of the heading at `id`. */
  titleAt(id: string): string | undefined {
    return this.#titles.get(id)
  }

  /**
   * The level that a heading of the notebook has on the page: one `h1`, which only the first heading can be, and no level left
   * out on the way down, whatever the author's own levels are.
   */
  headingLevel(authored: number): number {
    if (authored === 1 && this.headings.length === 0) return 1
    while (this.#outline.length > 0 && this.#outline.at(-1)! >= authored) this.#outline.pop()
    this.#outline.push(authored)
    return Math.min(6, 1 + this.#outline.length)
  }

  /** What a link's fragment means on this page; `undefined` when nothing there is called so. */
  resolve(fragment: string): string | undefined {
    const name = decoded(fragment)
    const slug = anchorSlug(fragment)
    const own = [name, slug].map((each) => this.#prefix + each)
    const named = [name, fragment].map((each) => this.#names.get(each))
    const numbered = this.#numbered.get(slug)
    const ids = [...named, this.#made.has(own[1]!) ? numbered : undefined, ...own, numbered, name]
    return ids.find((id) => id !== undefined && (this.#ids.has(id) || isFootnoteId(id)))
  }

  /** A prefix for a figure's ids and classes. It holds an underscore, which no slug does. */
  nextFigure(): string {
    return `f${++this.#figures}_`
  }

  /** A name for the next question's buttons, and what it is called. */
  nextPrediction(): { number: number; name: string; title: string } {
    const number = ++this.#predictions
    return {
      number,
      name: `p${number}_`,
      title: this.questions > 1 ? `Question ${number} of ${this.questions}` : 'Question',
    }
  }
}

/** Footnotes' ids hold an underscore, which no slug does: `fn_3_1`, `fnref_3_1`. */
export function isFootnoteId(id: string): boolean {
  return /^fn(?:ref)?_[\d_]+$/.test(id)
}
