/** Which notebooks, and which of their cells, a command line means. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunNotebook } from '../../lib/run/index.ts'
import { command, notebookFile, type Surroundings, scriptedRun } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cli: select')

const good = notebookFile([['print a', 'a\n']])
const differs = notebookFile([['print new', 'old\n']])
const failing = notebookFile([['fail', '']])
/** Its second cell differs, its third is as stored; there is Markdown before the first. */
const three = withMarkdown(
  notebookFile([
    ['print one', 'one\n'],
    ['print port 2', 'port 1\n'],
    ['print three', 'three\n'],
  ]),
)
const nothing = 'Nothing was run or written.'

function withMarkdown(file: string): string {
  const notebook = JSON.parse(file)
  notebook.cells.unshift({ cell_type: 'markdown', id: 'intro', metadata: {}, source: '# port' })
  return `${JSON.stringify(notebook, null, 1)}\n`
}

function tagged(file: string, cell: number | 'notebook', tags: string[]): string {
  const notebook = JSON.parse(file)
  const part = cell === 'notebook' ? notebook : notebook.cells[cell]
  part.metadata.tags = tags
  return `${JSON.stringify(notebook, null, 1)}\n`
}

/** Runs a command; which notebooks ran, in turn, and how many cells each was handed. */
async function ran(argv: readonly string[], { runNotebook = scriptedRun, ...more }: Surroundings) {
  const runs: string[] = []
  const noting: RunNotebook = (notebook, path, options) => {
    runs.push(
      `${path.slice(more.cwd.length + 1)} ${notebook.cells.filter(({ cell_type }) => cell_type === 'code').length}`,
    )
    return runNotebook(notebook, path, options)
  }
  const done = await command(argv, { ...more, runNotebook: noting })
  return { ...done, runs, names: runs.map((run) => run.replace(/ \d+$/, '')).sort() }
}

const tree = {
  'n/go1.ipynb': good,
  'n/go2.ipynb': good,
  'n/sub/go10.ipynb': good,
  'n/sub/stop.ipynb': good,
  'n/pictures/a.txt': '',
  'n/.hidden/go4.ipynb': good,
  'pages/go5.ipynb': good,
  'pages/.pages': '',
}

for (const [argv, names] of [
  [['n/go*.ipynb'], ['n/go1.ipynb', 'n/go2.ipynb']],
  [['n/*/go*.ipynb'], ['n/sub/go10.ipynb']],
  [['n/**/go*.ipynb'], ['n/go1.ipynb', 'n/go2.ipynb', 'n/sub/go10.ipynb']],
  [['./n/{go1,go2}.ipynb'], ['n/go1.ipynb', 'n/go2.ipynb']],
  [
    ['n/go[2-9].ipynb', 'n/go1.ipynb', 'n/go*.ipynb'],
    ['n/go1.ipynb', 'n/go2.ipynb'],
  ],
  [
    ['**', '--exclude', 'n/sub'],
    ['n/go1.ipynb', 'n/go2.ipynb'],
  ],
  [
    ['n', '--exclude', '**/stop.ipynb', '--exclude', 'n/go1.ipynb'],
    ['n/go2.ipynb', 'n/sub/go10.ipynb'],
  ],
  [['n/go1.ipynb', 'n/go2.ipynb', '--exclude', './n/go1.ipynb'], ['n/go2.ipynb']],
  [['n/.hidden/*'], ['n/.hidden/go4.ipynb']],
] as const) {
  test(`${argv.join(' ')} → those that fit, each once`, () =>
    withFolder(tree, async (cwd) => {
      const { code, err, names: found } = await ran(['verify', ...argv], { cwd })
      assert.equal([code, err, found], [0, '', names])
    }))
}

