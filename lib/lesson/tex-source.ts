/**
 * TeX as Jupyter's MathJax takes it, in the words that the library of this room knows. Definitions hold from where they stand to
 * the page's end, however deep they stand, and may be made anew.
 */

/** Commands that MathJax knows besides, defined once. */
export const preamble: string = String.raw`
\gdef\mbox#1{\text{#1}}\gdef\require#1{}\gdef\ensuremath#1{#1}\gdef\cssId#1#2{#2}\gdef\class#1#2{#2}\gdef\style#1#2{#2}\gdef\id#1#2{#2}
\gdef\mathbbm#1{\mathbb{#1}}\gdef\mathds#1{\mathbb{#1}}\gdef\displaylines#1{\begin{gathered}#1\end{gathered}}
\gdef\eqalign#1{\begin{aligned}#1\end{aligned}}\gdef\matrix#1{\begin{matrix}#1\end{matrix}}
\gdef\pmatrix#1{\begin{pmatrix}#1\end{pmatrix}}\gdef\cases#1{\begin{cases}#1\end{cases}}\gdef\root#1\of#2{\sqrt[#1]{#2}}\gdef\hfill{\quad}
\gdef\bbox{\@ifnextchar[{\ab@bbox}{\ab@bbox[]}}\gdef\ab@bbox[#1]#2{#2}\gdef\framebox#1{\fbox{#1}}`

/** A formula's labels and references, each in the form of the number that `numberOf` gives its name. */
export function withNumberedLabels(tex: string, numberOf: (label: string) => number): string {
  return tex.replace(/\\(label|ref|eqref)\{([^{}]*)\}/g, (_, command, label) => `\\${command}{L${numberOf(label)}}`)
}

