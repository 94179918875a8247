import { createRequire } from 'node:module'
import type { LanguageFn } from 'highlight.js'
import hljs from 'highlight.js/lib/common'

/** Names that kernels have for themselves → highlight.js's own. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['c++11', 'cpp'],
  ['c++14', 'cpp'],
  ['c++17', 'cpp'],
  ['c++20', 'cpp'],
  ['clj', 'clojure'],
  ['cmd', 'bash'],
  ['common-lisp', 'lisp'],
  ['docker', 'dockerfile'],
  ['f90', 'fortran'],
  ['f#', 'fsharp'],
  ['hs', 'haskell'],
  ['ipython', 'python'],
  ['ipython3', 'python'],
  ['ir', 'r'],
  ['jl', 'julia'],
  ['ml', 'ocaml'],
  ['octave', 'matlab'],
  ['ps1', 'powershell'],
  ['pwsh', 'powershell'],
  ['python2', 'python'],
  ['python3', 'python'],
  ['sage', 'python'],
  ['sagemath', 'python'],
  ['system', 'bash'],
  ['tex', 'latex'],
  ['xcpp', 'cpp'],
])
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