for (const [argv, says] of [
  [['n/stop*.ipynb'], `ackbook: n/stop*.ipynb: no notebook fits this pattern. ${nothing}\n`],
  [['n/*.txt'], `ackbook: n/*.txt: no notebook fits this pattern. ${nothing}\n`],
  [['n/pictures*'], `ackbook: n/pictures*: no notebook fits this pattern. ${nothing}\n`],
  [['n', '--exclude', '**'], `ackbook: --exclude ** leaves none of 4 notebooks. ${nothing}\n`],
  [
    ['n/go1.ipynb', '--exclude', 'n/go1.ipynb'],
    `ackbook: --exclude n/go1.ipynb leaves none of 1 notebook. ${nothing}\n`,
  ],
  [
    ['!n/go1.ipynb'],
    `ackbook: !n/go1.ipynb: is not there; what is left out stands behind --exclude, without the mark: --exclude 'n/go1.ipynb'. ${nothing}\n`,
  ],
  [['n/no.ipynb:7'], `ackbook: n/no.ipynb:7: cannot be read: it is not there. ${nothing}\n`],
  [['n/go*.ipynb:1'], `ackbook: n/go*.ipynb:1: no notebook fits this pattern. ${nothing}\n`],
] as const) {
  test(`${argv.join(' ')} → 2, said in a line`, () =>
    withFolder(tree, async (cwd) => {
      const { code, err, runs } = await ran(['verify', ...argv], { cwd })
      assert.equal([code, err, runs], [2, says, []])
    }))
}

test('a pattern that fits nothing beside a notebook → 2, the notebook is run', () =>
  withFolder(tree, async (cwd) => {
    const { code, err, names } = await ran(['verify', 'n/go1.ipynb', 'x*'], { cwd })
    assert.equal(
      [code, err, names],
      [2, 'ackbook: x*: no notebook fits this pattern. Nothing of it was run.\n', ['n/go1.ipynb']],
    )
  }))

test('names with the signs of patterns and places → taken as they stand', () =>
  withFolder({ 'a[1].ipynb': good, 'a1.ipynb': differs, 'a.ipynb': differs, 'a.ipynb:7': good }, async (cwd) => {
    const { code, names } = await ran(['verify', 'a[1].ipynb', 'a.ipynb:7'], { cwd })
    assert.equal([code, names], [0, ['a.ipynb:7', 'a[1].ipynb']])
  }))

test('--save beside a pattern → what lies in its folder is no input', () =>
  withFolder({ 'a.ipynb': good, 'out/b.ipynb': good }, async (cwd) => {
    const { names } = await ran(['verify', '**/*.ipynb', '--save', 'out'], { cwd })
    assert.equal(names, ['a.ipynb'])
  }))

test('run of a pattern into a folder → each at its way below the beginning of the pattern', () =>
  withFolder(tree, async (cwd) => {
    await ran(['run', 'n/**/go*.ipynb', '--output-dir', 'out'], { cwd })
    assert.ok(existsSync(join(cwd, 'out/go1.ipynb')) && existsSync(join(cwd, 'out/sub/go10.ipynb')))
  }))

test('the config excludes a notebook → meant where it is named, not where a pattern fits it', () =>
  withFolder({ ...tree, 'ackbook.config.json': '{ "exclude": ["n/go1.ipynb"] }' }, async (cwd) => {
    assert.equal((await ran(['verify', 'n/go*.ipynb'], { cwd })).names, ['n/go2.ipynb'])
    assert.equal((await ran(['verify', 'n/go1.ipynb'], { cwd })).names, ['n/go1.ipynb'])
  }))

test('the config includes a pattern that fits a folder without notebooks → the others are run', () =>
  withFolder({ ...tree, 'ackbook.config.json': '{ "include": ["n/**"] }' }, async (cwd) => {
    const { code, err, names } = await ran(['verify'], { cwd })
    assert.equal([code, err, names.length], [0, '', 4])
  }))

test('one cell, by its place → those before it are run, it alone is compared', () =>
  withFolder({ 'a.ipynb': three }, async (cwd) => {
    const { code, out, runs } = await ran(['verify', 'a.ipynb:1', '--json', 'r.json'], { cwd })
    assert.equal([code, runs], [0, ['a.ipynb 1']])
    assert.match(out, /✓ a .* 1 of 3 cells compared$/m)
    assert.match(out, / 1 verified · 1 cell · 1 of 3 cells compared · /)
    const [{ outcome, cells }] = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')).notebooks
    assert.is(outcome, 'verified')
    assert.equal(
      cells.map(({ status }: { status: string }) => status),
      ['passed', 'not-selected', 'not-selected'],
    )
    assert.equal((await ran(['verify', 'a.ipynb:3'], { cwd })).runs, ['a.ipynb 3'])
  }))

