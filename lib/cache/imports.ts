/** What a source names of other modules. */
export interface Imports {
  /** As they stand in the text, each once. */
  names: string[]
  /** It imports what is only known when it runs: a name that is put together, `require` handed on. */
  isOpen: boolean
}

/** What may stand before a name; `reference` as in `/// <reference path="…" />`. */
const words =
  /\b(?:from|import\.meta\.resolve|import|require\.resolve|require|createRequire\([^()]{0,200}\)|new\s+(?:URL|Worker|SharedWorker)|fork|reference\s+(?:path|types)\s*=)(?![\w$])/g

/**
 * The modules that a source names, TypeScript or JavaScript, in any form: `import … from`, `export … from`, `import '…'`, `import()`,
 * `import = require()`, `require()`, `require.resolve()`, types, a worker's, a process's or an address's file. Nothing is parsed: what only looks
 * like an import, in a comment or a text, counts too, for one name too many does no harm and one too few would.
 */
export function importsIn(source: string): Imports {
  const names = new Set<string>()
  let isOpen = false
  for (const { 0: word, index } of source.matchAll(words)) {
    const isMember = source[index - 1] === '.' && source[index - 2] !== '.'
    // A member of something else: `Array.from('…')`; `module.require('…')` is what it looks like.
    if (source[index - 1] === '$' || (isMember && !/require|^fork/i.test(word))) continue
    let at = afterBlanks(source, index + word.length)
    if (source.startsWith('?.', at)) at = afterBlanks(source, at + 2)
    const isCall = source[at] === '('
    if (isCall) at = afterBlanks(source, at + 1)
    const name = textAt(source, at)
    const isFile = word.startsWith('new') || word.startsWith('reference') || word === 'fork'
    if (word === 'from' && isCall) continue
    if (isFile) {
      if (name === undefined)
        isOpen ||= word.endsWith('Worker') && isCall && !/^new\s+URL\b/.test(source.slice(at, at + 20))
      else if (word.endsWith('=') || isRelative(word, name)) names.add(word.includes('types') ? name : asFile(name))
    } else if (name !== undefined) names.add(name)
    else if (
      !isMember &&
      !(isCall && isNoCall(source, index, at)) &&
      (isCall || (word === 'require' && isHandedOn(source, index, index + word.length)))
    )
      isOpen = true
  }
  isOpen ||= otherLoader.test(source) || otherName.test(source)
  return { names: [...names], isOpen }
}

/** `createRequire(…)` that is neither called `require` nor asked at once: what its result loads is not seen. */
const otherLoader =
  /(?<!\brequire\s{0,9}(?::[^=;\n]{0,99})?=\s{0,9}(?:[\w$]{1,99}\.)?)\bcreateRequire\s{0,9}\((?!(?:[^()]|\([^()]{0,99}\)){0,200}\)\s{0,9}(?:\(|\.resolve\b))/

/** `import { createRequire as load }`, `const { createRequire: load }` */
const otherName = /\bcreateRequire(?:\s{1,9}as\s|\s{0,9}:)/

/** `import()` without a name; a comment that speaks of it. */
function isNoCall(source: string, index: number, at: number): boolean {
  const line = source.slice(Math.max(0, source.lastIndexOf('\n', index) + 1, index - 1000), index)
  return source[at] === ')' || /^\s*(?:\/\/|\/?\*(?!.*\*\/))/.test(line)
}

/**
 * Of an address every name that is none itself is relative, of a worker what begins like a path, of a process also what ends like a
 * program.
 */
function isRelative(word: string, name: string): boolean {
  if (word === 'fork' && /\.[cm]?[jt]s$/.test(name)) return true
  return /^\.{0,2}\//.test(name) || (word.endsWith('URL') && !/^[a-z][a-z\d+.-]*:/i.test(name))
}

/** A file's name without a folder, which would be a package's. */
function asFile(name: string): string {
  return /^\.{0,2}\//.test(name) ? name : `./${name}`
}

/** The next place that is neither white space nor comment. */
function afterBlanks(source: string, from: number): number {
  let at = from
  for (;;) {
    while (/\s/.test(source[at] ?? '')) at += 1
    const end = source.startsWith('/*', at) ? '*/' : source.startsWith('//', at) ? '\n' : undefined
    if (end === undefined) return at
    // Comments before a name are short; those without an end would be read again from each of their words.
    const length = source.slice(at, at + 2000).indexOf(end, 2)
    if (length < 0) return at
    at += length + end.length
  }
}

/** The text that begins here and says itself what it is; `undefined` where nothing does, or it is put together. */
function textAt(source: string, at: number): string | undefined {
  const quote = source[at]
  if (quote !== "'" && quote !== '"' && quote !== '`') return undefined
  const end = source.slice(at, at + 1000).indexOf(quote, 1)
  const text = end < 0 ? '' : source.slice(at + 1, at + end)
  if (text === '' || /[\\\n]/.test(text) || (quote === '`' && text.includes('${'))) return undefined
  const after = source[afterBlanks(source, at + end + 1)]
  return after === '+' ? undefined : text
}

/** `const load = require`, `load(require)`: whatever is asked of it then is not seen here. */
function isHandedOn(source: string, index: number, end: number): boolean {
  const before =
    source
      .slice(Math.max(0, index - 100), index)
      .trimEnd()
      .at(-1) ?? ''
  return before !== '' && '=(,:[?'.includes(before) && /^[ \t]*(?:[;,)\]\r\n]|$)/.test(source.slice(end, end + 20))
}
