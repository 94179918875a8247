import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ReadCode } from './hindrances.ts'

/** Where `ackbook/source` looks in a page, which has no files to read. */
const sourcesKey = 'ackbook.sources'

/**
 * The sources that cells show by `source(…)`, as an assignment that stands before the library.
 *
 * @param folder of the notebook: from there on the module that reads them is resolved
 */
export async function listingsOf(
  cells: readonly { cell: { source: string }; code: ReadCode }[],
  folder: string,
): Promise<string> {
  const { resolve } = createRequire(join(folder, 'notebook.js'))
  const { source } = (await import(pathToFileURL(resolve('ackbook/source')).href)) as {
    source: (name: string) => { code: string }
  }
  const calls = cells.flatMap(({ cell }) => [...cell.source.matchAll(/\bsource\(([^()]*)\)/g)])
  const names = new Set(calls.flatMap(([, given = '']) => given.match(/[\w$]+/g) ?? []))
  const found = [...names].flatMap((name) => {
    try {
      return [[name, source(name).code]]
    } catch {
      return []
    }
  })
  return `self[Symbol.for(${JSON.stringify(sourcesKey)})] = ${JSON.stringify(Object.fromEntries(found))};\n`
}
