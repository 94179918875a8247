import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'
import type { CodeCell, Notebook } from '../../lib/notebook/index.ts'

/**
 * A text that is another whenever the result of a notebook may be: all that its cells import as esbuild finds and joins it, what it
 * declares, and the rules of its project. Nothing of it is known to the graph of dependencies.
 *
 * @param path absolute
 */
export async function bundledResult(path: string, top: string): Promise<string> {
  const text = readFileSync(path, 'utf8')
  const notebook = JSON.parse(text) as Notebook
  const folder = dirname(path)
  const contents = (notebook.cells as CodeCell[]).map(({ source }) => source).join('\n')
  const config = nearest(folder, top, 'tsconfig.json')
  const joined = await build({
    ...{ stdin: { contents, resolveDir: folder, loader: 'ts' }, bundle: true, write: false, logLevel: 'silent' },
    ...{ platform: 'node', format: 'esm', treeShaking: false, plugins: [missingStays], absWorkingDir: top },
    ...(config === undefined ? { tsconfigRaw: '{}' } : { tsconfig: config }),
  }).then(
    ({ outputFiles }) => outputFiles[0]!.text,
    ({ errors }: { errors: { text: string; location: { file: string } | null }[] }) =>
      errors
        .map(({ text, location }) => `${text} ${location?.file}`)
        .sort()
        .join('\n'),
  )
  const { files = [] } = (notebook.metadata.ackbook?.cache || {}) as { files?: string[] }
  const without = files.flatMap((entry) => (entry[0] === '!' ? filesMeantBy(join(folder, entry.slice(1))) : []))
  const declared = files
    .flatMap((entry) => (entry[0] === '!' ? [] : filesMeantBy(join(folder, entry))))
    .filter((file) => !without.includes(file))
    .map((file) => `${file} ${readFileSync(file, 'utf8')}`)
  const rules = nearest(folder, top, 'ackbook.config.json')
  const parts = [text, joined, ...declared, rules === undefined ? '' : rulesIn(rules)]
  return createHash('sha256').update(parts.join('\0')).digest('hex')
}

/** What is built from what changes no result. */
function rulesIn(config: string): string {
  const { built: _, ...rules } = JSON.parse(readFileSync(config, 'utf8'))
  return JSON.stringify(rules)
}

/** A file, those in a folder however deep, or for `*.csv` those of that name. */
function filesMeantBy(place: string): string[] {
  const isPattern = place.endsWith('*.csv')
  const folder = isPattern ? dirname(place) : place
  if (!existsSync(folder)) return []
  if (!statSync(folder).isDirectory()) return [folder]
  const names = readdirSync(folder, { recursive: !isPattern, encoding: 'utf8' }).sort()
  return names
    .filter((name) => !isPattern || name.endsWith('.csv'))
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
}

/** What is not there is an import that fails when it runs; the rest counts all the same. */
const missingStays: Plugin = {
  name: 'missing-stays',
  setup(bundler) {
    bundler.onResolve({ filter: /.*/ }, async ({ path, pluginData, kind, ...from }) => {
      if (pluginData === 'asked' || kind === 'entry-point') return undefined
      const { importer, resolveDir } = from
      const found = await bundler.resolve(path, { importer, resolveDir, kind, pluginData: 'asked' })
      return found.errors.length > 0 ? { path, external: true } : { ...found, pluginData: undefined }
    })
  },
}

function nearest(folder: string, top: string, name: string): string | undefined {
  const place = resolve(folder, name)
  if (existsSync(place)) return place
  return folder === top ? undefined : nearest(join(folder, '..'), top, name)
}
