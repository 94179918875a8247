/** The page of a notebook, taken apart into what an open page can have replaced and what it cannot. */
export interface PageBlocks {
  /** What is around them, but for what nobody sees of an open page. */
  around: string
  /** The elements in its `main`, each with a line's end behind it where white space stands there. */
  blocks: readonly string[]
  /** The element at the page's foot. */
  foot: string
}

const blockBounds = {
  main: ['<main id="page_main">', '</main>'],
  foot: ['<footer class="site lesson">', '</footer>'],
} as const

/** What others see who are shown a link to the page. */
const descriptions = /<meta (?:name="description"|property="og:description") content="[^"]*">/g

/** @returns `undefined` when it is no such page, or has words between its blocks */
export function pageBlocks(page: string): PageBlocks | undefined {
  const start = page.indexOf(blockBounds.main[0])
  const from = start + blockBounds.main[0].length
  const foot = page.lastIndexOf(blockBounds.foot[0])
  const to = page.lastIndexOf(blockBounds.main[1], foot)
  const footEnd = page.indexOf(blockBounds.foot[1], foot) + blockBounds.foot[1].length
  if (start < 0 || to < from || footEnd < foot) return undefined
  const blocks = elementsOf(page.slice(from, to))
  const head = page.slice(0, from).replace(descriptions, '').replace(/\n+/g, '\n')
  const around = [head, page.slice(to, foot), page.slice(footEnd)].join('\n')
  return blocks && { around, blocks, foot: page.slice(foot, footEnd) }
}

/** A style sheet, whose text is no markup; a comment; a tag, its attributes' values in quotation marks. */
const markupPieces = /<style\b[^>]*>[\s\S]*?<\/style>|<!--[\s\S]*?-->|<(\/?)([a-zA-Z][^\s/>]*)(?:[^>"]|"[^"]*")*>/g
const voidTags = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))

/** The elements of a text, not those in them; `undefined` when there are words beside them, or not each is closed. */
function elementsOf(markup: string): string[] | undefined {
  const starts: number[] = []
  const open: string[] = []
  let end = 0
  for (const { 0: piece, 1: slash, 2: name, index } of markup.matchAll(markupPieces)) {
    if (open.length === 0) {
      if (slash === '/' || markup.slice(end, index).trim() !== '') return undefined
      starts.push(index)
    }
    if (name !== undefined && slash === '/') {
      if (open.pop() !== name) return undefined
    } else if (name !== undefined && !voidTags.has(name) && !piece.endsWith('/>')) open.push(name)
    end = index + piece.length
  }
  if (open.length > 0 || markup.slice(end).trim() !== '') return undefined
  return starts.map((start, at) => {
    const block = markup.slice(start, starts[at + 1])
    const element = block.trimEnd()
    return element === block ? element : `${element}\n`
  })
}