test('one cell, by its id, that differs → 1; with --update it alone is stored', () =>
  withFolder({ 'a.ipynb': three.replace('"execution_count": 1', '"execution_count": 9') }, async (cwd) => {
    assert.is((await ran(['verify', 'a.ipynb:cell-2'], { cwd })).code, 1)
    const before = readFileSync(join(cwd, 'a.ipynb'), 'utf8')
    const { code, out } = await ran(['verify', '--update', 'a.ipynb:cell-2'], { cwd })
    assert.is(code, 0)
    assert.match(out, /updated \(1 cell\)/)
    assert.is(readFileSync(join(cwd, 'a.ipynb'), 'utf8'), before.replace('"port 1\\n"', '[\n      "port 2\\n"\n     ]'))
  }))

test('two cells of a notebook → both; together with its folder → all', () =>
  withFolder({ 'n/a.ipynb': three }, async (cwd) => {
    assert.match((await ran(['verify', 'n/a.ipynb:3', 'n/a.ipynb:1'], { cwd })).out, /2 of 3 cells compared/)
    for (const whole of ['n', 'n/*', 'n/a.ipynb'])
      assert.is((await ran(['verify', 'n/a.ipynb:3', whole], { cwd })).code, 1, whole)
  }))

test('a cell before the one that is meant fails → 1', () =>
  withFolder(
    {
      'a.ipynb': notebookFile([
        ['fail', ''],
        ['print b', 'b\n'],
      ]),
    },
    async (cwd) => {
      const { code, out } = await ran(['verify', 'a.ipynb:2'], { cwd })
      assert.is(code, 1)
      assert.match(out, /✗ a {3}cell 1 of 2 \(id cell-1\)/)
    },
  ))

test('a cell that is meant is skipped → nothing was verified, 1', () =>
  withFolder({ 'a.ipynb': tagged(three, 3, ['skip-execution']) }, async (cwd) => {
    const { code, err } = await ran(['verify', 'a.ipynb:3'], { cwd })
    assert.equal([code, err], [1, 'ackbook: nothing was verified: every cell of those is empty or skipped\n'])
  }))

for (const [cell, says] of [
  ['0', 'there is no cell 0: it has 3 code cells'],
  ['99', 'there is no cell 99: it has 3 code cells'],
  ['intro', 'its cell "intro" is no code cell, and is not run: name a code cell by its place, 1 to 3'],
  ['cel-2', 'no cell has the id "cel-2": did you mean "cell-2"?'],
  ['other', 'no cell has the id "other": name a code cell by its place, 1 to 3'],
  ['', 'no cell is named behind the colon: name a code cell by its place, 1 to 3, or by its id'],
] as const) {
  test(`a.ipynb:${cell} → 2, what there is`, () =>
    withFolder({ 'a.ipynb': three }, async (cwd) => {
      const { code, err, runs } = await ran(['verify', `a.ipynb:${cell}`], { cwd })
      const end = says.endsWith('?') ? '' : '.'
      assert.equal([code, err, runs], [2, `ackbook: a.ipynb: ${says}${end} ${nothing}\n`, []])
    }))
}

test('an id of digits alone → its cell, unless it is the place of one', () =>
  withFolder({ 'a.ipynb': three.replace('"cell-3"', '"12345678"').replace('"cell-1"', '"3"') }, async (cwd) => {
    assert.equal((await ran(['verify', 'a.ipynb:12345678'], { cwd })).runs, ['a.ipynb 3'])
    assert.equal((await ran(['verify', 'a.ipynb:3'], { cwd })).runs, ['a.ipynb 3'])
  }))

const marked = {
  'a.ipynb': three,
  'b.ipynb': tagged(good, 0, ['slow_one']),
  'c.ipynb': tagged(three.replace('port 1', 'port 2'), 'notebook', ['network']),
}

