/** Each notebook a test, by node:test; the gate `testers` has uvu and Vitest too, in a project of its own. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type NotebookTests, notebooks } from '../../lib/testing/index.ts'
import { notebookFile } from '../helpers/command.ts'
import { surround } from '../helpers/environment.ts'
import { withFolder } from '../helpers/folder.ts'
import { input } from '../helpers/runs.ts'
import { calls, failures, noise, project } from '../helpers/testers.ts'

const test = suite('testing')
surround(test, (folder) => ({ JUPYTER_PATH: input('jupyter'), ACKBOOK_CACHE_DIR: folder }))
const root = fileURLToPath(new URL('../..', import.meta.url))

test('node:test: pass, fail with what is wrong and no stack, skip, time limit → as the runner counts them', () => {
  const file = `import { test } from 'node:test'\nimport { notebooks } from 'ackbook/test'\n${calls}`
  return withFolder({ ...project, 'all.test.js': file }, async (cwd) => {
    symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'))
    const env = { JUPYTER_PATH: input('jupyter'), NO_COLOR: '1', NODE_TEST_CONTEXT: undefined }
    const { all, exitCode } = await execa(process.execPath, ['--test', '--test-reporter=spec', 'all.test.js'], {
      ...{ cwd, env, all: true, reject: false },
    })
    assert.is(exitCode, 1, all)
    for (const [, message] of failures) assert.ok(all.includes(message), `${message}\n${all}`)
    assert.not.match(all, noise)
    assert.match(all, /pass 1\n\S+ fail 3\n/)
    assert.match(all, /n\/vain\.ipynb .*# there is nothing to verify: every cell is empty or skipped/)
  })
})

/** A runner that only notes what it is given. */
function noting(): { test: NotebookTests['test']; names: string[] } {
  const names: string[] = []
  const test = Object.assign((name: string) => void names.push(name), {
    skip: (name: string) => void names.push(`(${name})`),
  })
  return { test, names }
}

const patterns: [given: string | string[], filter: NotebookTests['filter'], names: string[]][] = [
  ['n/*/*.ipynb', undefined, ['n/chart/good.ipynb']],
  [['./n/slow.ipynb', 'n/slow.ipynb'], undefined, ['n/slow.ipynb']],
  ['n/', 'chart/', ['n/chart/good.ipynb']],
  ['n', /S.OW/i, ['n/slow.ipynb']],
  ['.', /slow|vain/g, ['n/slow.ipynb', '(n/vain.ipynb)']],
]
for (const [given, filter, wanted] of patterns) {
  test(`${JSON.stringify(given)}${filter === undefined ? '' : `, filter ${filter}`} → ${wanted.join(', ')}`, () =>
    withFolder({ ...project, 'node_modules/x/no.ipynb': '', 'n/.ipynb_checkpoints/no.ipynb': '' }, (cwd) => {
      const { test: note, names } = noting()
      const made = notebooks(given, { cwd, test: note, filter })
      assert.equal(names, wanted)
      assert.equal(
        made,
        wanted.map((name) => name.replace(/[()]/g, '')),
      )
    }))
}

const prints = (text: string) => JSON.stringify([['print', 'stdout', text]])
const three = notebookFile(['a', 'port', 'c'].map((text): [string, string] => [prints(text), text]))
const chapters = { 'n/1.ipynb': notebookFile([[prints('a'), 'a']]), 'n/2.ipynb': three, 'n/old/3.ipynb': three }
const chosen: [given: string | string[], options: Partial<NotebookTests>, names: string[]][] = [
  ['n', { exclude: ['n/old', 'n/1*'] }, ['n/2.ipynb']],
  ['n', { grep: /PORT/i }, ['n/2.ipynb', 'n/old/3.ipynb']],
  [['n/2.ipynb:2', 'n/2.ipynb:cell-3', 'n/1.ipynb'], {}, ['n/1.ipynb', 'n/2.ipynb:2,cell-3']],
  [['n/2.ipynb:2', 'n'], { exclude: 'n/old' }, ['n/1.ipynb', 'n/2.ipynb']],
  [['n/2.ipynb:1', 'n/1.ipynb'], { grep: ['port', 'a'] }, ['n/1.ipynb', 'n/2.ipynb:1']],
  ['n', { shard: '1/2' }, ['n/1.ipynb', 'n/2.ipynb']],
  ['n', { shard: '2/2' }, ['n/old/3.ipynb']],
  ['n', { shard: '4/4' }, []],
]
for (const [given, options, wanted] of chosen) {
  const shown = JSON.stringify(options, (_, value) => (value instanceof RegExp ? String(value) : value))
  test(`${JSON.stringify(given)}, ${shown} → ${wanted.join(', ') || 'none'}`, () =>
    withFolder(chapters, (cwd) => {
      const { test: note, names } = noting()
      assert.equal(notebooks(given, { cwd, test: note, ...options }), wanted)
      assert.equal(names, wanted)
    }))
}

