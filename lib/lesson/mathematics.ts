import type { MarkdownIt } from 'markdown-it'
import temml from 'temml'
import { type Html, html, trusted } from './html.ts'

/** TeX as MathML, which browsers draw without style sheets or fonts; `undefined` when it is not TeX that we know. */
function renderTex(tex: string, display: boolean): Html | undefined {
  if (tex.length > 20_000) return undefined
  try {
    const math = temml.renderToString(tex, {
      displayMode: display,
      wrap: display ? 'none' : 'tex',
      throwOnError: true,
      trust: false,
    })
    return display ? html`<div class="scroll formula">${trusted(math)}</div>` : trusted(math)
  } catch {
    return undefined
  }
}

/** What a notebook stores as `text/latex`: TeX between dollars, brackets, or in an environment. */
export function renderLatexOutput(text: string): Html | undefined {
  const source = text.trim()
  const [, block, bracket, inline, round] =
    /^(?:\$\$([\s\S]*)\$\$|\\\[([\s\S]*)\\\]|\$([^$]*)\$|\\\(([\s\S]*)\\\))$/.exec(source) ?? []
  const tex = block ?? bracket ?? inline ?? round ?? source
  return renderTex(tex.replace(/^\\displaystyle\s*/, ''), true)
}

/** `$…$` within a line, `$$…$$` and `\begin{…}…\end{…}` as blocks. Formulas go into `env.formulas`, numbers into the text. */
export function mathematics(md: MarkdownIt): void {
  md.inline.ruler.before('escape', 'math', (state, silent) => {
    const { src, pos } = state
    if (src[pos] !== '$') return false
    const double = src[pos + 1] === '$'
    const close = double ? src.indexOf('$$', pos + 2) : closingDollar(src, pos + 1, state.posMax)
    if (close < 0 || close >= state.posMax) return false
    const tex = src.slice(pos + (double ? 2 : 1), close)
    if (tex.trim() === '' || tex.includes('`')) return false
    if (!silent) {
      const token = state.push('math', '', 0)
      token.content = tex
      token.meta = { display: double }
    }
    state.pos = close + (double ? 2 : 1)
    return true
  })
  md.block.ruler.before(
    'fence',
    'math',
    (state, startLine, endLine, silent) => {
      const first = state.src.slice(state.bMarks[startLine]! + state.tShift[startLine]!, state.eMarks[startLine])
      const environment = /^\\begin\{([a-zA-Z]+\*?)\}/.exec(first)?.[1]
      if (state.sCount[startLine]! - state.blkIndent >= 4 || !(first.startsWith('$$') || environment)) return false
      const end = environment ? `\\end{${environment}}` : '$$'
      const lines: string[] = []
      let line = startLine
      for (; line < endLine; line += 1) {
        const text = state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line])
        lines.push(text)
        const searched = !environment && line === startLine ? text.slice(2) : text
        if (searched.trimEnd().endsWith(end)) break
        if (text.trim() === '' && line > startLine) return false
      }
      if (line === endLine) return false
      if (silent) return true
      const all = lines.join('\n').trim()
      const token = state.push('math', '', 0)
      token.content = environment ? all : all.slice(2, -2)
      token.meta = { display: true }
      token.block = true
      state.line = line + 1
      return true
    },
    { alt: ['paragraph', 'blockquote', 'list'] },
  )
  md.renderer.rules.math = (tokens, at, _options, env) => {
    const { content, meta } = tokens[at]!
    const display = meta?.display === true
    const { formulas } = env as { formulas: Html[] }
    formulas.push(renderTex(content, display) ?? html`<code>${display ? `$$${content}$$` : `$${content}$`}</code>`)
    return `<x-math data-n="${formulas.length - 1}"></x-math>`
  }
}

/** Pandoc's rule: no space inside the dollars, no digit after them, no code between. So `$5 and $6` stays money. */
function closingDollar(text: string, start: number, end: number): number {
  if (/\s/.test(text[start] ?? ' ')) return -1
  for (let at = start; at < end; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '$')
      return !/\s/.test(text[at - 1]!) && at > start && !/\d/.test(text[at + 1] ?? '') ? at : -1
    else if (text[at] === '\n' && text[at + 1] === '\n') return -1
  }
  return -1
}