/** `\href{address}{…}` as a number in `links`, which the library lets through; `\url` as its own text. */
export function withNumberedLinks(tex: string, links: string[]): string {
  return tex
    .replace(/\\url\{([^{}]*)\}/g, (_, address) => `\\href{${address}}{\\text{${address.replace(/[%#&_$]/g, '\\$&')}}}`)
    .replace(/\\href\{([^{}]*)\}/g, (_, address) => {
      links.push(address.replace(/\\([%#&_$~])/g, '$1'))
      return `\\data{href=${links.length - 1}}`
    })
}

/** What the library has no environment for, in one that it has. */
export function withKnownEnvironments(tex: string): string {
  if (!tex.includes('\\begin{')) return tex
  return tex
    .replace(/\\(begin|end)\{(flalign|xalignat|displaymath|math|subequations)(\*?)\}/g, (_, command, name, star) => {
      const known = { flalign: `align${star}`, xalignat: `alignat${star}`, displaymath: 'equation*', math: 'equation*' }
      const instead = known[name as keyof typeof known]
      return instead === undefined ? '' : `\\${command}{${instead}}`
    })
    .replace(/\\begin\{eqnarray(\*?)\}((?:(?!\\begin\{eqnarray)[\s\S])*?)\\end\{eqnarray\1\}/g, (_, star, body) => {
      return `\\begin{align${star}}${withOneColumnMark(body)}\\end{align${star}}`
    })
}

/** `a &=& b` of an `eqnarray` as `a &= b`, row by row; what is in braces or an environment of its own stays. */
function withOneColumnMark(body: string): string {
  let depth = 0
  let marks = 0
  return body.replace(/\\begin\{|\\end\{|\\[\s\S]|[{}&]/g, (token) => {
    if (token === '\\begin{') depth += 2
    else if (token === '{') depth += 1
    else if (token === '}') depth -= 1
    if (depth > 0) return token
    if (token === '\\\\') marks = 0
    if (token !== '&') return token
    marks += 1
    return marks === 2 ? '' : token
  })
}

export interface Definitions {
  tex: string
  /** Whether there is any. */
  some: boolean
}

/**
 * Makes each definition one that lasts.
 *
 * @param isDefined whether a command has been defined by the author before, which `\providecommand` leaves as it is
 */
export function withLastingDefinitions(tex: string, isDefined: (name: string) => boolean): Definitions {
  const definition = /\\(?:newcommand|renewcommand|providecommand|DeclareMathOperator|[ex]?def|gdef|let)(?![a-zA-Z@])/g
  let result = ''
  let from = 0
  let some = false
  for (let match = definition.exec(tex); match; match = definition.exec(tex)) {
    some = true
    const after = match.index + match[0].length
    const made = lasting(match[0].slice(1), tex, after, isDefined)
    if (made === undefined) continue
    result += tex.slice(from, match.index) + made.tex
    from = made.end
    definition.lastIndex = made.end
  }
  return { tex: result + tex.slice(from), some }
}

/** What stands for the command and its name; where the rest of the definition goes on. */
function lasting(
  command: string,
  tex: string,
  after: number,
  isDefined: (name: string) => boolean,
): { tex: string; end: number } | undefined {
  if (command === 'def') return { tex: '\\gdef', end: after }
  if (command === 'edef') return { tex: '\\xdef', end: after }
  if (command === 'let') return { tex: '\\global\\let', end: after }
  if (command === 'gdef' || command === 'xdef') return undefined
  const reader = new Reader(tex, after)
  reader.skip('*')
  const starred = tex[after] === '*'
  const name = reader.group()?.trim() ?? reader.command()
  if (name === undefined || !/^\\(?:[a-zA-Z@]+|[^a-zA-Z])$/.test(name)) return undefined
  if (command === 'DeclareMathOperator') {
    const words = reader.group()
    return words === undefined
      ? undefined
      : { tex: `\\gdef${name}{\\operatorname${starred ? '*' : ''}{${words}}}`, end: reader.at }
  }
  const count = Number(reader.option() ?? 0)
  const preset = count > 0 ? reader.option() : undefined
  const body = reader.group() ?? reader.command()
  if (body === undefined || !(count >= 0 && count <= 9)) return undefined
  if (command === 'providecommand' && isDefined(name)) return { tex: '', end: reader.at }
  const parameters = (first: number) => Array.from({ length: count + 1 - first }, (_, at) => `#${first + at}`).join('')
  if (preset === undefined) return { tex: `\\gdef${name}${parameters(1)}{${body}}`, end: reader.at }
  const inner = `\\ab@${name.slice(1).replace(/[^a-zA-Z]/g, 'x')}`
  const made = `\\gdef${name}{\\@ifnextchar[{${inner}}{${inner}[${preset}]}}\\gdef${inner}[#1]${parameters(2)}{${body}}`
  return { tex: made, end: reader.at }
}

/** Reads what a definition is made of. */
class Reader {
  readonly #tex: string
  at: number

  constructor(tex: string, at: number) {
    this.#tex = tex
    this.at = at
    this.#blanks()
  }

  skip(character: string): void {
    if (this.#tex[this.at] === character) this.at += 1
    this.#blanks()
  }

  /** What stands between braces. */
  group(): string | undefined {
    if (this.#tex[this.at] !== '{') return undefined
    let depth = 0
    for (let end = this.at; end < this.#tex.length; end += 1) {
      const character = this.#tex[end]
      if (character === '\\') end += 1
      else if (character === '{') depth += 1
      else if (character === '}') depth -= 1
      if (depth > 0) continue
      const inside = this.#tex.slice(this.at + 1, end)
      this.at = end + 1
      this.#blanks()
      return inside
    }
    return undefined
  }

  /** What stands between square brackets. */
  option(): string | undefined {
    if (this.#tex[this.at] !== '[') return undefined
    const end = this.#tex.indexOf(']', this.at)
    if (end < 0) return undefined
    const inside = this.#tex.slice(this.at + 1, end)
    this.at = end + 1
    this.#blanks()
    return inside
  }

  command(): string | undefined {
    const command = /\\(?:[a-zA-Z@]+|[^a-zA-Z])/y
    command.lastIndex = this.at
    const [found] = command.exec(this.#tex) ?? []
    if (found === undefined) return undefined
    this.at += found.length
    this.#blanks()
    return found
  }

  #blanks(): void {
    while (/\s/.test(this.#tex[this.at] ?? '')) this.at += 1
  }
}
