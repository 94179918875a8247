import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findKernelSpecs, installKernel, uninstallKernel } from '../../lib/kernel/index.ts'
import { starterFile } from '../../lib/kernel/tslab.ts'
import { withFolder } from '../helpers/folder.ts'

const around = (folder: string) => ({
  env: { JUPYTER_DATA_DIR: join(folder, 'data') },
  platform: 'linux' as const,
  home: join(folder, 'home'),
})
const foreign = {
  'data/kernels/tslab/kernel.json': '{"argv": ["tslab"], "display_name": "T", "language": "typescript"}',
}
const message = (error: Error) => `${error.name}: ${error.message}`

test("installed → in the user's own folder, found by Jupyter's rules, with a command line that lasts", () =>
  withFolder({}, async (folder) => {
    assert.is(await installKernel({}, around(folder)), join(folder, 'data/kernels/tslab'))
    const [found] = await findKernelSpecs(around(folder))
    assert.is(found?.name, 'tslab')
    assert.equal(found?.spec?.argv, [process.execPath, starterFile(), '{connection_file}'])
    assert.is(found?.spec?.display_name, 'TypeScript (tslab)')
    assert.is(found?.spec?.interrupt_mode, 'signal')
  }))

test('for an environment, under another name → there, by that name; a title of its own', () =>
  withFolder({}, async (folder) => {
    const prefix = join(folder, 'venv')
    const place = await installKernel({ prefix, name: 'ts-2' }, around(folder))
    assert.is(place, join(prefix, 'share/jupyter/kernels/ts-2'))
    assert.is(JSON.parse(readFileSync(join(place, 'kernel.json'), 'utf8')).display_name, 'TypeScript (ts-2)')
    await installKernel({ prefix, name: 'ts-2', title: 'Mine' }, around(folder))
    assert.is(JSON.parse(readFileSync(join(place, 'kernel.json'), 'utf8')).display_name, 'Mine')
    assert.not(existsSync(join(folder, 'data')))
  }))

test('one of that name that others have put there → left alone, and told; replaced when asked', () =>
  withFolder(foreign, async (folder) => {
    const file = join(folder, 'data/kernels/tslab/kernel.json')
    const before = readFileSync(file, 'utf8')
    const refused = await installKernel({}, around(folder)).catch(message)
    assert.match(
      refused,
      /^InstallError: .*data\/kernels\/tslab has a kernel that was not put there by ackbook: --replace/,
    )
    const kept = await uninstallKernel({}, around(folder)).catch(message)
    assert.match(kept, /^InstallError: .* was not put there by ackbook/)
    assert.is(readFileSync(file, 'utf8'), before)
    await installKernel({ replaces: true }, around(folder))
    assert.is(JSON.parse(readFileSync(file, 'utf8')).argv[1], starterFile())
  }))

test('a kernel.json that is no JSON → not ours', () =>
  withFolder({ 'data/kernels/tslab/kernel.json': '{' }, async (folder) => {
    assert.match(await installKernel({}, around(folder)).catch(message), /^InstallError: /)
  }))

test('uninstalled → its folder is gone, those beside it are not; a second time says that it is not there', () =>
  withFolder({ 'data/kernels/other/kernel.json': '{}' }, async (folder) => {
    await installKernel({}, around(folder))
    assert.is(await uninstallKernel({}, around(folder)), join(folder, 'data/kernels/tslab'))
    assert.not(existsSync(join(folder, 'data/kernels/tslab')))
    assert.ok(existsSync(join(folder, 'data/kernels/other/kernel.json')))
    assert.match(await uninstallKernel({}, around(folder)).catch(message), /tslab is not there/)
  }))

for (const name of ['', '..', '../x', 'a/b', 'A B', 'Tslab', '/tmp/x']) {
  test(`the name "${name}" → refused, nothing written`, () =>
    withFolder({}, async (folder) => {
      assert.match(
        await installKernel({ name }, around(folder)).catch(message),
        /^InstallError: a kernel cannot be named/,
      )
      assert.not(existsSync(join(folder, 'data')))
    }))
}

test('a place that cannot be written → an error that names it, no half of a kernel', () =>
  withFolder({}, async (folder) => {
    writeFileSync(join(folder, 'data'), '')
    assert.match(await installKernel({}, around(folder)).catch(message), /^FileError: cannot be written/)
  }))

test.run()
