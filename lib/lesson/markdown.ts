/// <reference path="./plugins.d.ts" />
import type { Root } from 'hast'
import MarkdownIt, { type Env, type Token } from 'markdown-it'
import footnote from 'markdown-it-footnote'
import type { MimeBundle } from '../notebook/index.ts'
import { type Formula, moveFormulas, restoreFormulas } from './delimiters.ts'
import { dialects } from './dialects/index.ts'
import { highlight } from './highlight.ts'
import { escapeHtml, type Html, type HtmlValue, html } from './html.ts'
import { keptBack } from './kept-back.ts'
import { placeFormulas, placeMarkdownFormulas } from './mathematics.ts'
import type { Page } from './page.ts'
import { asSource, cleanTree, type Origin, readMarkup } from './sanitise.ts'
import { parseMarkup, treeText } from './tree.ts'

/** Markdown read, not yet cleaned. */
export interface Prose {
  source: string
  /** `undefined` when a browser would make it too deep a tree. */
  tree: Root | undefined
  formulas: readonly Formula[]
}

interface ProseEnv extends Env {
  /** Those that have left marks in the text; what is found later is added. */
  formulas: Formula[]
  /** Begins the ids of the cell's footnotes. */
  cell: number
  /** Numbers already given to footnotes of earlier cells. */
  footnotesBefore: number
  footnotes?: { list?: unknown[] }
}

/** Raw HTML is let through here and cut down by the sanitiser, together with everything that Markdown makes. */
const markdown = MarkdownIt({
  html: true,
  linkify: true,
  highlight: (code, language) => highlight(code, language).markup,
})
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false })
markdown.use(footnote).use(dialects)
// Addresses of links and pictures are judged later, all together, and told.
markdown.validateLink = () => true
// Code that looks like prose before Markdown is read.
markdown.core.ruler.push('code_is_no_mathematics', ({ tokens, env }) => {
  const { formulas } = env as ProseEnv
  for (const token of formulas.length > 0 ? tokens : []) {
    for (const each of [token, ...(token.children ?? [])]) {
      if (/^(?:fence|code_block|code_inline)$/.test(each.type)) each.content = restoreFormulas(each.content, formulas)
    }
  }
})

const rendererRules = markdown.renderer.rules
rendererRules.footnote_ref = (tokens, at, _options, env) => {
  const { id, again, number } = footnoteOf(tokens[at]!, env)
  return `<sup class="footnote-ref"><a href="#fn_${id}" id="fnref_${id}${again}">${number}</a></sup>`
}
rendererRules.footnote_block_open = (_tokens, _at, _options, env) =>
  `<section class="footnotes"><ol class="footnotes-list" start="${(env as ProseEnv).footnotesBefore + 1}">\n`
rendererRules.footnote_open = (tokens, at, _options, env) =>
  `<li id="fn_${footnoteOf(tokens[at]!, env).id}" class="footnote-item">`
rendererRules.footnote_anchor = (tokens, at, _options, env) => {
  const { id, again } = footnoteOf(tokens[at]!, env)
  return again === '' ? ` <a href="#fnref_${id}" class="footnote-backref" title="Back to the text">↩\ufe0e</a>` : ''
}
rendererRules.code_block = (tokens, at) => `<pre><code>${escapeHtml(tokens[at]!.content)}</code></pre>\n`

/** `id` is unique on the page; `again` tells a second reference from the first; `number` runs on through the page. */
function footnoteOf(token: Token, env: Env | undefined): { id: string; again: string; number: number } {
  const { id, subId } = token.meta as { id: number; subId: number }
  const { cell, footnotesBefore } = env as ProseEnv
  return { id: `${cell}_${id + 1}`, again: subId > 0 ? `_${subId}` : '', number: footnotesBefore + id + 1 }
}

/** `cell` tells apart the footnotes of different cells; -1 for what is no cell of its own. */
export function readMarkdown(source: string, page: Page, cell: number): Prose {
  const formulas: Formula[] = []
  const text = moveFormulas(source, 'markdown', formulas)
  const env: ProseEnv = { formulas, cell: cell + page.cellsBefore, footnotesBefore: page.footnotes }
  const tree = readMarkup(markdown.render(text, env), page)
  page.footnotes += env.footnotes?.list?.length ?? 0
  if (tree) placeMarkdownFormulas(tree, formulas)
  return { source, tree, formulas }
}

export interface Inserted {
  /** Behind so many nodes. */
  at: number
  content: HtmlValue
}

export interface ProseOptions {
  attachments: Record<string, MimeBundle> | undefined
  /** The id of a fold. What stands before the first heading tells what is in it. */
  explained: string | undefined
  /** What stands between its nodes, in their order. */
  inserted?: readonly Inserted[]
}

export function renderProse(
  { tree, formulas, source }: Prose,
  page: Page,
  { attachments, explained, inserted = [] }: ProseOptions,
): Html | undefined {
  const origin: Origin = { kind: 'prose', formulas, ...(attachments && { attachments }) }
  if (!tree) return asSource(source, page)
  if (inserted.length > 0) {
    const starts = [0, ...inserted.map(({ at }) => at)]
    return html`${starts.map((start, at) => {
      const part: Root = { type: 'root', children: tree.children.slice(start, starts[at + 1]) }
      return [inserted[at - 1]?.content, cleanTree(part, page, origin)]
    })}`
  }
  if (explained === undefined) return cleanTree(tree, page, origin)
  const heading = tree.children.findIndex((child) => child.type === 'element' && /^h[1-6]$/.test(child.tagName))
  const end = heading < 0 ? tree.children.length : heading
  const [first, rest] = partsOf(tree, end).map((part) => cleanTree(part, page, origin))
  return html`${first && keptBack(explained, first)}${rest}`
}

function partsOf({ children }: Root, at: number): [Root, Root] {
  return [
    { type: 'root', children: children.slice(0, at) },
    { type: 'root', children: children.slice(at) },
  ]
}

/** Markdown that a cell printed: no part of the page's outline. */
export function renderMarkdownOutput(source: string, page: Page): Html | undefined {
  const { tree, formulas } = readMarkdown(source, page, -1)
  return tree && cleanTree(tree, page, { kind: 'output', formulas })
}

/** A phrase: no blocks, so it fits into a label. */
export function renderPhrase(source: string, page: Page): Html {
  const formulas: Formula[] = []
  const text = moveFormulas(source, 'markdown', formulas)
  const env: ProseEnv = { formulas, cell: -1, footnotesBefore: 0 }
  const tree = readMarkup(markdown.renderInline(text, env), page)
  if (tree) placeFormulas(tree, formulas, false)
  return (tree && cleanTree(tree, page, { kind: 'output', formulas })) ?? html``
}

/** A phrase as plain text; formulas as their TeX. */
export function textOfPhrase(source: string): string {
  const formulas: Formula[] = []
  const text = moveFormulas(source, 'markdown', formulas)
  const tree = parseMarkup(markdown.renderInline(text, { formulas, cell: -1, footnotesBefore: 0 }))
  if (!tree) return source
  placeFormulas(tree, formulas, false)
  return treeText(tree).replace(/\s+/g, ' ').trim()
}
