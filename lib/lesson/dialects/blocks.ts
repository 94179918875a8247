/// <reference path="../plugins.d.ts" />
import type { MarkdownIt, StateCore, Token } from 'markdown-it'
import container from 'markdown-it-container'
import { type Formula, markOf, moveFormulas } from '../delimiters.ts'
import { knownLanguage } from '../languages.ts'
import { boxElement, boxOfQuotation, inlineToken, withContent } from './boxes.ts'
import { anchorOf, codeLanguageOf, type Directive, directiveOf, splitOptions, tokensOf } from './directives.ts'

/** Directives in directives; what is deeper stays source. */
const deepestBlock = 12

/**
 * Boxes and directives: GitHub's `> [!NOTE]`, MyST's and Pandoc's `:::{note}`, Quarto's `::: {.callout-tip}`, MyST's fences
 * ```` ```{admonition} ````, and its labels `(label)=`.
 */
export function blocks(md: MarkdownIt): void {
  md.use(container, 'directive', { validate: (info: string) => directiveOf(info) !== undefined })
  md.block.ruler.before(
    'reference',
    'label',
    (state, line, _end, silent) => {
      if (state.sCount[line]! - state.blkIndent >= 4) return false
      const text = state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line])
      const label = /^\(([^()\n]{1,200})\)=[ \t]*$/.exec(text)?.[1]
      if (label === undefined) return false
      if (silent) return true
      const token = state.push('label', '', 0)
      token.content = label
      state.line = line + 1
      return true
    },
    { alt: ['paragraph'] },
  )
  md.core.ruler.after('block', 'directives', (state) => {
    state.tokens = expand(state, state.tokens, 0)
  })
}

function expand(state: StateCore, tokens: readonly Token[], depth: number): Token[] {
  const done: Token[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]!
    if (token.type === 'fence') done.push(...(fence(state, token, depth) ?? [token]))
    else if (token.type === 'label') done.push(...anchorOf(state, token.content))
    else if (token.type === 'heading_open') {
      done.push(...headingAnchor(state, tokens[at + 1]), token)
    } else if (token.type === 'blockquote_open' || token.type === 'container_directive_open') {
      const end = closingToken(tokens, at)
      const inside = expand(state, tokens.slice(at + 1, end), depth + 1)
      const whole = [token, ...inside, ...tokens.slice(end, end + 1)]
      done.push(
        ...(token.type === 'blockquote_open'
          ? (boxOfQuotation(state, whole) ?? whole)
          : heldBlock(state, token, inside)),
      )
      at = end
    } else done.push(token)
  }
  return done
}

/** Where what opens at `at` ends. */
function closingToken(tokens: readonly Token[], at: number): number {
  const close = tokens[at]!.type.replace('_open', '_close')
  let depth = 0
  for (let end = at; end < tokens.length; end += 1) {
    if (tokens[end]!.type === tokens[at]!.type) depth += 1
    else if (tokens[end]!.type === close) depth -= 1
    if (depth === 0) return end
  }
  return tokens.length
}

/** A container of colons: its options stand in its first paragraph, Quarto's title in its first heading. */
function heldBlock(state: StateCore, token: Token, inside: Token[]): Token[] {
  const directive = directiveOf(token.info)!
  const first = inside[0]?.type === 'paragraph_open' ? inside[1] : undefined
  const { options, body } = splitOptions(first?.content ?? '')
  const options2 = { ...directive.options, ...options }
  let rest: readonly Token[] = inside
  if (first && Object.keys(options).length > 0) {
    rest = body.trim() === '' ? inside.slice(3) : [inside[0]!, withContent(first, body), ...inside.slice(2)]
  }
  if (
    /\bcallout-/.test(directive.options.class ?? '') &&
    rest[0]?.type === 'heading_open' &&
    options2.title === undefined
  ) {
    options2.title = rest[1]!.content
    rest = rest.slice(3)
  }
  const made = tokensOf(state, { ...directive, options: options2 }, rest)
  if (made) return made
  // One that no page knows: what it names stays, as what it holds does.
  return tokensOf(state, { name: '', argument: '', options: options2 }, [
    ...caption(state, directive.argument),
    ...rest,
  ])!
}

