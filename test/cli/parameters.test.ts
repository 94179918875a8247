/** What values for parameters change, by command line and files. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Notebook } from '../../lib/notebook/index.ts'
import type { RunNotebook } from '../../lib/run/index.ts'
import { command, type Done, notebookFile, scriptedRun } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { input } from '../helpers/runs.ts'

const test = suite('cli: parameters')

/** The first cell has the defaults. */
function withDefaults(cells: Parameters<typeof notebookFile>[0], more: object = {}): string {
  const notebook = JSON.parse(notebookFile(cells, more)) as Notebook
  notebook.cells[0]!.metadata = { tags: ['parameters'] }
  return `${JSON.stringify(notebook, null, 1)}\n`
}

const good = withDefaults([
  ['print const a = 1\nconst a = 1', 'const a = 1\n'],
  ['print x', 'x\n'],
])

/** The sources that were run, of each notebook in turn. */
async function ran(files: Record<string, string>, argv: readonly string[], then?: (cwd: string, done: Done) => void) {
  const sources: string[][] = []
  let done: Done = { code: -1, out: '', err: '' }
  await withFolder(files, async (cwd) => {
    const runNotebook: RunNotebook = (notebook, path, options) => {
      sources.push(notebook.cells.map(({ source }) => source))
      return scriptedRun(notebook, path, options)
    }
    done = await command(argv, { cwd, runNotebook })
    then?.(cwd, done)
  })
  return { ...done, sources }
}

test('verify with parameters → run with them behind the defaults, compared as the file has it, which is left alone', async () => {
  const { code, sources, out, err } = await ran({ 'a.ipynb': good }, ['verify', 'a.ipynb', '-p', 'a=2'], (cwd) =>
    assert.is(readFileSync(join(cwd, 'a.ipynb'), 'utf8'), good),
  )
  assert.equal([code, err], [0, ''])
  assert.is(sources[0]![1], '// Parameters\nconst a: number = 2')
  assert.match(out, /✓ a +2 cells/)
})

test('a cell behind them differs or fails → told by the place that it has in the file', async () => {
  const differs = withDefaults([
    ['const a = 1', ''],
    ['print x', 'y\n'],
  ])
  const told = await ran({ 'a.ipynb': differs }, ['verify', 'a.ipynb', '-p', 'a=2', '--no-rerun'])
  assert.match(told.out, /cell 2 of 2 \(id cell-2\) differs/)
  const fails = withDefaults([
    ['const a = 1', ''],
    ['fail', ''],
  ])
  assert.match((await ran({ 'a.ipynb': fails }, ['verify', 'a.ipynb', '-p', 'a=2'])).out, /cell 2 of 2 .* scripted/)
})

test('the given values themselves fail → told of the cell with the defaults', async () => {
  const { code, out } = await ran({ 'a.ipynb': good }, ['verify', 'a.ipynb', '-p', 'a="fail"'])
  assert.is(code, 1)
  assert.match(out, /cell 1 of 2 \(id cell-1\): with the given parameters, the cell failed: scripted/)
})

for (const [sources, parameters, says] of [
  [['fail', 'print x', 'print y'], 'a=1', 'code cells 2 to 3 were not run'],
  [['fail', 'print x'], 'a=1', 'code cell 2 was not run'],
  [['fail'], 'a=1', undefined],
  [['print x', 'print y', 'print z'], 'a="fail"', 'code cells 2 to 3 were not run'],
  [['print x', 'fail', 'print z'], 'a=1', 'code cell 3 was not run'],
] as const) {
  test(`${sources.join(', ')} with ${parameters} → ${says ?? 'nothing of cells that were not run'}`, async () => {
    const runNotebook: RunNotebook = async (notebook, path, options) => {
      const run = await scriptedRun(notebook, path, options)
      const first = run.cells.findIndex(({ status }) => status === 'not-run')
      const [from, to] = [first + 1, run.cells.length]
      const which = from === to ? `code cell ${from} was` : `code cells ${from} to ${to} were`
      const told = { kind: 'not-run', cell: first, message: `${which} not run, because of what went before` } as const
      return first < 0 ? run : { ...run, findings: [...run.findings, told] }
    }
    await withFolder({ 'a.ipynb': withDefaults(sources.map((source) => [source, ''])) }, async (cwd) => {
      const { out } = await command(['verify', 'a.ipynb', '-p', parameters], { cwd, runNotebook })
      const [, found] = /(code cells? .*? not run),/.exec(out) ?? []
      assert.is(found, says)
    })
  })
}

test('of files and options → later ones go before earlier ones, options before files; -P is text', async () => {
  const files = { 'a.ipynb': good, 'a.json': '{"a": 1, "b": 1}', 'b.yaml': 'b: 2\nc: 2\n' }
  const words = [
    '--parameters',
    'a.json',
    '--parameters',
    'b.yaml',
    '-P',
    'c=3',
    '-p',
    'd=x',
    '-p',
    'd=4',
    '-P',
    'd=04',
  ]
  const { sources, err } = await ran(files, ['verify', 'a.ipynb', ...words])
  const lines = ['const a: number = 1', 'let b: number = 2', 'let c: string = "3"', 'let d: string = "04"']
  assert.equal(sources[0]![1]!.split('\n').slice(1), lines)
  assert.is(err, 'ackbook: a.ipynb: its parameters do not have b, c, d: given all the same\n')
})

