import { readFileSync } from 'node:fs'

const known = new Map<string, string>()

/**
 * Scripts of `browser/` as a page has them, by the names of their files, in this order: without comments and indentation, which are
 * for those who read the files. None of them may have a string of several lines.
 *
 * @throws Error when there is no such file: the package is not whole
 */
export function browserScripts(...names: readonly string[]): string {
  return names.map(browserScript).join('\n')
}

function browserScript(name: string): string {
  const text =
    known.get(name) ?? bareScript(readFileSync(new URL(`${scriptsFolder}${name}.js`, import.meta.url), 'utf8'))
  known.set(name, text)
  return text
}

/** This module lies in the package, or built in its `dist`; the scripts lie in the package. */
const scriptsFolder: string = import.meta.url.includes('/dist/') ? '../../browser/' : '../browser/'

/** Comments of their own lines, and those that say a type, without the text around them. */
function bareScript(script: string): string {
  return script
    .replace(/^ *\/\/.*\n/gm, '')
    .replace(/\/\*\*[\s\S]*?\*\/ ?/g, '')
    .replace(/^\s+/gm, '')
    .trim()
}
