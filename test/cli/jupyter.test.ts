/** What `ackbook jupyter` has Jupyter open. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { command, type Done, notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cli: jupyter')

const plain = notebookFile([['print a', 'a\n']])
const lesson = plain.replace('"metadata": {}', '"metadata": { "tags": ["starter"] }')

/** Calls it where JupyterLab is a script that writes down what it is told. */
async function opened(cwd: string, ...args: string[]): Promise<Done & { told: string[] }> {
  const bin = join(cwd, 'bin')
  const told = join(cwd, 'told')
  for (const name of ['jupyter', 'jupyter-lab']) {
    const file = join(bin, name)
    writeFileSync(file, `#!/bin/sh\nfor each in "$@"; do printf '%s\\n' "$each"; done > "${told}"\n`)
    chmodSync(file, 0o755)
  }
  const env = { PATH: `${bin}${delimiter}${process.env.PATH}`, ACKBOOK_SNAPSHOT: 'off' }
  const done = await command(['jupyter', ...args], { cwd, env })
  return { ...done, told: readFileSync(told, 'utf8').split('\n').slice(0, -1) }
}

const course = { 'package.json': '{}', 'bin/x': '', 'notebooks/a.ipynb': lesson, 'notebooks/b.ipynb': plain }

test('nothing named, a course → copies are made, said, and shown first', () =>
  withFolder(course, async (cwd) => {
    const first = await opened(cwd, '--no-browser')
    assert.equal([first.code, first.err], [0, ''])
    assert.is(first.out, "2 learner's copies are new in learn; ackbook jupyter --author opens the originals\n")
    assert.equal(first.told, ['--no-browser', `--ServerApp.preferred_dir=${join(cwd, 'learn')}`])
    const { out } = await opened(cwd)
    assert.is(out, '2 of learn kept, in which you may have worked; ackbook jupyter --author opens the originals\n')
  }))

for (const [args, told] of [
  [['notebooks/a.ipynb'], ['learn/a.ipynb']],
  [['notebooks'], ['learn']],
  [
    ['--ip=127.0.0.1', 'notebooks/b.ipynb', '--no-browser'],
    ['--ip=127.0.0.1', 'learn/b.ipynb', '--no-browser'],
  ],
  [
    ['lab', 'notebooks/a.ipynb'],
    ['lab', 'learn/a.ipynb'],
  ],
] as const) {
  test(`${args.join(' ')} → ${told.join(' ')}`, () =>
    withFolder(course, async (cwd) => {
      assert.equal((await opened(cwd, ...args)).told, told)
      assert.ok(existsSync(join(cwd, 'learn/a.ipynb')))
    }))
}

for (const args of [
  ['--author', 'notebooks/a.ipynb'],
  ['notebooks/a.ipynb', '--author'],
  ['nbconvert', 'notebooks/a.ipynb'],
  ['--ServerApp.root_dir=notebooks'],
  ['--notebook-dir', 'notebooks'],
]) {
  test(`${args.join(' ')} → as it is said, and no copy is made`, () =>
    withFolder(course, async (cwd) => {
      const { code, out, told } = await opened(cwd, ...args)
      assert.equal([code, out], [0, ''])
      assert.equal(
        told,
        args.filter((each) => each !== '--author'),
      )
      assert.not.ok(existsSync(join(cwd, 'learn')))
    }))
}

test('notebooks that ask nothing, no notebooks, a copy itself → opened as they are', async () => {
  await withFolder({ ...course, 'notebooks/a.ipynb': plain }, async (cwd) => {
    assert.equal((await opened(cwd, 'notebooks/a.ipynb')).told, ['notebooks/a.ipynb'])
    assert.equal((await opened(cwd)).told, [])
    assert.not.ok(existsSync(join(cwd, 'learn')))
  })
  await withFolder({ 'bin/x': '' }, async (cwd) => {
    const { code, out, err, told } = await opened(cwd)
    assert.equal([code, out, err, told], [0, '', '', []])
  })
  await withFolder(course, async (cwd) => {
    await command(['learn'], { cwd })
    for (const path of ['learn/a.ipynb', 'learn']) assert.equal((await opened(cwd, path)).told, [path])
  })
})

test('a lesson elsewhere than the usual notebooks → its own folder is copied', () =>
  withFolder({ ...course, 'more/c.ipynb': lesson, 'more/d.ipynb': plain }, async (cwd) => {
    assert.equal((await opened(cwd, 'more')).told, ['learn'])
    assert.ok(existsSync(join(cwd, 'learn/d.ipynb')))
  }))

test.run()
