/** What a project's config and its like on the command line change. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunNotebook, RunOptions } from '../../lib/run/index.ts'
import { command, notebookFile, scriptedRun } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cli: config')

const good = notebookFile([['print a', 'a\n']])
const timed = notebookFile([['print took 3 ms', 'took 5 ms\n']])
const nothing = 'Nothing was run or written.'
const json = (config: object) => JSON.stringify(config)

/** Runs a command in a folder of these files; what each notebook's run was told, by its path below the folder. */
async function ran(files: Record<string, string>, argv: readonly string[], below = '.') {
  const told: Record<string, RunOptions> = {}
  let outcome = { code: -1, out: '', err: '' }
  let folder = ''
  await withFolder(files, async (top) => {
    folder = top
    const runNotebook: RunNotebook = (notebook, path, options = {}) => {
      told[path.slice(top.length + 1)] = options
      return scriptedRun(notebook, path, options)
    }
    mkdirSync(join(top, below), { recursive: true })
    outcome = await command(argv, { cwd: join(top, below), runNotebook })
  })
  return { ...outcome, told, folder }
}

test('rules of the config → hold for every notebook, and are told where they fire', async () => {
  const files = { 'ackbook.config.json': json({ normalise: ['duration'] }), 'n/a.ipynb': timed }
  const { code, out } = await ran(files, ['verify', 'n'])
  assert.is(code, 0)
  assert.match(out, /✓ a .* 1 normalised \(duration ×1\)/)
  assert.is((await ran(files, ['verify', 'n', '--no-config', '--no-rerun'])).code, 1)
})

test('a config of TypeScript → run, and obeyed', async () => {
  const files = {
    'ackbook.config.ts':
      "import { defineConfig } from 'ackbook/config'\nexport default defineConfig({ normalise: [/\\d+/] })",
    'notebooks/a.ipynb': timed,
  }
  assert.match((await ran(files, ['verify'])).out, /1 normalised \(\\d\+ ×1\)/)
})

test('tolerance → of the cell, else of the notebook, else of the config', async () => {
  const stored = notebookFile([['print 100', '104\n']])
  const strict = notebookFile([['print 100', '104\n']], { ackbook: { tolerance: 0.01 } })
  const files = { 'ackbook.config.json': json({ tolerance: 0.1 }), 'a.ipynb': stored, 'b.ipynb': strict }
  const { out } = await ran(files, ['verify', '.', '--no-rerun'])
  assert.match(out, /✓ a /)
  assert.match(out, /✗ b /)
})

test('limits, zone, variables, folder → handed to the run; the command line goes before the config', async () => {
  const config = { timeout: null, startTimeout: 7, timezone: 'UTC', env: { A: '1', B: '2' }, cwd: 'data' }
  const files = { 'ackbook.config.json': json(config), 'data/x': '', '.env': 'B=3\nC="4 5"\n', 'n/a.ipynb': good }
  const { told, folder } = await ran(files, ['verify', 'n'])
  const { timeout, startTimeout, env, cwd } = told['n/a.ipynb']!
  assert.equal([timeout, startTimeout, cwd], [Number.POSITIVE_INFINITY, 7, join(folder, 'data')])
  assert.equal(env, { TZ: 'UTC', A: '1', B: '2' })
  const words = ['--env', 'A=x=y', '--env', 'D=', '--env-file', '.env', '--cwd', '.', '--timeout', '9']
  const over = await ran(files, ['verify', 'n', ...words])
  assert.equal(over.told['n/a.ipynb']!.env, { TZ: 'UTC', A: 'x=y', B: '3', C: '4 5', D: '' })
  assert.equal([over.told['n/a.ipynb']!.timeout, over.told['n/a.ipynb']!.cwd], [9, over.folder])
})

