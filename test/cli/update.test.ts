/** `verify --update` where a person is there to be asked. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Notebook } from '../../lib/notebook/index.ts'
import { command, type Done, notebookFile, type Surroundings } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('verify --update, asked')

const two = notebookFile([
  ['print new 1', 'old 1\n'],
  ['print same', 'same\n'],
  ['print new 2', 'old 2\n'],
])

interface Asked extends Done {
  /** What stood on the terminal when each question was asked. */
  seen: string[]
  stored: (name: string) => string[]
}

/** Runs the command in a folder of notebooks, with a person who gives these answers (`undefined` ends the question). */
async function asked(
  files: Record<string, string>,
  argv: readonly string[],
  answers: readonly (string | undefined)[],
  more: Partial<Surroundings> = {},
): Promise<Asked> {
  const seen: string[] = []
  const all = new Map<string, string[]>()
  let out = ''
  let done: Done = { code: -1, out: '', err: '' }
  await withFolder(files, async (cwd) => {
    const stdout = { write: (text: string) => (out += text) }
    const askForLine = async (question: string) => {
      seen.push(out + question)
      out = ''
      if (seen.length > answers.length) throw new Error('asked once more than there are answers')
      return answers[seen.length - 1]
    }
    const env = { ACKBOOK_CACHE_DIR: join(cwd, 'kept') }
    done = await command(['verify', '--update', ...argv], { cwd, askForLine, stdout, env, ...more })
    for (const name of Object.keys(files)) {
      const { cells } = JSON.parse(readFileSync(join(cwd, name), 'utf8')) as Notebook
      all.set(
        name,
        cells.map((cell) => [(cell.outputs as { text: string[] }[])[0]?.text ?? ''].flat().join('').trim()),
      )
    }
  })
  return { ...done, out: out, seen, stored: (name) => all.get(name)! }
}

test('a cell differs → its difference, then the question; yes stores it, no leaves it', async () => {
  const { code, out, seen, stored } = await asked({ 'a.ipynb': two }, ['a.ipynb'], ['y', 'n'])
  assert.is(
    seen[0],
    [
      ' ? a   cell 1 of 3 (id cell-1) differs',
      '     stdout',
      '       - old 1',
      '       + new 1',
      '   store? [y]es [n]o [a]ll [q]uit (no): ',
    ].join('\n'),
  )
  assert.match(seen[1]!, /cell 3 of 3/)
  assert.equal(stored('a.ipynb'), ['new 1', 'same', 'old 2'])
  assert.is(code, 1)
  assert.match(out, /✗ a {3}cell 3 of 3 \(id cell-3\) differs/)
  assert.not.match(out, /cell 1 of 3/)
})

for (const [answers, stored, code] of [
  [['yes', 'Y'], ['new 1', 'same', 'new 2'], 0],
  [['', 'no'], ['old 1', 'same', 'old 2'], 1],
  [['a'], ['new 1', 'same', 'new 2'], 0],
  [['y', 'q'], ['new 1', 'same', 'old 2'], 1],
  [['q'], ['old 1', 'same', 'old 2'], 1],
  [[undefined], ['old 1', 'same', 'old 2'], 1],
  [['what', 'y', 'n'], ['new 1', 'same', 'old 2'], 1],
] as const) {
  test(`${answers.map((answer) => answer ?? 'the end').join(', ')} → ${stored.join(', ')}`, async () => {
    const done = await asked({ 'a.ipynb': two }, ['a.ipynb'], answers)
    assert.equal([done.stored('a.ipynb'), done.code, done.seen.length], [stored, code, answers.length])
  })
}

test('all, or quit → holds for the notebooks that follow, which are asked of one at a time', async () => {
  const files = { 'a.ipynb': two, 'b.ipynb': two, 'c.ipynb': two }
  const all = await asked(files, ['.'], ['n', 'a'])
  assert.is(all.seen.length, 2)
  const stored = Object.keys(files).flatMap((name) => all.stored(name))
  assert.equal(stored.filter((text) => text.startsWith('old')).length, 1)
  const none = await asked(files, ['.'], ['y', 'q'])
  assert.is(
    Object.keys(files)
      .flatMap((name) => none.stored(name))
      .filter((text) => text.startsWith('new')).length,
    1,
  )
})

test('a cell that was never executed → what it gave', async () => {
  const { seen, stored } = await asked({ 'a.ipynb': notebookFile([['print x']]) }, ['a.ipynb'], ['y'])
  assert.match(seen[0]!, /cell 1 of 1 \(id cell-1\): never executed: .*\n {7}\+ x\n {3}store\?/)
  assert.equal(stored('a.ipynb'), ['x'])
})

for (const [title, argv, more] of [
  ['--yes', ['a.ipynb', '--yes'], {}],
  ['CI is set', ['a.ipynb'], { env: { CI: 'true' } }],
  ['nobody is there', ['a.ipynb'], { askForLine: undefined }],
  ['a program reads stdout', ['a.ipynb', '--json', '-'], {}],
] as const) {
  test(`${title} → all is stored, and nothing asked`, async () => {
    const { code, seen, stored } = await asked({ 'a.ipynb': two }, argv, [], more)
    assert.equal([code, seen, stored('a.ipynb')], [0, [], ['new 1', 'same', 'new 2']])
  })
}

test('a cell fails → nothing is asked', async () => {
  const failing = notebookFile([
    ['print new', 'old\n'],
    ['fail', ''],
  ])
  const { code, seen, stored } = await asked({ 'a.ipynb': failing }, ['a.ipynb'], [])
  assert.equal([code, seen, stored('a.ipynb')], [1, [], ['old', '']])
})

test('interrupted at a question → nothing more is stored', async () => {
  let interrupt = () => {}
  const onInterrupt = (interrupted: () => void) => {
    interrupt = interrupted
    return () => undefined
  }
  await withFolder({ 'a.ipynb': two }, async (cwd) => {
    const askForLine = (_: string, signal: AbortSignal) =>
      new Promise<undefined>((resolve) => {
        signal.addEventListener('abort', () => resolve(undefined))
        interrupt()
      })
    const env = { ACKBOOK_CACHE_DIR: join(cwd, 'kept') }
    const { code } = await command(['verify', '--update', 'a.ipynb'], { cwd, askForLine, onInterrupt, env })
    assert.is(code, 130)
    assert.is(readFileSync(join(cwd, 'a.ipynb'), 'utf8'), two)
  })
})

test.run()
