import { hljs, knownLanguage } from './languages.ts'
import { byName } from './values.ts'

/** A cell's source without the lines that its kernel reads before its language does. */
export interface Plain {
  /** Each such line is a comment that no one writes. */
  source: string
  /** What the source is in: the kernel's language, or the one that the cell's first line calls. */
  language: string
  /** The first line, when it calls another language. */
  head: string | undefined
  lines: readonly string[]
}

/** `%%bash`, `%timeit f()`, `!ls`, `?help`, `help?`; IPython's and its kin's. */
const ipython = /^[ \t]*(?:%%?[a-zA-Z][\w.]*(?=[\s(]|$)|!{1,2}(?!=)|\?{1,2}[\w%]).*$|^[ \t]*%?[\w.*]+\?{1,2}[ \t]*$/
/** Julia's shell, help and package prompts. */
const julia = /^[ \t]*(?:;(?!;)[ \t]*\w|\?[ \t]*\S|\][ \t]*[a-z]).*$/
/** `#!fsharp`, `#r "nuget: …"`. */
const dotnet = /^[ \t]*#(?:![a-z]|[ri][ \t]+").*$/

const magicKinds: ReadonlyMap<string, { line: RegExp; comment: string }> = new Map([
  ['python', { line: ipython, comment: '#' }],
  ['julia', { line: julia, comment: '#' }],
  ['csharp', { line: dotnet, comment: '//' }],
  ['fsharp', { line: dotnet, comment: '//' }],
  ['powershell', { line: dotnet, comment: '#' }],
])
/** Characters that Unicode keeps for a program's own use; sixteen of them are digits here, which no language takes for a number. */
const [mark, end, zero] = ['\ufdd2', '\ufdd3', 0xfde0]
/** What stands for a line, with the span that a highlighter puts around a comment. */
const placeholder = /(<span class="c">)?(?:#|\/\/)\ufdd2([\ufde0-\ufdef]+)\ufdd3(?:<\/span>)?/g

/** Sets the magics of a cell apart, when its language has any. */
export function takeMagics(source: string, language: string): Plain {
  const kind = magicKinds.get(canonical(language))
  if (!kind || !/[%!?;\]#]/.test(source)) return { source, language, head: undefined, lines: [] }
  const [first = '', ...rest] = source.split('\n')
  const called = isMagic(first, kind.line) ? calledBy(first) : undefined
  if (called !== undefined) return { source: rest.join('\n'), language: called, head: first, lines: [] }
  const lines: string[] = []
  const text = [first, ...rest].map((line) => {
    if (!isMagic(line, kind.line)) return line.replaceAll(mark, '\ufffd')
    const digits = [...(lines.push(line) - 1).toString(16)].map((digit) => zero + Number.parseInt(digit, 16))
    return `${kind.comment}${mark}${String.fromCharCode(...digits)}${end}`
  })
  return { source: text.join('\n'), language, head: undefined, lines }
}

function isMagic(line: string, pattern: RegExp): boolean {
  return line.length <= 2000 && pattern.test(line)
}

/** Puts the magics back into the highlighted markup. @param show makes markup of a line */
export function putMagics(markup: string, { head, lines }: Plain, show: (line: string) => string): string {
  const apart = (line: string) => `<span class="magic">${show(line)}</span>`
  if (head !== undefined) return markup === '' ? apart(head) : `${apart(head)}\n${markup}`
  if (lines.length === 0) return markup
  // Outside a comment it is a line of a string.
  return markup.replace(placeholder, (_, comment: string | undefined, digits: string) => {
    const n = Number.parseInt([...digits].map((digit) => (digit.charCodeAt(0) - zero).toString(16)).join(''), 16)
    return (comment === undefined ? show : apart)(lines[n] ?? '')
  })
}

/** Languages whose magics have names of their own. */
const calledOtherwise = byName({ bash: 'sh sx', javascript: 'js', xml: 'html HTML svg SVG' })

/** The language that `%%bash` or `%%script ruby` calls; `undefined` for magics that take the kernel's own. */
function calledBy(line: string): string | undefined {
  const [, name = '', argument = ''] = /^[ \t]*(?:%%|#!)([a-zA-Z][\w]*)[ \t]*([\w+#]*)/.exec(line) ?? []
  if (name === 'script') return argument && knownLanguage(argument) ? argument : 'bash'
  if (/^(?:writefile|file)$/.test(name)) return 'text'
  const called = calledOtherwise.get(name) ?? name.toLowerCase()
  if (canonical(called) === 'python' || /^(?:time|timeit|capture|prun|debug|system)$/.test(name)) return undefined
  return knownLanguage(called)
}

/** The name that {@link magicKinds} has, for any other name of the same language. */
function canonical(language: string): string {
  const name = knownLanguage(language)
  if (name === undefined || magicKinds.has(name)) return name ?? language
  for (const each of ['python', 'csharp']) if (hljs.getLanguage(name) === hljs.getLanguage(each)) return each
  return name
}
