import { createRequire } from 'node:module'
import type { LanguageFn } from 'highlight.js'
import hljs from 'highlight.js/lib/common'
import { byName } from './values.ts'

/** highlight.js's name of a language, and those that kernels have for themselves. */
const aliases = byName({
  bash: 'cmd system',
  clojure: 'clj',
  cpp: 'c++11 c++14 c++17 c++20 xcpp',
  dockerfile: 'docker',
  fortran: 'f90',
  fsharp: 'f#',
  haskell: 'hs',
  julia: 'jl',
  latex: 'tex',
  lisp: 'common-lisp',
  matlab: 'octave',
  ocaml: 'ml',
  powershell: 'ps1 pwsh',
  python: 'ipython ipython3 python2 python3 sage sagemath',
  r: 'ir',
})
const require = createRequire(import.meta.url)
const unknownLanguages = new Set<string>()

/** highlight.js's name of a language, which is ready then; the rarer ones are loaded when they are first asked for. */
export function knownLanguage(language: string): string | undefined {
  const given = language.toLowerCase()
  const name = aliases.get(given) ?? given
  if (hljs.getLanguage(name)) return name
  if (unknownLanguages.has(name)) return undefined
  try {
    if (!/^[a-z][a-z0-9-]{0,30}$/.test(name)) throw new Error('no name of a file')
    hljs.registerLanguage(name, require(`highlight.js/lib/languages/${name}`) as LanguageFn)
    return name
  } catch {
    if (unknownLanguages.size < 10_000) unknownLanguages.add(name)
    return undefined
  }
}

export { hljs }
