/** The package as a library: `verify()` in one call, on a kernel that does what its cells say. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type VerifyEvent, type VerifyOptions, verify } from '../lib/index.ts'
import { notebookFile } from './helpers/command.ts'
import { surround } from './helpers/environment.ts'
import { withFolder } from './helpers/folder.ts'
import { input } from './helpers/runs.ts'

const test = suite('library')
surround(test, (folder) => ({ JUPYTER_PATH: input('jupyter'), CI: '', ACKBOOK_CACHE_DIR: folder }))

const fake = { kernelspec: { name: 'fake' } }
const prints = (text: string) => JSON.stringify([['print', 'stdout', text]])
const good = notebookFile([[prints('a'), 'a']], fake)
const differs = notebookFile(
  [
    [prints('a'), 'a'],
    [prints('new'), 'old'],
  ],
  fake,
)
const waits = notebookFile([[JSON.stringify([['wait']]), '']], fake)

test('notebooks good and wrong → a report as the schema has it, and an event for each thing that happens', () =>
  withFolder({ 'n/a.ipynb': good, 'n/b.ipynb': differs }, async (cwd) => {
    const events: VerifyEvent[] = []
    const report = await verify('n', { cwd, rerun: false, jobs: 1, onEvent: (event) => events.push(event) })
    const schema = JSON.parse(readFileSync(new URL('../lib/report.schema.json', import.meta.url), 'utf8'))
    assert.ok(new Ajv2020({ formats: { 'date-time': true } }).validate(schema, JSON.parse(JSON.stringify(report))))
    assert.equal([report.ok, report.exitCode], [false, 1])
    const [a, b] = report.notebooks
    assert.equal([a!.outcome, b!.outcome], ['verified', 'differs'])
    assert.ok(b!.findings[0]!.detail!.includes('- old\n  + new'), b!.findings[0]!.detail)
    const of = (name: string) => events.flatMap((event) => ('name' in event && event.name === name ? event.type : []))
    const cells = ['cell-started', 'cell-finished']
    assert.equal(of('a'), ['notebook-started', 'kernel-starting', 'kernel-ready', ...cells, 'kernel-ending'])
    assert.equal(of('b'), ['notebook-started', 'kernel-starting', 'kernel-ready', ...cells, ...cells, 'kernel-ending'])
    assert.equal(events[0], {
      type: 'notebooks-found',
      notebooks: [
        { path: 'n/a.ipynb', name: 'a' },
        { path: 'n/b.ipynb', name: 'b' },
      ],
    })
    assert.equal(
      events
        .flatMap((event) => (event.type === 'notebook-finished' ? event.notebook : []))
        .map(({ name }) => name)
        .sort(),
      ['a', 'b'],
    )
    assert.equal(events.at(-1), { type: 'finished', report })
  }))

test('update → stored, which then verifies', () =>
  withFolder({ 'a.ipynb': differs }, async (cwd) => {
    const first = await verify('a.ipynb', { cwd, update: true })
    assert.equal([first.ok, first.notebooks[0]!.outcome], [true, 'updated'])
    const second = await verify(['a.ipynb'], { cwd })
    assert.is(second.notebooks[0]!.outcome, 'verified')
    assert.match(readFileSync(join(cwd, 'a.ipynb'), 'utf8'), /new/)
  }))

const three = notebookFile(
  [
    [prints('a'), 'a'],
    [prints('port'), 'port'],
    [prints('c'), 'c'],
  ],
  fake,
)
const project = { 'n/a.ipynb': good, 'n/b.ipynb': three, 'n/drafts/c.ipynb': differs }
const selections: [paths: string | string[], options: VerifyOptions, chosen: Record<string, string>][] = [
  ['n/*.ipynb', {}, { a: 'passed', b: 'passed passed passed' }],
  ['n', { exclude: 'n/drafts' }, { a: 'passed', b: 'passed passed passed' }],
  ['n', { exclude: ['n/a*', 'n/drafts'] }, { b: 'passed passed passed' }],
  ['n', { grep: 'port' }, { b: 'not-selected passed not-selected' }],
  ['n', { grep: [/PORT/i, 'new'] }, { b: 'not-selected passed not-selected', c: 'not-selected differs' }],
  [['n/b.ipynb:3', 'n/b.ipynb:cell-1'], {}, { b: 'passed not-selected passed' }],
  ['n', { shard: '1/3' }, { b: 'passed passed passed' }],
  ['n', { exclude: 'n/drafts', bail: 2, lastFailed: true }, { a: 'passed', b: 'passed passed passed' }],
]
for (const [paths, options, chosen] of selections) {
  const given = JSON.stringify(options, (_, value) => (value instanceof RegExp ? String(value) : value))
  test(`${JSON.stringify(paths)}, ${given} → ${Object.keys(chosen).join(', ')}`, () =>
    withFolder(project, async (cwd) => {
      const { notebooks, problems } = await verify(paths, { ...options, cwd, rerun: false })
      const found = notebooks.map(({ name, cells }) => [name, cells.map(({ status }) => status).join(' ')])
      assert.equal([Object.fromEntries(found), problems], [chosen, []])
    }))
}

const floods = notebookFile([[JSON.stringify([['flood', 3, 1000, 'x']]), '']], fake)
const limits: [options: VerifyOptions, cell: string, kind: string, message: RegExp][] = [
  [{ timeout: 0.5 }, waits, 'timeout', /0.5 s/],
  [{ notebookTimeout: 3 }, waits, 'timeout', /3 s/],
  [{ maxOutput: 2000 }, floods, 'output-too-large', /2 kB/],
  [{ maxOutput: '2kb' }, floods, 'output-too-large', /2 kB/],
]
for (const [options, file, kind, message] of limits) {
  test(`${JSON.stringify(options)} → ${kind}`, () =>
    withFolder({ 'a.ipynb': file }, async (cwd) => {
      const { findings } = (await verify('a.ipynb', { ...options, cwd, rerun: false })).notebooks[0]!
      const found = findings.find((finding) => finding.kind === kind)
      assert.ok(found, JSON.stringify(findings))
      assert.match(found.message, message)
    }))
}

test('keepGoing, retries → as the command does', () => {
  const fails = notebookFile(
    [
      [JSON.stringify([['fail', 'Error', 'x']]), ''],
      [prints('a'), 'a'],
    ],
    fake,
  )
  return withFolder({ 'a.ipynb': fails }, async (cwd) => {
    const [notebook] = (await verify('a.ipynb', { cwd, keepGoing: true, retries: 1 })).notebooks
    assert.equal(
      notebook!.cells.map(({ status }) => status),
      ['failed', 'passed'],
    )
    assert.is(notebook!.earlier!.length, 1)
  })
})

test('parameters → the cells have them, with the type that the defaults have', () => {
  const file = JSON.parse(
    notebookFile([
      ["const mode: 'fast' | 'slow' = 'slow'\nconst runs = 1", ''],
      ['console.log(mode, runs + 1)', 'fast 4\n'],
    ]),
  )
  file.cells[0].metadata.tags = ['parameters']
  return withFolder({ 'a.ipynb': JSON.stringify(file), 'b.ipynb': good }, async (cwd) => {
    const { notebooks } = await verify('a.ipynb', { cwd, parameters: { mode: 'fast', runs: 3 }, rerun: false })
    assert.equal([notebooks[0]!.outcome, notebooks[0]!.findings], ['verified', []])
    const [problem] = (await verify('b.ipynb', { cwd, parameters: { mode: 'fast' } })).problems
    assert.match(problem!.message, /its kernel fake is for actions/)
  })
})

test('what is not there → a problem in the report, no error', () =>
  withFolder({}, async (cwd) => {
    const { exitCode, problems } = await verify('gone', { cwd })
    assert.equal(
      [exitCode, problems],
      [2, [{ path: 'gone', message: 'cannot be read: it is not there. Nothing was run or written.' }]],
    )
  }))

test('the signal comes while a cell runs → rejects with its reason, once the kernel is gone; the last event has what was done', () =>
  withFolder({ 'a.ipynb': waits }, async (cwd) => {
    const ending = new AbortController()
    const reason = new Error('enough')
    let last: VerifyEvent | undefined
    const onEvent = (event: VerifyEvent) => {
      last = event
      if (event.type === 'cell-started') ending.abort(reason)
    }
    assert.is(await verify('a.ipynb', { cwd, onEvent, signal: ending.signal }).catch((error) => error), reason)
    assert.ok(last?.type === 'finished' && last.report.interrupted && last.report.notebooks[0]!.outcome === 'not-run')
    assert.is(await verify('a.ipynb', { cwd, signal: ending.signal }).catch((error) => error), reason)
  }))

test('a listener throws → the work ends, and rejects with that', () =>
  withFolder({ 'a.ipynb': waits }, async (cwd) => {
    const mine = new Error('mine')
    const onEvent = ({ type }: VerifyEvent) => {
      if (type === 'cell-started') throw mine
    }
    assert.is(await verify('a.ipynb', { cwd, onEvent }).catch((error) => error), mine)
  }))

const wrong: [options: object, message: RegExp][] = [
  [{ job: 1 }, /^verify: "job" is not known; did you mean jobs\? There are: /],
  [{ jobs: 0 }, /^verify: jobs is 0: it must be a whole number, 1 or more/],
  [{ timeout: '3' }, /^verify: timeout is "3": it must be a number above 0, up to 2000000/],
  [{ signal: {} }, /^verify: signal is an object: it must be an AbortSignal/],
  [{ cwd: '/no/such/folder' }, /^verify: cwd is "\/no\/such\/folder": there is no such folder/],
  [{ grep: ['a', 5] }, /^verify: grep is a list: it must be text, a regular expression, or a list of them/],
  [{ exclude: '!a' }, /^verify: exclude is "!a": it must be paths, folders or patterns without an exclamation mark/],
  [{ shard: '3/2' }, /^verify: shard is "3\/2": it must be a part of so many, from 1\/N to N\/N, like 2\/5/],
  [{ maxMemory: 'much' }, /^verify: maxMemory is "much": it must be an amount of bytes above 0/],
  [{ retries: -1 }, /^verify: retries is -1: it must be a whole number from 0 to 99/],
  [{ parameters: ['a=1'] }, /^verify: parameters is a list: it must be an object, of values by name/],
  [{ parameters: { at: new Date(0) } }, /^verify: parameters.at is no plain object: it must be text, a number/],
  [{ parameters: { a: [1, undefined] } }, /^verify: parameters.a\[1\] is undefined: /],
  [{ update: 'yes' }, /^verify: update is "yes": it must be true or false/],
]
for (const [options, message] of wrong) {
  test(`${JSON.stringify(options)} → RangeError`, async () => {
    const error = await verify([], options as VerifyOptions).catch((error) => error)
    assert.instance(error, RangeError)
    assert.match(error.message, message)
  })
}

test('paths that are none → RangeError', async () => {
  const error = await verify([5] as unknown as string[]).catch((error) => error)
  assert.match(error.message, /^verify: its first argument must be the path of a notebook/)
})

test('imported → nothing but itself is loaded', async () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const teller = new URL('helpers/tell-loaded.mjs', import.meta.url).href
  const code = `import { verify } from 'ackbook'; if (typeof verify !== 'function') process.exit(1)`
  const { stderr } = await execa(process.execPath, ['--import', teller, '--input-type=module', '-e', code], {
    cwd: root,
  })
  const own = [...stderr.matchAll(/^loaded (\S+)$/gm)].map(([, url]) => url!).filter((url) => url.includes('/lib/'))
  assert.equal(
    own.map((url) => url.replace(/.*\/dist\//, '')),
    ['index.js'],
  )
})

test.run()
