/** What `ackbook jupyter` has Jupyter open. */
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CodeCell } from '../../lib/notebook/index.ts'
import type { RunNotebook } from '../../lib/run/index.ts'
import { command, type Done, notebookFile, type Surroundings, scriptedRun } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cli: jupyter')

const plain = notebookFile([['print a', 'a\n']])
const lesson = plain.replace('"metadata": {}', '"metadata": { "tags": ["starter"] }')

/** Calls it where JupyterLab is a script that writes down what it is told. */
async function opened(cwd: string, ...args: string[]): Promise<Done & { told: string[] }> {
  return openedBy({ cwd }, ...args)
}

async function openedBy({ cwd, ...more }: Surroundings, ...args: string[]): Promise<Done & { told: string[] }> {
  const bin = join(cwd, 'bin')
  const told = join(cwd, 'told')
  for (const name of ['jupyter', 'jupyter-lab']) {
    const file = join(bin, name)
    writeFileSync(file, `#!/bin/sh\nfor each in "$@"; do printf '%s\\n' "$each"; done > "${told}"\n`)
    chmodSync(file, 0o755)
  }
  const env = { PATH: `${bin}${delimiter}${process.env.PATH}`, ACKBOOK_SNAPSHOT: 'off' }
  const done = await command(['jupyter', ...args], { ...more, cwd, env: { ...env, ...more.env } })
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

const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'

/** A notebook that shows a picture, of which Jupyter shows none without trust; a text shown besides may be left out of comparing. */
const drawing = (ackbook: object = {}) =>
  notebookFile([['draw', 'x']], { ackbook }).replace(
    /"outputs": \[[^\]]*\]/,
    `"outputs": [{ "output_type": "display_data", "metadata": {}, "data": { "image/svg+xml": ${JSON.stringify(svg)} } }]`,
  )

/** Verifies in a folder in which every cell gives what is stored, then opens the notebooks there; what was asked, and what was signed. */
async function trusting(
  files: Record<string, string>,
  answer: boolean | undefined | 'nobody',
  turns: (
    open: (...args: string[]) => Promise<Done & { told: string[]; asked: string[]; signed: string[] }>,
    cwd: string,
  ) => Promise<void>,
): Promise<void> {
  await withFolder({ 'package.json': '{}', 'bin/x': '', ...files }, async (cwd) => {
    const env = { CI: 'true', ACKBOOK_CACHE_DIR: join(cwd, '.kept') }
    const runNotebook: RunNotebook = async (notebook, ...rest) => {
      const run = await scriptedRun(notebook, ...rest)
      for (const cell of run.cells) cell.outputs = (notebook.cells[cell.index] as CodeCell).outputs
      return run
    }
    await command(['verify', 'notebooks'], { cwd, env, runNotebook })
    const log = join(cwd, 'signed')
    writeFileSync(join(cwd, 'bin/jupyter-trust'), `#!/bin/sh\nfor each in "$@"; do echo "$each" >> "${log}"; done\n`)
    chmodSync(join(cwd, 'bin/jupyter-trust'), 0o755)
    await turns(async (...args) => {
      const asked: string[] = []
      const ask = async (question: string) => {
        asked.push(question)
        return answer === 'nobody' ? undefined : answer
      }
      rmSync(log, { force: true })
      const done = await openedBy({ cwd, env, ...(answer !== 'nobody' && { ask }) }, ...args)
      const signed = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
      return { ...done, asked, signed: signed.map((path) => path.slice(cwd.length + 1)) }
    }, cwd)
  })
}

test('verified notebooks with figures → asked once whether Jupyter shall trust them; yes → it does', () =>
  trusting({ 'notebooks/a.ipynb': drawing(), 'notebooks/b.ipynb': plain }, true, async (open, cwd) => {
    const first = await open()
    assert.equal([first.code, first.out], [0, '1 notebook is trusted\n'])
    assert.match(first.asked.join(), /^1 notebook was verified\. Shall Jupyter trust it/)
    assert.equal(first.signed, ['notebooks/a.ipynb'])
    assert.equal((await open()).asked, [])
    writeFileSync(join(cwd, 'notebooks/a.ipynb'), drawing().replace('<svg ', '<svg id=\\"x\\" '))
    const changed = await open()
    assert.equal([changed.asked, changed.signed], [[], []])
    assert.match(changed.out, 'ackbook verify')
  }))

test('no → nothing is trusted, and nobody asked again; --trust does it all the same', () =>
  trusting({ 'notebooks/a.ipynb': drawing() }, false, async (open) => {
    assert.equal((await open()).signed, [])
    assert.equal((await open()).asked, [])
    const wished = await open('notebooks/a.ipynb', '--trust')
    assert.equal([wished.asked, wished.signed, wished.told], [[], ['notebooks/a.ipynb'], ['notebooks/a.ipynb']])
  }))

test('nobody there to answer → says what to do, trusts nothing; --trust does', () =>
  trusting({ 'notebooks/a.ipynb': drawing() }, 'nobody', async (open) => {
    const { code, out, signed } = await open()
    assert.equal([code, signed], [0, []])
    assert.match(out, 'ackbook jupyter --trust')
    assert.equal((await open('--trust')).signed, ['notebooks/a.ipynb'])
  }))

test('the question is ended in place of an answer → so is the command, with exit code 130', () =>
  trusting({ 'notebooks/a.ipynb': drawing() }, undefined, async (open, cwd) => {
    writeFileSync(join(cwd, 'told'), 'nothing\n')
    const { code, told, signed } = await open()
    assert.equal([code, told, signed], [130, ['nothing'], []])
  }))

test('a figure that was not compared, that no run gave, that was not verified → not trusted even by --trust', () => {
  const unrun = JSON.parse(drawing())
  unrun.cells[0].source = ''
  const files = {
    'notebooks/a.ipynb': drawing({ ignore: ['image/svg+xml'] }),
    'notebooks/b.ipynb': JSON.stringify(unrun),
    'other/c.ipynb': drawing(),
  }
  return trusting(files, true, async (open) => {
    const { asked, signed, out } = await open('--trust')
    assert.equal([asked, signed], [[], []])
    assert.match(out, 'figures of 2 notebooks')
    assert.equal((await open('other', '--trust')).signed, [])
  })
})

test("learner's copies, other commands of Jupyter → nothing is asked", () =>
  trusting({ 'notebooks/a.ipynb': drawing(), 'notebooks/b.ipynb': lesson }, true, async (open) => {
    assert.equal((await open('notebooks/b.ipynb')).asked, [])
    assert.equal((await open('nbconvert', 'notebooks/a.ipynb')).asked, [])
    assert.is((await open('--author')).asked.length, 1)
  }))

test.run()
