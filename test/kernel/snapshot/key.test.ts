import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Subject, snapshotKeyOf, subjectOf } from '../../../lib/kernel/snapshot/key.ts'
import { bundledTslab, launcherFile } from '../../../lib/kernel/tslab.ts'
import { withFolder } from '../../helpers/folder.ts'

const argv = [process.execPath, launcherFile(), '{connection_file}']
const subject: Subject = { node: process.execPath, tslab: '/t/main.js', launcher: launcherFile(), cwd: '/', env: {} }

test('our launcher on this Node → the tslab that it names, or would find', () => {
  assert.is(subjectOf(argv, '/', {})?.tslab, bundledTslab())
  assert.is(subjectOf([...argv, '--tslab', '/t/main.js'], '/', {})?.tslab, '/t/main.js')
})

test('a folder that is reached through a link → the tslab that the kernel finds from where it really is', () =>
  withFolder({ 'real/node_modules/tslab/dist/main.js': '' }, (folder) => {
    symlinkSync('real', join(folder, 'link'))
    const { tslab, cwd } = subjectOf(argv, join(folder, 'link'), {})!
    assert.is(cwd, realpathSync(join(folder, 'real')))
    assert.is(tslab, join(cwd, 'node_modules/tslab/dist/main.js'))
  }))

test('another program, another Node, a launcher that is not ours → none', () => {
  assert.is(subjectOf(['python', '-m', 'ipykernel', '-f', 'x'], '/', {}), undefined)
  assert.is(subjectOf(['/usr/bin/env', ...argv.slice(1)], '/', {}), undefined)
  assert.is(subjectOf([process.execPath, '/other/launcher.js', 'x'], '/', {}), undefined)
})

for (const options of [
  '--require ./x.cjs',
  '-r x',
  '--import tsx',
  '--inspect=0',
  '--max-old-space-size=99 --loader x',
]) {
  test(`NODE_OPTIONS="${options}" → none: more is loaded than a snapshot would`, () => {
    assert.is(subjectOf(argv, '/', { NODE_OPTIONS: options }), undefined)
  })
}

test('coverage is taken → none', () => {
  assert.is(subjectOf(argv, '/', { NODE_V8_COVERAGE: '/tmp/x' }), undefined)
})

test('flags of V8 → a key of their own', () => {
  const env = { NODE_OPTIONS: '--max-old-space-size=512' }
  assert.ok(subjectOf(argv, '/', env))
  assert.is.not(snapshotKeyOf({ ...subject, env }), snapshotKeyOf(subject))
})

test('another tslab, another launcher → another key; another folder → the same, unless it has types of Node of its own', () =>
  withFolder({}, (folder) => {
    const key = snapshotKeyOf({ ...subject, cwd: folder })
    assert.is.not(snapshotKeyOf({ ...subject, cwd: folder, tslab: '/u/main.js' }), key)
    assert.is.not(snapshotKeyOf({ ...subject, cwd: folder, launcher: '/u/launcher.js' }), key)
    mkdirSync(join(folder, 'below'))
    assert.is(snapshotKeyOf({ ...subject, cwd: join(folder, 'below') }), key)
    mkdirSync(join(folder, 'node_modules', '@types', 'node'), { recursive: true })
    writeFileSync(join(folder, 'node_modules', '@types', 'node', 'package.json'), '{}')
    assert.is.not(snapshotKeyOf({ ...subject, cwd: join(folder, 'below') }), key)
  }))

test.run()