function caption(state: StateCore, words: string | undefined): Token[] {
  return words?.trim() ? boxElement(state, 'p', 'box-title', [inlineToken(state, words.trim())]) : []
}

function fence(state: StateCore, token: Token, depth: number): Token[] | undefined {
  // Pandoc's: what stands in it is HTML already.
  if (/^\{=html5?\}$/.test(token.info.trim())) {
    token.type = 'html_block'
    return [token]
  }
  // R Markdown's and Quarto's `{r, echo=FALSE}`: code, with settings for a tool that runs it.
  const chunk = /^\{\.?([a-zA-Z][\w+#-]*)[^{}]*\}[ \t]*$/.exec(token.info.trim())?.[1]
  const given = /^\{[a-zA-Z][\w:+.-]*\}/.test(token.info.trim()) ? directiveOf(token.info) : undefined
  if (chunk !== undefined && knownLanguage(chunk) !== undefined && !(given && tokensOf(state, given, []))) {
    token.info = chunk
    return [token]
  }
  if (!given) return undefined
  const { options, body } = splitOptions(token.content)
  const directive: Directive = { ...given, options }
  if (directive.name === 'math') return formulaTokens(state, directive, body)
  const language = codeLanguageOf(directive)
  if (language !== undefined) {
    token.info = language
    token.content = body
    return [...caption(state, options.caption), token]
  }
  if (depth >= deepestBlock || !tokensOf(state, directive, [])) {
    token.content = `${token.info.trim()}\n${token.content}`
    token.info = ''
    return [token]
  }
  const tokens: Token[] = []
  state.md.block.parse(markFormulas(state, body), state.md, state.env, tokens)
  const inside = expand(state, tokens, depth + 1)
  const named = /^(?:figure|image)$/.test(directive.name) ? directive.argument : markFormulas(state, directive.argument)
  return tokensOf(state, { ...directive, argument: named }, inside)
}

/** Its text with marks for its formulas: what stood in a fence was taken for code until now. */
function markFormulas(state: StateCore, body: string): string {
  const { formulas } = state.env as { formulas?: Formula[] }
  return formulas ? moveFormulas(body, 'markdown', formulas) : body
}

/** A formula of its own, which is found too late to have left a mark in the text. */
function formulaTokens(state: StateCore, { argument, options }: Directive, body: string): Token[] {
  const formulas = (state.env as { formulas?: Formula[] }).formulas
  const lines = [argument.trim(), body.trim()].filter((line) => line !== '').join('\n')
  const tex = options.label === undefined ? lines : `${lines}\\label{${options.label}}`
  const token = new state.Token('html_block', '', 0)
  const mark = formulas ? markOf(formulas.push({ tex, display: true, source: `$$${tex}$$` }) - 1) : tex
  token.content = `<p>${mark}</p>\n`
  return [token]
}

const headingAttributes = /^\{((?:[ \t]*(?:[#.][^\s{}]+|[\w-]+=(?:"[^"{}]*"|[^\s{}]+)|-))+)[ \t]*\}$/

/** Pandoc's attributes after a heading, `## Title {#id .class}`: its id names the place, the rest is for other tools. */
function headingAnchor(state: StateCore, token: Token | undefined): Token[] {
  if (token?.type !== 'inline' || !token.content.endsWith('}')) return []
  const open = token.content.lastIndexOf('{')
  const title = token.content.slice(0, open).trimEnd()
  if (open < 1 || title.length === open || token.content.length - open > 300) return []
  const [whole, inner = ''] = headingAttributes.exec(token.content.slice(open)) ?? []
  if (whole === undefined) return []
  token.content = title
  return anchorOf(state, /(?:^|\s)#([^\s{}]+)/.exec(inner)?.[1])
}
