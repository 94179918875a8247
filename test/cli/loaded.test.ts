/** What each command loads: its start is paid at every call, and nearly all of it is loading. */
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { input } from '../helpers/runs.ts'

const test = suite('what is loaded')
const bin = fileURLToPath(new URL('../../lib/ackbook.js', import.meta.url))
const dist = new URL('../../lib/dist/', import.meta.url).href
const teller = new URL('../helpers/tell-loaded.mjs', import.meta.url).href

/** The rooms of ours, as `ROOM/FILE` or `FILE`, and the packages, that a command imports. */
async function loadedBy(argv: readonly string[], cwd: string): Promise<{ own: string[]; packages: string[] }> {
  const env = { JUPYTER_PATH: input('jupyter') }
  const { stderr } = await execa(process.execPath, ['--import', teller, bin, ...argv], { cwd, env, reject: false })
  const all = [...stderr.matchAll(/^loaded (\S+)$/gm)].map(([, url]) => url!)
  const own = all.filter((url) => url.startsWith(dist)).map((url) => url.slice(dist.length).replace(/\.js$/, ''))
  const packages = all.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
  return { own: own.sort(), packages: [...new Set(packages)].sort() }
}

/** Besides the files of `cli/grammar`, one a command. */
const grammar = [
  'bin',
  ...['io', 'main', 'program', 'version'].map((file) => `cli/${file}`),
  ...['exit', 'grammar', 'index', 'terminal'].map((file) => `command/${file}`),
  'lint/rules',
  'notebook/amount',
  'verify/presets',
  'words',
]

for (const argv of [
  ['--version'],
  ['--help'],
  ['verify', '--help'],
  ['render', '--help'],
  ['verify', '--no-such-option'],
]) {
  test(`${argv.join(' ')} → the grammar alone`, () =>
    withFolder({}, async (cwd) => {
      const { own, packages } = await loadedBy(argv, cwd)
      const others = own.filter((file) => !file.startsWith('cli/grammar/'))
      assert.equal({ own: others, packages }, { own: grammar, packages: ['commander'] })
    }))
}

test('verify of what is no notebook → no kernel is loaded, nor what speaks to one, compares or renders', () =>
  withFolder({ 'a.ipynb': '{}' }, async (cwd) => {
    const { own, packages } = await loadedBy(['verify', 'a.ipynb'], cwd)
    assert.equal(packages, ['commander', 'picocolors'])
    assert.ok(own.includes('notebook/parse'))
    const rooms =
      /^(?:run|lesson|programs|concepts)\/|^kernel\/(?:kernel|client|process)$|^verify\/(?:compare|diff|markup)$/
    assert.equal(
      own.filter((file) => rooms.test(file)),
      [],
    )
  }))

test('verify of a notebook whose output is as stored → what compares texts, markup and pictures, and writes reports, is not loaded', () =>
  withFolder({ 'a.ipynb': notebookFile([['[["print", "stdout", "a"]]', 'a']]) }, async (cwd) => {
    const { own, packages } = await loadedBy(['verify', '--kernel', 'fake', 'a.ipynb'], cwd)
    assert.ok(own.includes('kernel/kernel'))
    assert.equal(packages, ['commander', 'cross-spawn', 'picocolors', 'zeromq'])
    assert.equal(
      own.filter((file) =>
        /^verify\/(?:compare|diff|markup|png)$|^lesson\/|^report\/.*\/|^cli\/(?:reports|library)$/.test(file),
      ),
      [],
    )
  }))

test.run()
