import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chooseKernel } from '../../lib/kernel/choose.ts'
import { bundledTslab, launcherFile } from '../../lib/kernel/tslab.ts'
import type { NotebookMetadata } from '../../lib/notebook/types.ts'

const root = mkdtempSync(join(tmpdir(), 'ackbook-test-'))
test.after(() => rmSync(root, { recursive: true }))

function write(path: string, text = ''): string {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
  return join(root, path)
}

const install = (name: string, language: string) =>
  write(`data/kernels/${name}/kernel.json`, JSON.stringify({ argv: ['x'], display_name: name, language }))
install('tslab', 'typescript')
install('ir', 'R')
write('data/kernels/broken/kernel.json', '{')

const around = { env: { JUPYTER_DATA_DIR: join(root, 'data') }, platform: 'linux' as const, home: join(root, 'home') }
const choose = (metadata: NotebookMetadata, kernel?: string, path = 'far/notebook.ipynb') =>
  chooseKernel({ nbformat: 4, nbformat_minor: 5, metadata, cells: [] }, join(root, path), { kernel }, around)
const named = (name: string) => ({ kernelspec: { name } })

test('tslab in a node_modules above the notebook → the nearest', async () => {
  const far = write('project/node_modules/tslab/dist/main.js')
  const near = write('project/a/node_modules/tslab/dist/main.js')
  const { origin, place, spec } = await choose(named('tslab'), undefined, 'project/a/b/n.ipynb')
  assert.equal([origin, place], ['nearest', near])
  assert.is(spec.argv[spec.argv.indexOf('--tslab') + 1], near)
  assert.is((await choose(named('tslab'), undefined, 'project/n.ipynb')).place, far)
})

test('no tslab above the notebook → the bundled one, before an installed spec of that name', async () => {
  const { origin, place } = await choose(named('tslab'))
  assert.equal([origin, place], ['bundled', bundledTslab()])
})

test('another kernel → by its spec, whatever the case of its name', async () => {
  const choice = await choose(named('IR'))
  assert.equal([choice.name, choice.origin, choice.place], ['ir', 'installed', join(root, 'data/kernels/ir')])
})

test('--kernel → before what the notebook says', async () => {
  assert.is((await choose(named('tslab'), 'ir')).name, 'ir')
  assert.is((await choose(named('ir'), 'tslab')).origin, 'bundled')
})

test('no kernel spec → by language', async () => {
  assert.is((await choose({ language_info: { name: 'typescript' } })).name, 'tslab')
  assert.is((await choose({ language_info: { name: 'R' } })).name, 'ir')
  const { name, spec } = await choose({ language_info: { name: 'javascript' } })
  assert.is(name, 'jslab')
  assert.ok(spec.argv.includes('--js'))
})

test('a kernel that is called as its language is, and not installed → by language; any other name is wanted itself', async () => {
  assert.is((await choose({ kernelspec: { name: 'r', language: 'R' } })).name, 'ir')
  assert.is((await choose({ kernelspec: { name: 'R' }, language_info: { name: 'R' } })).name, 'ir')
  assert.is((await choose({ kernelspec: { name: 'TypeScript', language: 'typescript' } })).name, 'tslab')
  for (const metadata of [{ kernelspec: { name: 'deno', language: 'typescript' } }, { kernelspec: { name: 'r' } }]) {
    const refused = await choose(metadata).catch((error) => error)
    assert.is(refused.name, 'UnknownKernelError')
  }
  for (const [asked, name] of [
    ['r', 'ir'],
    ['TypeScript', 'tslab'],
  ] as const) {
    assert.is((await choose({ kernelspec: { name: 'tslab' } }, asked)).name, name)
  }
  assert.is((await choose(named('tslab'), 'julia').catch((error) => error)).name, 'UnknownKernelError')
})

test('a spec as `tslab install` writes it → our launcher around the same tslab', async () => {
  const main = write('global/lib/node_modules/tslab/dist/main.js')
  const program = write('global/lib/node_modules/tslab/bin/tslab')
  mkdirSync(join(root, 'global/bin'))
  symlinkSync(program, join(root, 'global/bin/tslab'))
  const surroundings = { ...around, env: { ...around.env, PATH: join(root, 'global/bin') } }
  const notebook = { nbformat: 4 as const, nbformat_minor: 5, metadata: named('my-jslab'), cells: [] }
  const argv = ['tslab', 'kernel', '--config-path', '{connection_file}', '--js']
  write('data/kernels/my-jslab/kernel.json', JSON.stringify({ argv, language: 'javascript' }))
  const { spec } = await chooseKernel(notebook, join(root, 'x.ipynb'), {}, surroundings)
  assert.equal(spec.argv, [process.execPath, launcherFile(), '--tslab', main, '{connection_file}', '--js'])
  assert.equal((await choose(named('my-jslab'))).spec.argv, argv)
})

test('a spec that says python, in an environment → the python of that environment', async () => {
  const argv = ['python', '-m', 'ipykernel_launcher']
  write('env/share/jupyter/kernels/python3/kernel.json', JSON.stringify({ argv, language: 'python' }))
  const python = write('env/bin/python')
  const surroundings = { ...around, env: { ...around.env, VIRTUAL_ENV: join(root, 'env') } }
  const notebook = { nbformat: 4 as const, nbformat_minor: 5, metadata: named('python3'), cells: [] }
  const { spec } = await chooseKernel(notebook, join(root, 'x.ipynb'), {}, surroundings)
  assert.equal(spec.argv, [python, ...argv.slice(1)])
})

const unknown: [string, NotebookMetadata, string][] = [
  ['a kernel that is not installed', named('julia-1.9'), 'no kernel is named "julia-1.9"'],
  ['neither kernel nor language', {}, 'the notebook names neither a kernel nor a language'],
  [
    'a language without a kernel',
    { language_info: { name: 'Cobol' } },
    'no kernel is installed for the notebook\'s language, "Cobol"',
  ],
]
for (const [title, metadata, reason] of unknown) {
  test(`${title} → an error that names --kernel and lists those found`, async () => {
    const error = await choose(metadata).catch((error) => error)
    assert.is(error.name, 'UnknownKernelError')
    const [, before, list] = /^(.*); name one with --kernel: (.*)$/.exec(error.message)!
    assert.is(before, reason)
    for (const name of ['tslab', 'jslab', 'ir']) assert.ok(list!.split(', ').includes(name))
    assert.equal(error.found, list!.split(', '))
  })
}

test('a kernel.json that cannot be used → the error names the file', async () => {
  const error = await choose(named('broken')).catch((error) => error)
  assert.is(error.name, 'KernelSpecError')
  assert.is(error.file, join(root, 'data/kernels/broken/kernel.json'))
})

test.run()
