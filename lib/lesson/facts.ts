import type { MimeBundle } from '../notebook/index.ts'

/** What a page says of itself to the pages beside it: data, as JSON has it. */
export interface PageFacts {
  title: string
  /** The question below the title, as text. */
  lead?: string
  /** How long its reader needs. */
  minutes?: number
  /** The pages that come first: their names, as links have them. */
  presupposes: string[]
  /** The terms that are new in it. */
  terms: string[]
  /** Its line in the lists, or its first paragraph. */
  description: string
  /** In the order of the page. */
  questions: PageQuestion[]
  /** All its words, in its order. */
  sections: PageSection[]
  /** Forms of the figure that leads it as they are stored: whoever shows one cleans it. */
  picture?: MimeBundle
}

export interface PageQuestion {
  /** The id of its place. */
  anchor: string
  /** From 1 on. */
  number: number
  /** A phrase as HTML, clean. */
  question: string
  choices: PageChoice[]
  /** The heading above it. */
  section?: { anchor: string; text: string }
}

interface PageChoice {
  /** A phrase as HTML, clean. */
  text: string
  /** The same. */
  why?: string
  right: boolean
}

/** A part of a page, for those who look for words. */
export interface PageSection {
  /** The id of its heading; of the whole page, or of a fold. */
  anchor: string
  /** The words above it. */
  heading: string
  /** Its prose and its questions; formulas as their TeX. */
  text: string
  /** Its code. */
  code: string
  /** It is folded. */
  fold?: boolean
}
