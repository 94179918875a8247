// @ts-check
/** Bundles what a page loads when a cell is edited in it (`lib/browser/editor/`) into `lib/browser/made/`, with the licences of what is in it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const lib = fileURLToPath(new URL('../lib', import.meta.url))
const sources = join(lib, 'browser/editor')
const made = join(lib, 'browser/made')

/** @satisfies {import('esbuild').BuildOptions} */
const settings = {
  ...{
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
  },
  ...{ legalComments: 'none', absWorkingDir: lib, charset: 'utf8' },
}
const worker = await build({ ...settings, entryPoints: [join(sources, 'worker/worker.js')] })
const define = { WORKER_TEXT: JSON.stringify(textOf(worker)) }
const editor = await build({ ...settings, define, entryPoints: [join(sources, 'editor.js')] })
const inputs = [...Object.keys(worker.metafile.inputs), ...Object.keys(editor.metafile.inputs)]
mkdirSync(made, { recursive: true })
writeFileSync(join(made, 'editor.js'), `/*\n${licences(inputs)}\n*/\n${textOf(editor)}`)

/** @param {import('esbuild').BuildResult} result */
function textOf({ outputFiles = [] }) {
  return outputFiles.map(({ text }) => text).join('')
}

/**
 * Each licence once, with the packages that have it.
 *
 * @param {string[]} files
 */
function licences(files) {
  const folders = new Set(
    files.filter((file) => file.includes('node_modules/')).map((file) => packageOf(join(lib, file))),
  )
  /** @type {Map<string, string[]>} */
  const packages = new Map()
  for (const folder of folders) {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each))
    const text = file === undefined ? 'MIT' : readFileSync(join(folder, file), 'utf8').trim().replaceAll('*/', '* /')
    packages.set(text, [...(packages.get(text) ?? []), name])
  }
  return [...packages].map(([text, names]) => `${names.sort().join(', ')}:\n\n${text}`).join('\n\n')
}

/** @param {string} file */
function packageOf(file) {
  let folder = dirname(file)
  while (
    !existsSync(join(folder, 'package.json')) ||
    !('name' in JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  )
    folder = dirname(folder)
  return folder
}
