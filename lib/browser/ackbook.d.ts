import type { CellData, RunEvents } from './editor/page.d.ts'

/** What a reader's machine keeps of one site. */
export interface KeptOfReader {
  /** The name of the order that the reader follows. */
  order?: string
  /** Where the reader was last: the file of a page below the site's folder, with `#anchor`. */
  last?: string
  /** By page, by question: which choice was taken, from 0. */
  answers: Record<string, Record<string, number>>
}

export interface Store {
  /** A copy of what is kept; nothing but `answers: {}` at first. */
  read(): KeptOfReader
  /** Changes it and tells of it: `ackbook:change` on the document. */
  change(edit: (kept: KeptOfReader) => void): void
  /** Answers and the last place; a chosen order stays. */
  forget(): void
}

/** What the pages of a site know of one another, from the script beside them. */
export interface SiteData {
  pages: readonly { file: string; title: string }[]
  /** The first one holds for whoever chooses none. */
  orders: readonly { name: string; title: string; files: readonly string[] }[]
}

/** What the search is told of a site. */
export interface SearchData {
  style: string
  pages: PageWords[]
}

export interface PageWords {
  /** Below the site's folder. */
  file: string
  title: string
  terms: string[]
  description: string
  sections: [anchor: string, heading: string, text: string, code: string, isFold?: true][]
}

/** A place where words stand. */
export interface FoundPlace {
  file: string
  /** The page's title. */
  page: string
  /** Empty for the page as a whole, as its heading is. */
  anchor: string
  heading: string
  parts: { text: string; isMarked: boolean }[]
  /** Whether the parts are code. */
  isCode: boolean
}

/** What makes a page of another: as the server tells it. */
export interface BlockChange {
  /** How many blocks the page must have. */
  blocks: number
  /** From the first block to the last: where, how many go, and the markup that comes. */
  runs: readonly { at: number; gone: number; html: string }[]
  /** The markup of its foot, if that is another. */
  foot?: string
}

declare global {
  /** minisearch, as far as it is used. */
  class MiniSearch {
    constructor(options: object)
    addAll(documents: object[]): void
    search(query: string, options: object): { id: number; terms: string[] }[]
  }

  interface Window {
    ackbook: {
      store: Store
      /** Does this to each element of this kind, and to those that come later; a page has it whose elements may be replaced. */
      dress(selector: string, action: (element: HTMLElement) => void): void
      /** Where a page is served while it is written. @returns whether it could be done; else the page is as it was */
      replace(change: BlockChange): boolean
      site?: SiteData
      searchData: SearchData
      find(query: string): FoundPlace[]
      search?: { open(): void }
      /** The files of pages whose figures can be made again. */
      livePages?: readonly string[]
      /** Of what `cells.js` puts below cells. */
      cellsStyle?: string
      live: import('./live.d.ts').LiveParts
      /** From the script that is loaded when a cell is first edited. */
      cells?: {
        page(data: CellData): void
        /** The texts that pages need for what their cells import, by the pages' files. */
        texts(pages: Readonly<Record<string, readonly string[]>>): void
        text(name: string, text: string): void
        /** The names of the texts that this page needs and has not. */
        wanted(): readonly string[]
        /** Puts an editor in the place of a cell's code. @returns `undefined` for a cell that the page does not run */
        open(place: HTMLElement, code: HTMLElement): unknown
        /** Runs a cell as it stands, by its anchor, and those that it needs before it, each within so many milliseconds. */
        run(anchor: string, events: RunEvents, limit?: number): void
      }
    }
  }
}