test('limits of time, output and memory → handed to the run; the command line goes before the config', async () => {
  const config = { notebookTimeout: 90, runTimeout: 500, maxOutput: '10mb', maxMemory: '1 GiB', startTimeout: 5 }
  const files = { 'ackbook.config.json': json(config), 'n/a.ipynb': good }
  const limitsOf = ({ startTimeout, notebookTimeout, maxOutput, maxMemory, runDeadline, keepGoing }: RunOptions) => [
    ...[startTimeout, notebookTimeout, maxOutput, maxMemory, runDeadline?.seconds, keepGoing],
  ]
  for (const name of ['verify', 'run']) {
    const { told } = await ran(files, [name, 'n'])
    assert.equal(limitsOf(told['n/a.ipynb']!), [5, 90, 10_000_000, 2 ** 30, 500, undefined])
    const words = ['--notebook-timeout', '9', '--run-timeout', '8', '--max-output', '7k', '--max-memory', '6 MiB']
    const over = await ran(files, [name, 'n', ...words, '--start-timeout', '4', '--keep-going'])
    assert.equal(limitsOf(over.told['n/a.ipynb']!), [4, 9, 7000, 6 * 2 ** 20, 8, true])
  }
  const none = { 'ackbook.config.json': json({ notebookTimeout: null, runTimeout: null }), 'n/a.ipynb': good }
  const { notebookTimeout, runDeadline } = (await ran(none, ['verify', 'n'])).told['n/a.ipynb']!
  assert.equal([notebookTimeout, runDeadline], [Number.POSITIVE_INFINITY, undefined])
})

for (const words of [
  ['--max-output', '0'],
  ['--max-memory', '10 tb'],
  ['--run-timeout', '2m'],
]) {
  test(`${words.join(' ')} → 2, with what is meant`, async () => {
    const { code, err } = await ran({ 'a.ipynb': good }, ['verify', 'a.ipynb', ...words])
    assert.is(code, 2)
    assert.match(
      err,
      /is (?:an amount of bytes above 0, like 500000, "10mb" or "1\.5 GiB"|.*a number above 0, like 90)/,
    )
  })
}

test('a kernel in the config → for notebooks that name none', async () => {
  const silent = good.replace('"kernelspec"', '"other"')
  const files = { 'ackbook.config.json': json({ kernel: 'jslab' }), 'n/a.ipynb': good, 'n/b.ipynb': silent }
  const { told } = await ran(files, ['verify', 'n'])
  assert.equal([told['n/a.ipynb']!.kernel, told['n/b.ipynb']!.kernel], [undefined, 'jslab'])
})

for (const [argv, says] of [
  [['--env', 'A-B=1'], `ackbook: --env A-B=1 is no variable: say --env NAME=VALUE. ${nothing}\n`],
  [['--cwd', 'no'], `ackbook: --cwd no is not there: name the folder in which kernels shall work. ${nothing}\n`],
  [['--env-file', 'no'], `ackbook: no: cannot be read: it is not there. ${nothing}\n`],
  [['--config', 'no.json'], `ackbook: no.json: cannot be read: it is not there. ${nothing}\n`],
] as const) {
  test(`${argv.join(' ')} → 2, said in a line`, async () => {
    const { code, err, told } = await ran({ 'a.ipynb': good }, ['verify', 'a.ipynb', ...argv])
    assert.equal([code, err, told], [2, says, {}])
  })
}

test('a config that is wrong → 2, said once, with its place and what was meant', async () => {
  const files = { 'ackbook.config.json': json({ tolerence: 1 }), 'a.ipynb': good, 'b.ipynb': good }
  const said = '"tolerence" is not known: did you mean "tolerance"?'
  const { code, err, told } = await ran(files, ['verify', '.'])
  assert.equal([code, err, told], [2, `ackbook: ackbook.config.json: ${said} ${nothing}\n`, {}])
})

test('a config that is wrong beside some of the notebooks → said once, the others are run', async () => {
  const files = { 'x/ackbook.config.json': '{', 'x/a.ipynb': good, 'x/b.ipynb': good, 'c.ipynb': good }
  const { code, err, told } = await ran(files, ['verify', '.'])
  assert.is(code, 2)
  assert.match(err, /^ackbook: x\/ackbook\.config\.json: not JSON: .*Nothing of it was run\.\n$/)
  assert.equal(Object.keys(told), ['c.ipynb'])
})

