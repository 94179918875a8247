import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findKernelSpecs } from '../../lib/kernel/find.ts'
import { type JupyterEnv, kernelFolders } from '../../lib/kernel/paths.ts'

const root = mkdtempSync(join(tmpdir(), 'ackbook-test-'))
test.after(() => rmSync(root, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const spec = (display_name: string) => JSON.stringify({ argv: ['x', '{connection_file}'], display_name, language: 'y' })
const install = (data: string, name: string) => write(`${data}/kernels/${name}/kernel.json`, spec(`${name} of ${data}`))
const around = (env: NodeJS.ProcessEnv = {}, platform: NodeJS.Platform = 'linux'): JupyterEnv => ({
  ...{ env, platform, home: join(root, 'home') },
})
/** `name: display name` of those found in our folders; the machine may have others. */
const found = async (surroundings: JupyterEnv) =>
  (await findKernelSpecs(surroundings))
    .filter(({ folder }) => folder.startsWith(root))
    .map(({ name, spec, origin }) => `${name}: ${spec?.display_name} (${origin})`)

test('one name in several places → JUPYTER_PATH before the user before an environment', async () => {
  for (const data of ['one', 'two', 'home/.local/share/jupyter', 'env/share/jupyter']) install(data, 'same')
  install('two', 'second')
  install('home/.local/share/jupyter', 'users')
  install('env/share/jupyter', 'environments')
  const env = { JUPYTER_PATH: `${root}/one:${root}/two` }
  assert.equal(await found(around(env)), [
    'same: same of one (JUPYTER_PATH)',
    'second: second of two (JUPYTER_PATH)',
    'users: users of home/.local/share/jupyter (user)',
  ])
  assert.equal(await found(around({ CONDA_PREFIX: join(root, 'env') })), [
    'environments: environments of env/share/jupyter (environment)',
    'same: same of env/share/jupyter (environment)',
    'users: users of home/.local/share/jupyter (user)',
  ])
})

test('JUPYTER_DATA_DIR → in place of the user folder of the system', async () => {
  install('data', 'mine')
  assert.equal(await found(around({ JUPYTER_DATA_DIR: join(root, 'data') })), ['mine: mine of data (user)'])
})

test('a jupyter on the PATH, itself a link into an environment → the environment is looked at', async () => {
  install('tool/share/jupyter', 'tools')
  write('tool/bin/jupyter', '')
  mkdirSync(join(root, 'bin'), { recursive: true })
  symlinkSync(join(root, 'tool/bin/jupyter'), join(root, 'bin/jupyter'))
  const names = await found(around({ PATH: join(root, 'bin'), JUPYTER_DATA_DIR: join(root, 'none') }))
  assert.equal(names, ['tools: tools of tool/share/jupyter (environment)'])
})

const users: [NodeJS.Platform, NodeJS.ProcessEnv, string][] = [
  ['linux', {}, 'home/.local/share/jupyter/kernels'],
  ['linux', { XDG_DATA_HOME: join(root, 'xdg') }, 'xdg/jupyter/kernels'],
  ['darwin', {}, 'home/Library/Jupyter/kernels'],
  ['win32', { APPDATA: join(root, 'roaming') }, 'roaming/jupyter/kernels'],
]
for (const [platform, env, folder] of users) {
  test(`${platform} ${Object.keys(env)} → the user's folder is ${folder}`, () => {
    const [first] = kernelFolders(around(env, platform))
    assert.equal(first, { folder: join(root, folder), origin: 'user' })
  })
}

const broken: [string, string, RegExp][] = [
  ['no-json', '{', /kernel\.json: not JSON: /],
  ['no-object', '[]', /kernel\.json: not an object$/],
  ['no-argv', '{"argv": []}', /"argv" is not a list of strings/],
  ['bad-env', '{"argv": ["x"], "env": {"A": 1}}', /"env" is not an object of strings/],
  ['bad-mode', '{"argv": ["x"], "interrupt_mode": "maybe"}', /"interrupt_mode" is neither/],
]
test('kernel.json that cannot be used → listed with the file and the reason', async () => {
  for (const [name, text] of broken) write(`broken/kernels/${name}/kernel.json`, text)
  write('broken/kernels/empty/logo.png', '')
  install('broken', 'Good')
  const kernels = await findKernelSpecs(around({ JUPYTER_DATA_DIR: join(root, 'broken') }))
  for (const [name, , problem] of broken) {
    const kernel = kernels.find((kernel) => kernel.name === name)!
    assert.not(kernel.spec)
    assert.match(kernel.problem!.message, problem)
  }
  assert.ok(kernels.find(({ name }) => name === 'good')?.spec)
  assert.not(kernels.find(({ name }) => name === 'empty'))
})

test.run()
