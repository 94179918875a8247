import { type DefaultTreeAdapterMap, defaultTreeAdapter, html, Parser, Token, TokenizerMode } from 'parse5'
import { obsolete, removedElements, renamedTags, shows, transparent } from './elements.ts'

type Fragment = DefaultTreeAdapterMap['documentFragment']

/** So many a short text may become. */
const leastElements = 1_000

/** Marks an element that its own end tag closed. No author can write an attribute of this name. */
export const closedMark = ' closed'
/** Names the element that an `embed` stands for. */
export const standsFor = ' for'

/** Levels of elements in one another at most: what follows walks trees by recursion. */
export const deepest = 256

/** Names that HTML does not know, of which it is looked up whether they are closed; and characters of such a tag. */
const mostNames = 100
const longestTag = 1_000

/** Nobody can read such a tree, and it may be without end: HTML has `<b><p>` open each `b` again in each `p`. */
class TooMuch extends Error {}

/** Take all that follows for their own, as text or as a tree of another kind, until their end tag. */
const foreign = new Set(['math', 'svg'])
const swallowing = new Set([...removedElements, ...foreign, 'audio', 'iframe', 'video'])
/** Elements whose place alone is kept: what is in them is what a browser shows that cannot show them. */
const placeOnly = new Set([...shows.keys()].filter((name) => !['audio', 'video', 'iframe', 'embed'].includes(name)))

/**
 * A browser's reading of HTML, but for elements that would swallow the words after them. `<video/>`, an `<iframe>` that is never
 * closed, a `<title>` in a sentence: each ends where its tag ends, and what follows is read as if it were not there.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html
 */
class AuthorsParser extends Parser<DefaultTreeAdapterMap> {
  source = ''
  readonly #starts = new Map<string, StartTags>()
  #elements = 0

  override onItemPush(node: DefaultTreeAdapterMap['parentNode'], id: html.TAG_ID, isTop: boolean): void {
    super.onItemPush(node, id, isTop)
    this.#elements += 1
    // A tag has three letters at least: more than that were opened again.
    if (this.#elements > leastElements + this.source.length || this.openElements.stackTop > deepest) throw new TooMuch()
  }

  override onStartTag(token: Token.TagToken): void {
    if (this.shouldProcessStartTagTokenInForeignContent(token)) {
      super.onStartTag(token)
      return
    }
    const name = token.tagName
    if (transparent.has(name)) {
      this.#pass(name)
      return
    }
    if (this.#isWords(token)) {
      this.onCharacter({ type: Token.TokenType.CHARACTER, chars: this.#written(name), location: null })
      return
    }
    if (renamedTags.get(name) === 'pre') renameTag(token, 'pre', html.TAG_ID.PRE)
    if (placeOnly.has(name) || this.#swallowsTooMuch(token)) {
      if (removedElements.includes(name)) return
      token.attrs.push({ name: standsFor, value: name })
      renameTag(token, 'embed', html.TAG_ID.EMBED)
    }
    super.onStartTag(token)
    // A script's own rules would let `<!--<script>` hide its end tag.
    if (name === 'script') this.tokenizer.state = TokenizerMode.RAWTEXT
  }

  override onEndTag(token: Token.TagToken): void {
    if (!this.currentNotInHTML) {
      if (transparent.has(token.tagName)) this.#pass(token.tagName)
      if (transparent.has(token.tagName) || placeOnly.has(token.tagName)) return
      if (renamedTags.get(token.tagName) === 'pre') renameTag(token, 'pre', html.TAG_ID.PRE)
    }
    super.onEndTag(token)
  }

  override onItemPop(node: DefaultTreeAdapterMap['parentNode'], isTop: boolean): void {
    super.onItemPop(node, isTop)
    const token = this.currentToken
    if (token?.type !== Token.TokenType.END_TAG || !('tagName' in node)) return
    const { tagName } = token as Token.TagToken
    if (tagName === node.tagName && shows.has(tagName)) node.attrs.push({ name: closedMark, value: '' })
  }

  /** The words of two options are two words. */
  #pass(name: string): void {
    if (!/^(?:opt|select)/.test(name)) return
    this.onWhitespaceCharacter({ type: Token.TokenType.WHITESPACE_CHARACTER, chars: ' ', location: null })
  }

  /** Whether it only looks like a tag: the `<int>` of `vector<int>`, a `<name of yours>`. */
  #isWords({ tagName, tagID }: Token.TagToken): boolean {
    if (tagID !== html.TAG_ID.UNKNOWN || obsolete.has(tagName) || /[-:]/.test(tagName)) return false
    if (!/^[a-z][a-z0-9]*$/.test(tagName)) return true
    if (!this.#starts.has(tagName) && this.#starts.size >= mostNames) return false
    return !this.#isClosed(tagName)
  }

  /** The tag that has just been read, as its author wrote it. */
  #written(name: string): string {
    const read = this.source.slice(0, this.#at() + 1)
    const text = read.slice(Math.max(0, read.length - longestTag))
    const start = text.toLowerCase().lastIndexOf(`<${name}`)
    return start < 0 ? `<${name}>` : text.slice(start)
  }

  /** Where the tokenizer is in the source. */
  #at(): number {
    const { pos, droppedBufferSize } = this.tokenizer.preprocessor
    return droppedBufferSize + pos
  }

  #isClosed(tagName: string): boolean {
    let starts = this.#starts.get(tagName)
    if (!starts) {
      starts = new StartTags(this.source, tagName)
      this.#starts.set(tagName, starts)
    }
    return starts.isClosed(this.#at())
  }

  /** Whether the element closes itself, which a browser does not see, or is never closed. */
  #swallowsTooMuch({ tagName, selfClosing }: Token.TagToken): boolean {
    if (selfClosing && !foreign.has(tagName)) return swallowing.has(tagName) || shows.has(tagName)
    if (selfClosing || !swallowing.has(tagName)) return false
    return !this.#isClosed(tagName)
  }
}

/** The start tags of one element in a text, and which of them an end tag belongs to. */
class StartTags {
  readonly #tags: { at: number; closed: boolean }[] = []
  #read = -1

  constructor(source: string, name: string) {
    const open: number[] = []
    for (const { 0: tag, index } of source.matchAll(new RegExp(`</?${name}(?=[\\s/>])`, 'gi'))) {
      if (tag[1] !== '/') open.push(this.#tags.push({ at: index, closed: false }) - 1)
      // In the text of a script or a style sheet, what looks like another start tag is none.
      else
        for (const each of removedElements.includes(name) && name !== 'template' ? open.splice(0) : open.splice(-1))
          this.#tags[each]!.closed = true
    }
  }

  /** Of the last start tag before `end`, which never goes back. */
  isClosed(end: number): boolean {
    while ((this.#tags[this.#read + 1]?.at ?? Number.POSITIVE_INFINITY) < end) this.#read += 1
    return this.#tags[this.#read]?.closed === true
  }
}

function renameTag(token: Token.TagToken, name: string, id: html.TAG_ID): void {
  token.tagName = name
  token.tagID = id
}

/** The markup as what stands in a page's body; `undefined` when it is too deep for a page, or more than its tags say. */
export function parseAuthored(markup: string): Fragment | undefined {
  const context = defaultTreeAdapter.createElement('div', html.NS.HTML, [])
  const parser = AuthorsParser.getFragmentParser(context) as AuthorsParser
  parser.source = markup
  try {
    parser.tokenizer.write(markup, true)
    return parser.getFragment()
  } catch (error) {
    if (error instanceof TooMuch) return undefined
    throw error
  }
}