test('code beside notebooks that are none of the project → not run, and said; JSON is read', async () => {
  const trap = "require('node:fs').writeFileSync(__dirname + '/sprung', '')\nmodule.exports = {}"
  const files = { 'p/package.json': '{}', 'other/ackbook.config.js': trap, 'other/a.ipynb': good }
  await withFolder(files, async (top) => {
    const runNotebook = scriptedRun
    const at = { cwd: join(top, 'p'), runNotebook }
    const { code, err } = await command(['verify', '../other'], at)
    assert.is(code, 2)
    assert.ok(
      err.includes('ackbook.config.js: is code from outside the project here, and was not run: call ackbook there'),
    )
    assert.is((await command(['render', '../other', '--out', 'site'], at)).code, 0)
    assert.not(existsSync(join(top, 'other/sprung')))
    assert.is((await command(['verify', '../other', '--no-config'], at)).code, 0)
    assert.not(existsSync(join(top, 'other/sprung')))
    assert.is((await command(['verify', '../other', '--config', '../other/ackbook.config.js'], at)).code, 0)
    assert.ok(existsSync(join(top, 'other/sprung')))
  })
  const read = {
    'p/package.json': '{}',
    'other/ackbook.config.json': json({ normalise: ['duration'] }),
    'other/a.ipynb': timed,
  }
  assert.is((await ran(read, ['verify', '../other'], 'p')).code, 0)
})

test('JSON beside notebooks from elsewhere → obeyed where they are run, not where they are only rendered', () => {
  const files = { 'p/package.json': '{}', 'other/ackbook.config.json': json({ exclude: ['b*'] }) }
  return withFolder({ ...files, 'other/a.ipynb': good, 'other/b.ipynb': good }, async (top) => {
    const at = { cwd: join(top, 'p') }
    assert.match((await command(['verify', '../other'], at)).out, / 1 verified /)
    assert.is((await command(['render', '../other', '--out', 'site'], at)).code, 0)
    assert.ok(existsSync(join(top, 'p/site/b.html')))
  })
})

test('include → meant where nothing is named; exclude → passed over in folders, not when named', async () => {
  const files = {
    'ackbook.config.json': json({ include: ['packages/*/notebooks'], exclude: ['**/drafts'] }),
    'packages/a/notebooks/x.ipynb': good,
    'packages/b/notebooks/x.ipynb': good,
    'packages/b/notebooks/drafts/y.ipynb': good,
    'packages/other.ipynb': good,
    'package.json': '{}',
  }
  const all = ['packages/a/notebooks/x.ipynb', 'packages/b/notebooks/x.ipynb']
  assert.equal(Object.keys((await ran(files, ['verify'])).told).sort(), all)
  assert.equal(Object.keys((await ran(files, ['verify'], 'packages/a')).told).sort(), all)
  const draft = 'packages/b/notebooks/drafts/y.ipynb'
  assert.equal(Object.keys((await ran(files, ['verify', draft])).told), [draft])
  const none = await ran(files, ['verify', 'packages/b/notebooks/drafts'])
  assert.equal([none.code, none.told], [2, {}])
  assert.match(none.err, /^ackbook: ackbook\.config\.json: "exclude" leaves none of 1 notebook\. /)
  await withFolder(files, async (cwd) => {
    assert.is((await command(['run', '--output-dir', 'out'], { cwd })).code, 0)
    for (const name of ['a', 'b']) assert.ok(existsSync(join(cwd, 'out', name, 'notebooks', 'x.ipynb')))
  })
})

test('an entry of include that means nothing → 2, said', async () => {
  const files = { 'ackbook.config.json': json({ include: ['a.ipynb', 'no/*'] }), 'a.ipynb': good }
  const { code, err } = await ran(files, ['verify'])
  assert.equal([code, err.includes('ackbook.config.json: "include" names "no/*", which is not there')], [2, true])
})

test('rules that found nothing → told with their place; of a config only when all its notebooks were verified', async () => {
  const files = {
    'ackbook.config.json': json({ normalise: ['duration', 'uuid'], ignore: ['stderr'] }),
    'notebooks/a.ipynb': timed,
    'notebooks/b.ipynb': notebookFile([['print a', 'a\n']], { ackbook: { normalise: ['port'] } }),
  }
  const of = ({ out }: { out: string }) => /^ .* found nothing: (.*)$/m.exec(out)?.[1]
  const own = 'normalise "port" (b)'
  const shared = 'normalise "uuid" (ackbook.config.json), ignore "stderr" (ackbook.config.json)'
  const whole = await ran(files, ['verify'])
  assert.equal([whole.code, of(whole)], [0, `${shared}, ${own}`])
  assert.match(whole.out, /^ 3 rules found nothing: /m)
  assert.is(of(await ran(files, ['verify', '.'])), `${shared}, ${own}`)
  assert.is(of(await ran(files, ['verify', 'notebooks/a.ipynb', 'notebooks/b.ipynb'])), `${shared}, ${own}`)
  assert.is(of(await ran(files, ['verify', 'notebooks/b.ipynb'])), own)
  assert.is(of(await ran(files, ['verify', 'notebooks/a.ipynb'])), undefined)
  const failing = { ...files, 'notebooks/c.ipynb': notebookFile([['fail', '']]) }
  assert.is(of(await ran(failing, ['verify'])), own)
})