test('run with parameters → the notebook with them and its outputs, elsewhere', async () => {
  await ran({ 'a.ipynb': good }, ['run', 'a.ipynb', '-p', 'a=2', '--output-dir', 'out'], (cwd, { code }) => {
    assert.is(code, 0)
    const { cells, metadata } = JSON.parse(readFileSync(join(cwd, 'out/a.ipynb'), 'utf8')) as Notebook
    assert.equal(metadata.ackbook, { parameters: { a: 2 } })
    assert.equal(
      cells.map(({ id }) => id),
      ['cell-1', 'injected-parameters', 'cell-2'],
    )
    assert.equal(
      cells.map(({ execution_count }) => execution_count),
      [1, 2, 3],
    )
    assert.is(readFileSync(join(cwd, 'a.ipynb'), 'utf8'), good)
  })
})

test('verify --save with parameters → the notebook that was run', async () => {
  await ran({ 'a.ipynb': good }, ['verify', 'a.ipynb', '-p', 'a=2', '--save', 'out'], (cwd) => {
    const { cells } = JSON.parse(readFileSync(join(cwd, 'out/a.ipynb'), 'utf8')) as Notebook
    assert.is(cells.length, 3)
  })
})

for (const [words, says] of [
  [
    ['run', 'a.ipynb', '-p', 'a=1'],
    /^ackbook: with parameters a notebook comes out .*--output-dir DIR\. Nothing was run/,
  ],
  [['verify', 'a.ipynb', '-p', 'a=1', '--update'], /^ackbook: --update stores what a notebook gives as it is/],
  [['verify', 'a.ipynb', '-p', 'a'], /^ackbook: -p a gives no parameter: say -p NAME=VALUE\. Nothing/],
  [['verify', 'a.ipynb', '-P', '=1'], /^ackbook: -P =1 gives no parameter: say -P NAME=VALUE/],
  [
    ['verify', 'a.ipynb', '--parameters', 'x.toml'],
    /x\.toml is no file of parameters: its name ends in \.json, \.yaml/,
  ],
  [['verify', 'a.ipynb', '--parameters', 'no.json'], /no\.json: cannot be read: it is not there/],
  [['verify', 'a.ipynb', '--parameters', 'bad.json'], /--parameters bad\.json cannot be read: /],
  [
    ['verify', 'a.ipynb', '-p', 'class=1'],
    /^ackbook: a\.ipynb: the parameter "class" is a word of the language.*\(TypeScript\)/,
  ],
  [['verify', 'a.ipynb', '-p', 'a-b=1'], /the parameter "a-b" is no name of a variable there \(TypeScript\)/],
  [
    ['verify', 'a.ipynb', '-p', 'a=12345678901234567890'],
    /beyond 2\^53, which JavaScript would round: give it as text, by -P/,
  ],
] as const) {
  test(`${words.join(' ')} → 2, said in a line`, async () => {
    const { code, err, sources } = await ran({ 'a.ipynb': good, 'bad.json': '{' }, words)
    assert.equal([code, sources], [2, []])
    assert.match(err, says)
    assert.is(err.trimEnd().split('\n').length, 1)
  })
}

test('no cell with defaults → the values come first, and that is said', async () => {
  const bare = notebookFile([['print x', 'x\n']])
  const { code, sources, err } = await ran({ 'a.ipynb': bare }, ['verify', 'a.ipynb', '-p', 'a=1'])
  assert.equal([code, sources], [0, [['// Parameters\nlet a: number = 1', 'print x']]])
  assert.is(err, 'ackbook: a.ipynb: no cell is tagged "parameters" to declare a: given all the same\n')
})

test('a kernel of another language → 2, naming those that have parameters', async () => {
  const before = process.env.JUPYTER_PATH
  process.env.JUPYTER_PATH = input('jupyter')
  try {
    const { code, err, sources } = await ran({ 'a.ipynb': good }, [
      'verify',
      'a.ipynb',
      '-p',
      'a=1',
      '--kernel',
      'fake',
    ])
    assert.equal([code, sources], [2, []])
    assert.match(err, /to notebooks of TypeScript, JavaScript and Python, and its kernel fake is for actions\. Nothing/)
  } finally {
    if (before === undefined) delete process.env.JUPYTER_PATH
    else process.env.JUPYTER_PATH = before
  }
})

test('another value → not what was verified with the one before, nor what pages tell', () =>
  withFolder({ 'a.ipynb': good, 'package.json': '{}' }, async (cwd) => {
    let runs = 0
    const runNotebook: RunNotebook = (...words) => {
      runs++
      return scriptedRun(...words)
    }
    const verify = (...words: string[]) =>
      command(['verify', 'a.ipynb', '--cache', '--cache-dir', 'kept', ...words], { cwd, runNotebook })
    for (const [words, expected] of [
      [['-p', 'a=1'], 1],
      [['-p', 'a=1'], 1],
      [['-p', 'a=2'], 2],
      [['-P', 'a=2'], 3],
      [[], 4],
    ] as const) {
      assert.is((await verify(...words)).code, 0)
      assert.is(runs, expected, words.join(' '))
      assert.is(existsSync(join(cwd, '.ackbook/verdicts')), words.length === 0)
    }
  }))

test.run()
