/** What a reader's machine keeps of one site. */
interface Kept {
  /** The name of the order that the reader follows. */
  order?: string
  /** Where the reader was last: the file of a page below the site's folder, with `#anchor`. */
  last?: string
  /** By page, by question: which choice was taken, from 0. */
  answers: Record<string, Record<string, number>>
}

interface Store {
  /** A copy of what is kept; nothing but `answers: {}` at first. */
  read(): Kept
  /** Changes it and tells of it: `ackbook:change` on the document. */
  change(edit: (kept: Kept) => void): void
  /** Answers and the last place; a chosen order stays. */
  forget(): void
}

/** What the pages of a site know of one another, from the script beside them. */
interface Site {
  pages: readonly { file: string; title: string }[]
  /** The first one holds for whoever chooses none. */
  orders: readonly { name: string; title: string; files: readonly string[] }[]
}

interface Window {
  ackbook: { store: Store; site?: Site }
}
