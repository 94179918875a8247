import MarkdownIt, { type Token } from 'markdown-it'
import { type Formula, moveFormulas, splitAtMarks } from './delimiters.ts'

/** What Markdown names. */
export interface NamedAddress {
  kind: 'link' | 'picture'
  /** As a browser would ask for it. */
  address: string
}

const commonMark = MarkdownIt({ html: true })
commonMark.validateLink = () => true
const tagWithAddress = /<(a|img)\s(?:[^<>]{0,2000}?\s)?(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi

/** The addresses of the links and pictures of a Markdown text, those in its HTML too. */
export function addressesIn(source: string): NamedAddress[] {
  const formulas: Formula[] = []
  const tokens = commonMark.parse(moveFormulas(source, 'markdown', formulas), {})
  const found: NamedAddress[] = []
  const look = (all: readonly Token[]) => {
    for (const { type, children, content, ...token } of all) {
      if (type === 'link_open') add('link', new Map(token.attrs).get('href'))
      else if (type === 'image') add('picture', new Map(token.attrs).get('src'))
      else if (type === 'html_inline' || type === 'html_block') {
        for (const [, tag, one, other] of content.matchAll(tagWithAddress))
          add(tag!.toLowerCase() === 'a' ? 'link' : 'picture', one ?? other)
      }
      if (children) look(children)
    }
  }
  look(tokens)
  return found

  function add(kind: NamedAddress['kind'], address: unknown): void {
    // One that holds a formula is none that could be looked for.
    if (typeof address === 'string' && splitAtMarks(decodeMarks(address)).length === 1) found.push({ kind, address })
  }
}

function decodeMarks(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}
