/** Words and characters within TeX, written so that the library of this room takes them as MathJax does. */

const textual = /\\(?:text(?:bf|it|md|normal|rm|sc|sf|sl|tt|up)?|[fhm]box|tag\*?)[ \t]*\{/g
const special: Readonly<Record<string, string>> = { '^': '\\textasciicircum{}' }

/** Words within a formula, `\text{train_x}`: what means something to TeX is a character there, as in MathJax. */
export function withPlainTexts(tex: string): string {
  let result = ''
  let from = 0
  textual.lastIndex = 0
  for (let match = textual.exec(tex); match; match = textual.exec(tex)) {
    const start = match.index + match[0].length
    const words = plainWords(tex, start)
    if (words === undefined) break
    result += tex.slice(from, start) + words.text
    from = words.end
    textual.lastIndex = from
  }
  return result + tex.slice(from)
}

/** The text from `start` to the brace that ends it, its formulas as they are; `undefined` when none does. */
function plainWords(tex: string, start: number): { text: string; end: number } | undefined {
  const token = /\\\([\s\S]*?\\\)|\\[\s\S]|\$[^$]*\$|#\d|[{}_^&#%]/g
  token.lastIndex = start
  let text = ''
  let from = start
  let depth = 1
  for (let match = token.exec(tex); match; match = token.exec(tex)) {
    const [found] = match
    if (found === '{') depth += 1
    else if (found === '}') depth -= 1
    if (depth === 0) return { text: text + tex.slice(from, match.index), end: match.index }
    if (found.length > 1 || found === '{' || found === '}') continue
    text += tex.slice(from, match.index) + (special[found] ?? `\\${found}`)
    from = match.index + 1
  }
  return undefined
}

/** `\unicode{x263a}` as the character itself; what would mean something to TeX stays as it is. */
export function withCharacters(tex: string): string {
  return tex.replace(/\\unicode(?:\[[^[\]{}]*\])*\{(x[0-9a-f]{1,6}|\d{1,7})\}/gi, (found, number: string) => {
    const code = Number(number.replace(/^x/i, '0x'))
    if (code < 0xa0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return found
    return `\\text{${String.fromCodePoint(code)}}`
  })
}
