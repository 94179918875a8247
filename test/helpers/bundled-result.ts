import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { glob } from 'tinyglobby'
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
  const meant = files.length > 0 ? (await glob(files, { cwd: folder, absolute: true, dot: true })).sort() : []
  const declared = meant.map((file) => `${file} ${readFileSync(file, 'utf8')}`)
  const rules = nearest(folder, top, 'ackbook.config.json')
  const parts = [text, joined, ...declared, rules === undefined ? '' : readFileSync(rules, 'utf8')]
  return createHash('sha256').update(parts.join('\0')).digest('hex')
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