for (const [argv, runs] of [
  [
    ['--grep', 'one'],
    ['a.ipynb 1', 'b.ipynb 1', 'c.ipynb 1'],
  ],
  [['--grep', 'slow-one'], ['b.ipynb 1']],
  [['--grep', '/SLOW/i'], ['b.ipynb 1']],
  [['--grep', 'network'], ['c.ipynb 3']],
  [
    ['--grep', '/^print three$/gm', '--grep', 'slow_one'],
    ['a.ipynb 3', 'b.ipynb 1', 'c.ipynb 3'],
  ],
  [
    ['--grep', 'cell-1', '--exclude', 'c.ipynb'],
    ['a.ipynb 1', 'b.ipynb 1'],
  ],
] as const) {
  test(`${argv.join(' ')} → the notebooks with such cells, up to the last of them`, () =>
    withFolder(marked, async (cwd) => {
      const done = await ran(['verify', '.', ...argv], { cwd })
      assert.equal([done.code, done.runs.sort()], [0, runs])
    }))
}

test('--grep and a place → the cells that are both', () =>
  withFolder(marked, async (cwd) => {
    const { runs } = await ran(['verify', 'a.ipynb:1', 'a.ipynb:3', '--grep', 'three'], { cwd })
    assert.equal(runs, ['a.ipynb 3'])
    assert.is((await ran(['verify', 'a.ipynb:1', '--grep', 'three'], { cwd })).code, 2)
  }))