test('one cell, parameters, limits, a second try → its test obeys them', () =>
  withFolder({ ...project, 'n/three.ipynb': JSON.stringify(onFake(three)) }, async (cwd) => {
    const bodies: (() => Promise<void>)[] = []
    const note = (_: string, body: () => Promise<void>) => void bodies.push(body)
    const failing = async () => String(await bodies.pop()!().catch((error: Error) => error.message))
    const own = { cwd, test: note, rerun: false, cache: false }
    notebooks('n/three.ipynb:2', own)
    await bodies.pop()!()
    notebooks('n/three.ipynb:7', own)
    assert.match(await failing(), /there is no cell 7: it has 3 code cells/)
    notebooks('n/three.ipynb', { ...own, parameters: { a: 1 } })
    assert.match(await failing(), /its kernel fake is for actions/)
    notebooks('n/slow.ipynb', { ...own, timeout: 0.5, retries: 1 })
    assert.match(await failing(), /0.5 s/)
    notebooks('n/slow.ipynb', { ...own, notebookTimeout: 3 })
    assert.match(await failing(), /longer than .*3 s/)
  }))

function onFake(file: string): { metadata: object } {
  return { ...JSON.parse(file), metadata: { kernelspec: { name: 'fake' } } }
}

test('a pattern that means no notebook, a filter that leaves none → an error, so that nothing is green by mistake', () =>
  withFolder(project, (cwd) => {
    const { test: note } = noting()
    assert.throws(() => notebooks('m/**', { cwd, test: note }), /no notebook is meant by "m\/\*\*" in /)
    assert.throws(() => notebooks('n', { cwd, test: note, filter: 'x' }), /filter x leaves none of 6 notebooks/)
  }))

test("learner's copies among the notebooks → no tests, unless they are named, or a folder of nothing else is", () => {
  const copy = (original: string) => notebookFile([['1', '']], { ackbook: { copyOf: original } })
  const files = {
    'n/a.ipynb': notebookFile([['1', '']]),
    'learn/a.ipynb': copy('../n/a.ipynb'),
    'n/b.ipynb': copy('a.ipynb'),
  }
  return withFolder(files, (cwd) => {
    for (const [given, wanted] of [
      ['**/*.ipynb', ['n/a.ipynb']],
      ['n', ['n/a.ipynb']],
      ['learn', ['learn/a.ipynb']],
      ['n/b.ipynb', ['n/b.ipynb']],
    ] as const) {
      assert.equal(notebooks(given, { cwd, test: noting().test }), wanted, given)
    }
  })
})

test('options that cannot be → RangeError by their names', () => {
  const { test: note } = noting()
  const wrong = (options: object, message: RegExp) =>
    assert.throws(
      () => notebooks('n', options as NotebookTests),
      (error: Error) => error instanceof RangeError && message.test(error.message),
    )
  wrong({}, /"test" is missing/)
  wrong({ test: 5 }, /notebooks: test is 5: it must be a function/)
  wrong({ test: note, filtre: 'x' }, /"filtre" is not known; did you mean filter\?/)
  wrong({ test: note, shard: '0/2' }, /notebooks: shard is "0\/2": it must be a part of so many/)
  wrong({ test: note, parameters: 3 }, /notebooks: parameters is 3: it must be an object, of values by name/)
  wrong({ test: note, limit: 0 }, /limit is 0: it must be a number above 0/)
})

test.run()