test('a config or a variable that is another → what was verified is run again, and --why tells', () =>
  withFolder({ 'notebooks/a.ipynb': timed, 'notebooks/b.ipynb': good }, async (cwd) => {
    const write = (name: string, text: string) => writeFileSync(join(cwd, name), text)
    write('rules.ts', "export const rules = ['duration']")
    write('ackbook.config.ts', "import { rules } from './rules.ts'\nexport default { normalise: rules, title: 'A' }")
    const env = { ACKBOOK_CACHE_DIR: join(cwd, '.kept') }
    const verify = async (...words: string[]) => (await command(['verify', '--why', ...words], { cwd, env })).out
    assert.match(await verify(), / 2 verified /)
    assert.match(await verify(), / 2 unchanged /)
    write('rules.ts', "export const rules = ['duration', 'uuid']")
    const out = await verify()
    assert.match(out, /· a {3}the project's settings changed, and 1 more/)
    assert.match(out, / 1 rule found nothing: normalise "uuid" \(ackbook\.config\.ts\)/)
    assert.match(await verify(), / 2 unchanged .*\n 1 rule found nothing/)
    assert.match(await verify('--env', 'A=1'), /· a {3}the variable A is new/)
    assert.match(await verify('--env', 'A=2'), /· a {3}the variable A changed/)
    assert.match(await verify('--cwd', '.'), /· a {3}the folder in which it runs changed/)
  }))

test('what the config has left out of comparing → said on the page, below the cell', () => {
  const stored = notebookFile([['print a', 'a\n']]).replace('"name": "stdout"', '"name": "stderr"')
  const files = { 'ackbook.config.json': json({ ignore: ['stderr', 'stdout'] }), 'a.ipynb': stored }
  return withFolder(files, async (cwd) => {
    assert.is((await command(['render', 'a.ipynb', '--out', 'site', '--verify'], { cwd })).code, 0)
    assert.match(readFileSync(join(cwd, 'site/a.html'), 'utf8'), 'Not compared: stderr.')
    assert.match((await command(['verify', 'a.ipynb'], { cwd })).out, / {3}left out: stderr ×1, stdout ×1$/m)
  })
})

test('render with what is for running alone → 2, said', async () => {
  const { code, err } = await ran({ 'a.ipynb': good }, ['render', 'a.ipynb', '--out', 'site', '--env', 'A=1'])
  const said =
    'ackbook: --env, --env-file and --cwd are for --verify: nothing is run without it. Nothing was written.\n'
  assert.equal([code, err], [2, said])
})

test('title and groups → the index is divided so, and pages follow one another so', () =>
  withFolder(
    {
      'ackbook.config.json': json({
        title: 'My notes',
        groups: [
          { title: 'Second & more', notebooks: ['n/a.ipynb', 'n/no*'] },
          { title: 'Third', notebooks: ['n/c*', 'n/b*'] },
        ],
      }),
      ...Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`n/${name}.ipynb`, good])),
    },
    async (cwd) => {
      assert.is((await command(['render', 'n', '--out', 'site'], { cwd })).code, 0)
      const index = readFileSync(join(cwd, 'site/index.html'), 'utf8')
      assert.match(index, /<h1>My notes<\/h1>/)
      const order = index.slice(index.indexOf('<nav')).match(/<h2>[^<]*<\/h2>|href="[a-z]\.html"/g)
      const expected = [
        'href="d.html"',
        '<h2>Second &amp; more</h2>',
        'href="a.html"',
        '<h2>Third</h2>',
        'href="c.html"',
      ]
      assert.equal(order, [...expected, 'href="b.html"'])
      assert.match(
        readFileSync(join(cwd, 'site/c.html'), 'utf8'),
        /href="a\.html" rel="prev"|rel="prev" href="a\.html"/,
      )
      assert.is((await command(['render', 'n', '--out', 'own', '--title', 'Mine'], { cwd })).code, 0)
      assert.match(readFileSync(join(cwd, 'own/index.html'), 'utf8'), /<h1>Mine<\/h1>/)
    },
  ))

test.run()