for (const [pattern, says] of [
  [
    'zzz',
    /^ackbook: --grep zzz fits no code cell of 3 notebooks, by source, tag or id\. Nothing was run or written\.\n$/,
  ],
  ['# port', /^ackbook: --grep # port fits no code cell/],
  ['a.c', /^ackbook: --grep a\.c fits no code cell/],
  ['/(/', /^ackbook: --grep \/\(\/ is no regular expression: .*Nothing was run or written\.\n$/],
  ['', /^ackbook: option '--grep <PATTERN>' argument '' is invalid/],
] as const) {
  test(`--grep ${pattern} → 2, said in a line`, () =>
    withFolder(marked, async (cwd) => {
      const { code, err, runs } = await ran(['verify', '.', '--grep', pattern], { cwd })
      assert.equal([code, runs], [2, []])
      assert.match(err, says)
    }))
}

test('--grep that would take for ever → 2, it is told', () =>
  withFolder({ 'a.ipynb': notebookFile([[`print ${'a'.repeat(64)}!`, '']]) }, async (cwd) => {
    const { code, err } = await ran(['verify', '.', '--grep', '/(a+)+$/'], { cwd })
    assert.is(code, 2)
    assert.match(err, /^ackbook: the pattern "\(a\+\)\+\$" took longer than 2 s on cells: make it simpler\n$/)
  }))

test('some cells were verified → not kept as verified; all were → they stand for some', () =>
  withFolder({ 'a.ipynb': marked['c.ipynb'].replaceAll('tslab', 'tslab') }, async (cwd) => {
    const at = { cwd, env: { ACKBOOK_CACHE_DIR: join(cwd, 'cache') } }
    assert.is((await ran(['verify', 'a.ipynb:1'], at)).runs.length, 1)
    assert.equal((await ran(['verify', 'a.ipynb'], at)).runs, ['a.ipynb 3'])
    assert.equal((await ran(['verify', 'a.ipynb:1'], at)).runs, [])
  }))

test('what was verified of some cells → no verdict for a page; what contradicts one that was left takes it away', () =>
  withFolder({ 'package.json': '{}', 'a.ipynb': marked['c.ipynb'] }, async (cwd) => {
    const at = { cwd, env: { ACKBOOK_CACHE_DIR: join(cwd, 'cache'), CI: 'true' } }
    const verdicts = join(cwd, '.ackbook/verdicts')
    const left = () => existsSync(verdicts) && readFileSync(join(cwd, '.ackbook/.gitignore')) && filesIn(verdicts)
    await ran(['verify', 'a.ipynb:1'], at)
    assert.not(existsSync(verdicts))
    await ran(['verify', 'a.ipynb'], at)
    assert.is(left(), 1)
    await ran(['verify', 'a.ipynb:1'], at)
    assert.is(left(), 1)
    const other: RunNotebook = async (notebook, path, options) => {
      const run = await scriptedRun(notebook, path, options)
      return { ...run, cells: run.cells.map((cell) => ({ ...cell, outputs: [] })) }
    }
    assert.is((await ran(['verify', 'a.ipynb:1'], { ...at, runNotebook: other })).code, 1)
    assert.is(left(), 0)
  }))

function filesIn(folder: string): number {
  return readdirSync(folder).filter((name) => name.startsWith('verdict-')).length
}

test('run of some cells in place → 2, refused; into a folder → no output behind them', () =>
  withFolder({ 'a.ipynb': three }, async (cwd) => {
    const { code, err, runs } = await ran(['run', 'a.ipynb:2'], { cwd })
    assert.equal([code, runs], [2, []])
    assert.match(err, /^ackbook: a\.ipynb would be run in part, and in place all of it is stored: --output-dir DIR /)
    assert.is((await ran(['run', 'a.ipynb:2', '--output-dir', 'out'], { cwd })).code, 0)
    const stored = JSON.parse(readFileSync(join(cwd, 'out/a.ipynb'), 'utf8')).cells.slice(1)
    assert.equal(
      stored.map(({ outputs }: { outputs: unknown[] }) => outputs.length),
      [1, 1, 0],
    )
  }))

test('--shard → each notebook in one part; the part is told, in the JSON too; an empty one is good', () =>
  withFolder(tree, async (cwd) => {
    const names: string[] = []
    for (const part of [1, 2, 3, 4, 5]) {
      const done = await ran(['verify', 'n', '--shard', `${part}/5`, '--json', 'r.json'], { cwd })
      assert.is(done.code, 0)
      assert.match(done.out, new RegExp(`^ shard ${part}/5: ${part < 5 ? 1 : 'none'} of 4 notebooks\n`))
      assert.equal(JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8')).shard, { index: part, count: 5 })
      names.push(...done.names)
    }
    assert.equal(names.sort(), ['n/go1.ipynb', 'n/go2.ipynb', 'n/sub/go10.ipynb', 'n/sub/stop.ipynb'])
  }))

for (const part of ['0/5', '6/5', '2', '1/0', 'a/b', '-1/5', '1.5/2']) {
  test(`--shard ${part} → 2`, () =>
    withFolder(tree, async (cwd) => {
      const { code, err } = await ran(['verify', 'n', `--shard=${part}`], { cwd })
      assert.is(code, 2)
      assert.match(err, /It is a part of so many, from 1\/N to N\/N, like 2\/5\. See: ackbook verify --help\n$/)
    }))
}

const sick = { 'a.ipynb': failing, 'b.ipynb': differs, 'c.ipynb': good, 'd.ipynb': good }

test('--bail → none begins after the first that is not good; the rest is counted and told', () =>
  withFolder(sick, async (cwd) => {
    const done = await ran(['verify', '--bail', '.', '--jobs', '1', '--json', 'r.json'], { cwd })
    assert.equal([done.code, done.names], [1, ['a.ipynb']])
    assert.is(done.err, 'ackbook: 1 notebook is not good (--bail): 3 more were not run\n')
    assert.match(done.out, / 1 failed · 3 not run · /)
    const { notebooks } = JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8'))
    assert.equal(
      notebooks.map(({ outcome }: { outcome: string }) => outcome),
      ['failed', 'not-run', 'not-run', 'not-run'],
    )
  }))

for (const number of ['2', '=2']) {
  test(`--bail${number} → after the second`, () =>
    withFolder(sick, async (cwd) => {
      const words = number === '2' ? ['--bail', '2'] : ['--bail=2']
      const done = await ran(['verify', ...words, '.', '--jobs', '1', '--no-rerun'], { cwd })
      assert.equal([done.code, done.names], [1, ['a.ipynb', 'b.ipynb']])
    }))
}

test('--bail while others run → these come to their end', () =>
  withFolder(sick, async (cwd) => {
    const both = barrier(2)
    const runNotebook: RunNotebook = async (notebook, path, options) => {
      await both()
      return scriptedRun(notebook, path, options)
    }
    const done = await ran(['verify', '--bail', 'a.ipynb', 'c.ipynb', 'd.ipynb'], { cwd, runNotebook })
    assert.equal([done.code, done.names], [1, ['a.ipynb', 'c.ipynb']])
    assert.match(done.out, / 1 verified · 1 failed · 1 not run · /)
  }))

test('--bail while a kernel ends → the next notebook waits for the outcome, which would else be begun by then', () =>
  withFolder(sick, async (cwd) => {
    const runNotebook: RunNotebook = async (notebook, path, options) => {
      options?.onEvent?.({ type: 'kernel-ending', kernel: 'scripted' })
      return scriptedRun(notebook, path, options)
    }
    const words = ['verify', '.', '--jobs', '1', '--no-rerun']
    assert.is((await ran(words, { cwd, runNotebook })).runs.length, 4)
    assert.equal((await ran([...words, '--bail'], { cwd, runNotebook })).names, ['a.ipynb'])
  }))

test('--bail and all good → nothing of it is told', () =>
  withFolder({ 'a.ipynb': good }, async (cwd) => {
    const done = await ran(['verify', '.', '--bail'], { cwd })
    assert.equal([done.code, done.err], [0, ''])
  }))

/** Resolves once so many wait. */
function barrier(count: number): () => Promise<void> {
  const waiting: (() => void)[] = []
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      if (waiting.length === count) for (const each of waiting) each()
    })
}

test('--last-failed → nothing known: all; then those that were not good or not run; all good: nothing', () =>
  withFolder({ 'package.json': '{}', ...sick }, async (cwd) => {
    const at = { cwd, env: { ACKBOOK_CACHE_DIR: join(cwd, 'cache') } }
    const first = await ran(['verify', '.', '--last-failed', '--no-rerun'], at)
    assert.is(first.runs.length, 4)
    assert.match(first.out, /^ --last-failed: nothing is known of a run before: all are run\n/)
    const second = await ran(['verify', '.', '--last-failed', '--bail', '--jobs', '1'], at)
    assert.match(second.out, /^ --last-failed: 2 of 4 notebooks\n/)
    assert.equal(second.names, ['a.ipynb'])
    for (const name of ['a.ipynb', 'b.ipynb']) writeFileSync(join(cwd, name), good)
    writeFileSync(join(cwd, 'e.ipynb'), good)
    const third = await ran(['verify', '.', '--last-failed'], at)
    assert.match(third.out, /^ --last-failed: 2 of 5 notebooks, and 1 of which nothing is known\n/)
    assert.equal([third.code, third.names], [0, ['a.ipynb', 'b.ipynb', 'e.ipynb']])
    const fourth = await ran(['verify', '.', '--last-failed'], at)
    assert.equal([fourth.code, fourth.runs], [0, []])
    assert.is(fourth.out, ' --last-failed: all were good the last time (5 notebooks): nothing is run\n')
    // Some cells that are good make no good notebook.
    writeFileSync(join(cwd, 'a.ipynb'), three)
    await ran(['verify', 'a.ipynb'], at)
    await ran(['verify', 'a.ipynb:1'], at)
    assert.equal((await ran(['verify', '.', '--last-failed', '--no-rerun'], at)).names, ['a.ipynb'])
  }))

test('--last-failed where nothing is kept → all, and why', () =>
  withFolder({ 'a.ipynb': good }, async (cwd) => {
    const { out, runs } = await ran(['verify', '.', '--last-failed', '--no-cache'], { cwd })
    assert.is(runs.length, 1)
    assert.match(out, /^ --last-failed: nothing is known of a run before, because of --no-cache: all are run\n/)
  }))

test('--list → what would be run in its order, and nothing is', () =>
  withFolder({ 'a.ipynb': good, 'b.ipynb': three, 'c.ipynb': differs }, async (cwd) => {
    const { code, out, runs } = await ran(['verify', '.', '--list', '--grep', 'print', '--exclude', 'c.ipynb'], { cwd })
    assert.equal([code, runs], [0, []])
    assert.is(out, 'b.ipynb   3 cells\na.ipynb   1 cell\n\n 2 notebooks to run\n')
    assert.match(
      (await ran(['verify', '--list', 'b.ipynb:1', 'b.ipynb:3'], { cwd })).out,
      /^b\.ipynb {3}cells 1 and 3 of 3\n/,
    )
    assert.is((await ran(['verify', '--list', 'no.ipynb'], { cwd })).code, 2)
    assert.is((await ran(['verify', '--list', '--json', 'r.json'], { cwd })).code, 2)
  }))

test.run()
