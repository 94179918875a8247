import type { Element, ElementContent, Root, RootContent } from 'hast'
import { type Formula, moveFormulas, restoreFormulas, splitAtMarks, type TextKind, takeFormulas } from './delimiters.ts'
import { type Html, html } from './html.ts'
import { named } from './omission.ts'
import type { Page } from './page.ts'
import { elementNode, mapAttributes, textNode } from './tree.ts'

/** What a formula is in a tree until it is drawn: `<x-math data-n="0" data-as="block">`, its TeX inside for whoever reads the words. */
export const formulaTag = 'x-math'

/** Where MathJax looks for no mathematics. */
const verbatim = new Set('pre code samp kbd script style textarea noscript title annotation'.split(' '))
/** What may hold a block; a formula of its own line is one there, and elsewhere a line of the text. */
const holdsBlocks = new Set(
  'root article aside blockquote center dd details div figure li main section td th'.split(' '),
)

/**
 * Puts the formulas where their marks are, and a paragraph's end around those that stand on a line of their own.
 *
 * @param blocks whether the tree may hold blocks at all
 */
export function placeFormulas(tree: Root, formulas: readonly Formula[], blocks = true): void {
  if (formulas.length === 0) return
  mapAttributes(tree, (text) => restoreFormulas(text, formulas))
  place(tree, formulas, blocks)
}

/** Puts the formulas of Markdown where their marks are, and those where Markdown has left brackets of TeX: in blocks of HTML. */
export function placeMarkdownFormulas(tree: Root, formulas: Formula[]): void {
  placeFormulas(tree, formulas)
  const before = formulas.length
  findFormulas(tree, formulas, 'left')
  if (formulas.length > before) placeFormulas(tree, formulas)
}

/**
 * Finds the formulas in the texts of a tree.
 *
 * @param formulas those that are known; what is found is added
 * @param kind by default, that of HTML that no Markdown was read from
 */
export function findFormulas(tree: Root, formulas: Formula[] = [], kind: TextKind = 'html'): Formula[] {
  const find = (parent: Root | Element): void => {
    for (const child of parent.children) {
      if (child.type === 'element' && !withoutFormulas(child.tagName)) find(child)
      if (child.type === 'text') child.value = moveFormulas(child.value, kind, formulas)
    }
  }
  find(tree)
  return formulas
}

function withoutFormulas(tag: string): boolean {
  return verbatim.has(tag) || tag === 'svg' || tag === formulaTag
}

function place(parent: Root | Element, formulas: readonly Formula[], blocks: boolean): void {
  const name = parent.type === 'root' ? 'root' : parent.tagName
  if (verbatim.has(name)) {
    restoreIn(parent, formulas)
    return
  }
  const here = blocks && (holdsBlocks.has(name) || name === 'p')
  parent.children = (parent.children as ElementContent[]).flatMap((child): ElementContent[] => {
    if (child.type === 'text') return placed(child.value, formulas, here)
    if (child.type !== 'element') return [child]
    place(
      child,
      formulas,
      blocks &&
        (holdsBlocks.has(child.tagName) || child.tagName === 'p' || /^(?:table|t[a-z]+|ul|ol|dl)$/.test(child.tagName)),
    )
    return child.tagName === 'p' ? splitParagraph(child) : [child]
  }) as RootContent[] & ElementContent[]
}

function placed(text: string, formulas: readonly Formula[], blocks: boolean): ElementContent[] {
  return splitAtMarks(text).map((part): ElementContent => {
    if (typeof part === 'string') return textNode(part)
    const formula = formulas[part]
    if (!formula) return textNode('')
    const as = !formula.display ? 'inline' : blocks ? 'block' : 'line'
    return elementNode(formulaTag, { dataN: String(part), dataAs: as }, textNode(formula.tex))
  })
}

function restoreIn(parent: Root | Element, formulas: readonly Formula[]): void {
  for (const child of parent.children) {
    if (child.type === 'text') child.value = restoreFormulas(child.value, formulas)
    if (child.type === 'element') restoreIn(child, formulas)
  }
}

function isBlock(node: ElementContent): boolean {
  return node.type === 'element' && node.tagName === formulaTag && node.properties.dataAs === 'block'
}

/** A paragraph holds no block: what stands before and after the formula are paragraphs of their own. */
function splitParagraph(paragraph: Element): ElementContent[] {
  if (!paragraph.children.some(isBlock)) return [paragraph]
  const parts: ElementContent[] = []
  let run: ElementContent[] = []
  const flush = () => {
    const empty = run.every((node) => node.type === 'text' && node.value.trim() === '')
    if (!empty) parts.push({ ...paragraph, properties: { ...paragraph.properties }, children: run })
    run = []
  }
  for (const child of paragraph.children) {
    if (!isBlock(child)) run.push(child)
    else {
      flush()
      parts.push(child)
    }
  }
  flush()
  return parts
}

/** A formula drawn, or its source where it cannot be; `undefined` when it shows nothing, as definitions do. */
export function renderFormula({ tex, display, source }: Formula, as: string, page: Page): Html | undefined {
  const drawn = page.tex.draw(tex, display)
  if ('why' in drawn) {
    page.omit('formula', named(source), drawn.why)
    return as === 'block' ? html`<pre class="tex"><code>${source}</code></pre>` : html`<code>${source}</code>`
  }
  if (drawn.missing !== undefined)
    page.omit('formula', named(source), `no equation of the page has the label “${drawn.missing}”`)
  if (drawn.empty) return undefined
  if (as === 'block') return html`<div class="scroll formula">${drawn.math}</div>`
  return as === 'line' ? html`<span class="scroll formula">${drawn.math}</span>` : drawn.math
}

/** What a notebook stores as `text/latex`: text with formulas in it, or bare TeX; `undefined` when it shows nothing. */
export function renderLatexOutput(text: string, page: Page): Html | undefined {
  const { text: marked, formulas } = takeFormulas(text.trim(), 'markdown')
  const parts = splitAtMarks(marked).filter((part) => typeof part === 'number' || part.trim() !== '')
  const [first] = parts
  if (formulas.length === 0) {
    const source = marked.trim()
    return renderFormula({ tex: source, display: true, source }, 'block', page)
  }
  if (parts.length === 1 && typeof first === 'number') {
    const { tex, source } = formulas[first]!
    return renderFormula(
      { tex: tex.replace(/^\s*\\displaystyle(?![a-zA-Z])\s*/, ''), display: true, source },
      'block',
      page,
    )
  }
  const shown = parts.map((part) =>
    typeof part === 'string'
      ? html`${part}`
      : renderFormula(formulas[part]!, formulas[part]!.display ? 'line' : 'inline', page),
  )
  return html`<p>${shown}</p>`
}
