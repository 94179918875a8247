import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Makes files of tests plain JavaScript, all at once: translated module by module while it loads them, each process would take a
 * second or more to begin.
 *
 * @param files from the root of the project
 * @returns what Node runs; its arguments are such files. It is gone when this process ends
 * @throws Error when they do not translate; what is wrong has been printed
 */
export async function bundleTests(files: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ackbook-tests-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  await build({
    absWorkingDir: root,
    entryPoints: [...files],
    outdir: folder,
    outbase: '.',
    ...{ bundle: true, splitting: true, format: 'esm', outExtension: { '.js': '.mjs' } },
    ...{ platform: 'node', target: 'node20', logLevel: 'warning' },
    // Names in what is printed stay as they were written; traces of errors lead to the sources.
    ...{ keepNames: true, sourcemap: 'linked' },
    define: { 'import.meta.url': 'sourceUrl' },
    plugins: [packagesAsTheyAre, ownAddresses],
  })
  const main = join(folder, 'main.mjs')
  writeFileSync(main, MAIN)
  return main
}

/** A package is loaded from where the file that asks for it finds it. */
const packagesAsTheyAre: Plugin = {
  name: 'packages as they are',
  setup(building) {
    building.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === 'asked' || kind === 'entry-point' || path.startsWith('node:')) return undefined
      const found = await building.resolve(path, { kind, importer, resolveDir, pluginData: 'asked' })
      if (found.errors.length > 0 || found.namespace !== 'file') return found
      return { path: pathToFileURL(found.path).href, external: true }
    })
  },
}

/** A file goes on looking from its own place for what lies beside it. */
const ownAddresses: Plugin = {
  name: 'own addresses',
  setup(building) {
    building.onLoad({ filter: /\.[jt]s$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      if (!source.includes('import.meta.url')) return undefined
      return {
        contents: `const sourceUrl = ${JSON.stringify(pathToFileURL(path).href)}; ${source}`,
        loader: path.endsWith('.ts') ? 'ts' : 'js',
      }
    })
  },
}

/** As uvu's own command does it: a group of tests a file, by its name. */
const MAIN = `
globalThis.UVU_DEFER = 1
globalThis.UVU_QUEUE = []
const { exec } = await import('${import.meta.resolve('uvu')}')
for (const [index, file] of process.argv.slice(2).entries()) {
  globalThis.UVU_INDEX = index
  UVU_QUEUE.push([file.replace(/^test./, '')])
  await import('./' + file.replace(/ts$/, 'mjs'))
}
await exec()
`
