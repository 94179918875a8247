/** `ackbook check`: each fault is found by its rule, and nothing is found where nothing is wrong. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { checkRuleNames } from '../../lib/lint/index.ts'
import type { CheckRule } from '../../lib/notebook/index.ts'
import type { Report } from '../../lib/report/data/index.ts'
import { asJupyter } from '../helpers/as-jupyter.ts'
import { command, notebookFile, type Surroundings } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { parseXml } from '../helpers/reports.ts'

const test = suite('cli: check')
const course = fileURLToPath(new URL('../../notebooks', import.meta.url))
const schema = JSON.parse(readFileSync(new URL('../../lib/report.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ formats: { 'date-time': true } }).compile(schema)

// biome-ignore lint/suspicious/noExplicitAny: a notebook to be broken in any way
type Json = Record<string, any>

/** Notebooks of the course that have something of everything, and the package's own first one. */
const good = new Map(
  ['2.0.2-flow-control', '2.1.1-passive-and-active-sockets'].map((name) => [
    name,
    readFileSync(join(course, `${name}.ipynb`), 'utf8'),
  ]),
)
good.set('starter', readFileSync(new URL('../../lib/starter.ipynb', import.meta.url), 'utf8'))

/** {@link notebookFile} as Jupyter saves it. */
function saved(...[cells, metadata]: Parameters<typeof notebookFile>): string {
  const lines = (text: string) => (text === '' ? [] : text.split(/(?<=\n)/))
  const notebook = JSON.parse(notebookFile(cells, metadata)) as Json
  for (const cell of notebook.cells) {
    cell.source = lines(cell.source)
    for (const output of cell.outputs) output.text = lines(output.text)
  }
  return asJupyter(notebook)
}

async function check(
  argv: readonly string[],
  cwd: string,
  more: Partial<Surroundings> = {},
): Promise<Report & { out: string }> {
  const { out, code, err } = await command(['check', ...argv, '--json', '-'], { ...more, cwd })
  const report = JSON.parse(out) as Report
  assert.ok(validate(report), JSON.stringify(validate.errors))
  assert.is(code, report.exitCode)
  return { ...report, out: err }
}

/** The code cells that count, in their order. */
function ran({ cells }: Json): Json[] {
  return cells.filter(
    ({ cell_type, source, metadata }: Json) =>
      cell_type === 'code' && source.join('').trim() !== '' && !metadata.tags?.includes('skip-execution'),
  )
}

function markdown({ cells }: Json): Json {
  return cells.find(({ cell_type }: Json) => cell_type === 'markdown')
}

function set(object: Json, members: Json): undefined {
  Object.assign(object, members)
}

const error = { output_type: 'error', ename: 'TypeError', evalue: 'no', traceback: [] }

/** A fault, and the rule that finds it; where it must lead to others too, those. */
const faults: [title: string, rules: CheckRule[], spoil: (notebook: Json) => undefined | string][] = [
  ['no JSON', ['format'], () => '{"cells": ['],
  ['bytes behind the end', ['format'], (it) => `${asJupyter(it)}{}`],
  ['nbformat 3', ['format'], (it) => set(it, { nbformat: 3 })],
  ['no metadata of a cell', ['format'], (it) => void delete ran(it)[0]!.metadata],
  ['no count at all', ['format', 'missing-count'], (it) => void delete ran(it)[0]!.execution_count],
  ['a member of a cell that is none', ['format'], (it) => set(ran(it)[0]!, { colour: 'red' })],
  ['a member of the notebook that is none', ['format'], (it) => set(it, { worksheets: [] })],
  ['a kernelspec without a title', ['format'], (it) => void delete it.metadata.kernelspec.display_name],
  ['an output of an unknown type', ['format'], (it) => void ran(it)[0]!.outputs.push({ output_type: 'pyout' })],
  [
    'an output without metadata',
    ['format'],
    (it) => void ran(it)[0]!.outputs.push({ output_type: 'display_data', data: {} }),
  ],
  ['a tag twice', ['format'], (it) => set(ran(it)[0]!.metadata, { tags: ['mine', 'mine'] })],
  ['ids in nbformat 4.4', ['format'], (it) => set(it, { nbformat_minor: 4 })],
  ['a heading cell', ['cell-type'], (it) => set(markdown(it), { cell_type: 'heading' })],
  ['no id', ['missing-id'], (it) => void delete markdown(it).id],
  ['an id with a blank', ['bad-id'], (it) => set(markdown(it), { id: 'a b' })],
  ['an id twice', ['duplicate-id'], (it) => set(ran(it)[0]!, { id: markdown(it).id })],
  ['counts in another order', ['count-order'], (it) => set(ran(it)[0]!, { execution_count: 12 })],
  [
    'no count of a cell with outputs',
    ['missing-count'],
    (it) => {
      const cell = ran(it).find(({ outputs }) => outputs.length > 0)!
      cell.execution_count = null
    },
  ],
  [
    'one cell cleared',
    ['never-executed'],
    (it) => void Object.assign(ran(it).at(-1)!, { outputs: [], execution_count: null }),
  ],
  [
    'all cleared',
    ['stripped'],
    (it) => {
      for (const cell of ran(it)) Object.assign(cell, { outputs: [], execution_count: null })
    },
  ],
  ['an error is stored', ['stored-error'], (it) => void ran(it)[0]!.outputs.push(error)],
  ['a setting that is none', ['settings'], (it) => set(ran(it)[0]!.metadata, { ackbook: { timeout: 'long' } })],
  ['a preset that is none', ['settings'], (it) => set(ran(it)[0]!.metadata, { ackbook: { normalise: ['weather'] } })],
  ['a misspelt tag', ['tag'], (it) => set(ran(it)[0]!.metadata, { tags: ['raises-exceptoin'] })],
  ['a misspelt comment', ['tag'], (it) => void ran(it)[0]!.source.unshift('// NBVAL_IGNORE_OUTPT\n')],
  ['no kernelspec', ['no-kernelspec'], (it) => void delete it.metadata.kernelspec],
  ['a kernel that is not there', ['kernel'], (it) => set(it.metadata.kernelspec, { name: 'no-such-kernel' })],
  [
    'an import that leads nowhere',
    ['import'],
    (it) => void ran(it)[0]!.source.unshift("import { a } from './gone.ts'\n"),
  ],
  ['a link that leads nowhere', ['link'], (it) => void markdown(it).source.unshift('[there](gone.md#there)\n', '\n')],
  [
    'a picture that is not there',
    ['link'],
    (it) => void markdown(it).source.unshift('<img alt="x" src="gone.png">\n', '\n'),
  ],
  [
    'an attachment that is not there',
    ['link'],
    (it) => void markdown(it).source.unshift('![x](attachment:gone.png)\n', '\n'),
  ],
  ['a byte order mark', ['byte-form'], (it) => `\ufeff${asJupyter(it)}`],
  ['line ends of Windows', ['byte-form'], (it) => asJupyter(it).replaceAll('\n', '\r\n')],
  ['two lines at the end', ['byte-form'], (it) => `${asJupyter(it)}\n`],
]

for (const [name, text] of good) {
  test(`${name} with each fault → found by its rule alone, and not in a cell that is good`, () =>
    withFolder({}, async () => {
      const files: Record<string, string> = {}
      for (const [title, , spoil] of faults) {
        const notebook = JSON.parse(text)
        const spoiled = spoil(notebook)
        files[`${title}.ipynb`] = spoiled ?? asJupyter(notebook)
      }
      await withFolder(withNeighbours({ ...files, 'good.ipynb': text }), async (cwd) => {
        const { notebooks } = await check(['.'], cwd)
        const found = new Map(notebooks.map(({ path, findings }) => [path, findings]))
        assert.equal(found.get('good.ipynb'), [])
        for (const [title, rules] of faults) {
          const kinds = new Set(found.get(`${title}.ipynb`)!.map(({ kind }) => kind))
          assert.equal([...kinds].sort(), [...rules].sort(), title)
        }
      })
    }))
}

/** With what the notebooks link to. */
function withNeighbours(files: Record<string, string>): Record<string, string> {
  const linked = [...good.values()].flatMap((text) =>
    [...text.matchAll(/\]\(([\w./-]+\.ipynb)/g)].map(([, path]) => path!),
  )
  return { ...Object.fromEntries(linked.map((path) => [path, saved([['1', '1']])])), ...files }
}

test('each rule → has a fault in the table, but what only a verdict tells', () => {
  const told = new Set(faults.flatMap(([, rules]) => rules))
  assert.equal(
    checkRuleNames.filter((rule) => !told.has(rule)),
    ['stale'],
  )
})

test('the course → no finding', async () => {
  const { notebooks } = await check([course], course)
  assert.ok(notebooks.length > 10)
  assert.equal(
    notebooks.flatMap(({ path, findings }) => findings.map(({ kind, message }) => [path, kind, message])),
    [],
  )
})

const wrong = saved([
  ['print a', 'a\n'],
  ['print b', 'b\n'],
]).replace('"cell-2"', '"cell-1"')

test('an error → 1: rule, place in the file and remedy on the terminal and in each report', () =>
  withFolder({ 'n/a.ipynb': wrong }, async (cwd) => {
    const line = wrong.split('\n').findIndex((each) => each.includes('"print b"')) + 1
    const argv = ['check', 'n', '--junit', 'j.xml', '--gitlab', 'g.json']
    const { code, out, err } = await command(argv, { cwd, env: { GITHUB_ACTIONS: 'true' } })
    assert.equal([code, err], [1, ''])
    assert.match(out, /^ ✗ a\n/)
    assert.match(
      out,
      new RegExp(
        `\\n {3}✗ cell 2 of 2 \\(id cell-1\\): a cell before it has the same id, .* {3}duplicate-id {3}n/a\\.ipynb:${line}\\n {7}ackbook check --fix `,
      ),
    )
    assert.match(out, /\n 1 notebook · 1 error · 0\.0 s\n/)
    assert.match(
      out,
      new RegExp(
        `^::error file=n/a\\.ipynb,line=${line},col=\\d+,title=cell 2 of 2 \\(id cell-1\\)%3A a cell before`,
        'm',
      ),
    )
    const junit = parseXml(readFileSync(join(cwd, 'j.xml'), 'utf8'))
    assert.equal([junit.attributes.name, junit.attributes.failures], ['ackbook check', '1'])
    const found = JSON.parse(readFileSync(join(cwd, 'g.json'), 'utf8'))
    assert.equal(
      found.map(({ check_name, severity, location }: Json) => [check_name, severity, location.lines.begin]),
      [['duplicate-id', 'critical', line]],
    )
  }))

const stripped = saved([['print a']])

test('a warning → 0; --strict → 1; --ignore, --only → chosen', () =>
  withFolder({ 'a.ipynb': stripped, 'b.ipynb': wrong }, async (cwd) => {
    assert.equal(
      (await check(['a.ipynb'], cwd)).notebooks[0]!.findings.map(({ kind, level }) => [kind, level]),
      [['stripped', 'warning']],
    )
    assert.is((await check(['a.ipynb'], cwd)).exitCode, 0)
    assert.is((await check(['a.ipynb', '--strict'], cwd)).exitCode, 1)
    assert.is((await check(['a.ipynb', '--strict', '--ignore', 'link,stripped'], cwd)).exitCode, 0)
    assert.is((await check(['b.ipynb', '--only', 'format', '--only', 'link'], cwd)).exitCode, 0)
  }))

test('the config leaves a rule out → not found there, unless --only asks for it; a name that is none → 2', () =>
  withFolder(
    {
      'p/ackbook.config.json': '{ "check": { "ignore": ["stripped"] } }',
      ...{ 'p/package.json': '{}', 'p/a.ipynb': stripped, 'b.ipynb': stripped },
      ...{ 'q/ackbook.config.json': '{ "check": { "ignore": ["striped"] } }', 'q/a.ipynb': stripped },
    },
    async (cwd) => {
      const found = (await check(['p', 'b.ipynb'], cwd)).notebooks.map(({ path, findings }) => [path, findings.length])
      assert.equal(found, [
        ['p/a.ipynb', 0],
        ['b.ipynb', 1],
      ])
      assert.is((await check(['p', '--only', 'stripped'], cwd)).notebooks[0]!.findings.length, 1)
      const { code, err } = await command(['check', 'q'], { cwd })
      assert.is(code, 2)
      assert.match(
        err,
        /"check\.ignore\[0\]" is "striped", not the name of a rule \(ackbook check --rules lists them\)/,
      )
    },
  ))

test('a kernel that is not there, --no-kernels → not looked for', () =>
  withFolder(
    { 'a.ipynb': saved([['print a', 'a\n']], { kernelspec: { name: 'gone', display_name: 'G' } }) },
    async (cwd) => {
      const [finding] = (await check(['a.ipynb'], cwd)).notebooks[0]!.findings
      assert.match(finding!.message, /^no kernel is named "gone"; there are tslab, /)
      assert.is((await check(['a.ipynb', '--no-kernels'], cwd)).exitCode, 0)
    },
  ))

const verified = saved([
  ['print a', 'a\n'],
  ['print b', 'b\n'],
])

test('a source that changed after it was verified, its outputs the same → stale; with new outputs → not', () =>
  withFolder({ 'package.json': '{}', 'a.ipynb': verified }, async (cwd) => {
    const file = join(cwd, 'a.ipynb')
    const env = { ACKBOOK_CACHE_DIR: join(cwd, 'kept') }
    assert.is((await command(['verify', 'a.ipynb'], { cwd, env })).code, 0)
    const kinds = async () =>
      (await check(['a.ipynb'], cwd, { env })).notebooks[0]!.findings.map(({ kind, cell }) => [kind, cell])
    assert.equal(await kinds(), [])
    writeFileSync(file, verified.replace('"print b"', '"print c"'))
    assert.equal(await kinds(), [['stale', 1]])
    writeFileSync(file, verified.replace('"print b"', '"print c"').replace('"b\\n"', '"c\\n"'))
    assert.equal(await kinds(), [])
  }))

const importing = [
  ...["// import './gone1'", "/* from './gone2' */", `const s = "import './gone3'"`, "const t = `from './gone4'`"],
  ...[
    "Array.from('./gone5')",
    "import { a } from './there.js'",
    "await import('./folder')",
    "import d from './data.json'",
  ],
].join('\n')

test('what looks like an import and is none, files under their other names → no finding', () =>
  withFolder(
    { 'a.ipynb': saved([[importing, '']]), 'there.ts': '', 'folder/index.ts': '', 'data.json': '{}' },
    async (cwd) => {
      assert.equal((await check(['a.ipynb', '--only', 'import'], cwd)).notebooks[0]!.findings, [])
    },
  ))

test('--fix → ids of their own, no other byte is another', () =>
  withFolder({ 'a.ipynb': wrong }, async (cwd) => {
    assert.is((await command(['check', '--fix', 'a.ipynb'], { cwd })).code, 0)
    const text = readFileSync(join(cwd, 'a.ipynb'), 'utf8')
    const id = /"id": "([0-9a-f]{8})"/.exec(text)?.[1]
    assert.is(text.replace(`"${id}"`, '"cell-1"'), wrong)
    assert.is((await command(['check', '--fix', 'a.ipynb'], { cwd })).code, 0)
    assert.is(readFileSync(join(cwd, 'a.ipynb'), 'utf8'), text)
  }))

test('what is not there, a rule that is none, no notebooks → 2 in a sentence', () =>
  withFolder({ 'empty/x': '' }, async (cwd) => {
    for (const [argv, says] of [
      [['gone.ipynb'], /^ackbook: gone\.ipynb: cannot be read: it is not there\. Nothing of it was checked\.\n$/],
      [['empty'], /^ackbook: empty: no notebooks in this folder \(\*\.ipynb\)\. /],
      [['--only', 'duplicate-ids'], /No rule is called "duplicate-ids"\. Did you mean duplicate-id\?/],
      [['--ignore', 'weather'], /No rule is called "weather"\. There are format, cell-type, /],
      [['--json', 'a.ipynb'], /--json a\.ipynb is a notebook/],
    ] as const) {
      const { code, err } = await command(['check', ...argv], { cwd })
      assert.is(code, 2, err)
      assert.match(err, says)
    }
  }))

test('--rules → each with its level and what it means', async () => {
  const { code, out } = await command(['check', '--rules'], { cwd: '.' })
  assert.equal([code, out.split('\n').length - 1], [0, checkRuleNames.length])
  assert.match(out, /^ {2}duplicate-id {3,}error {3,}cells that have the id of another$/m)
})

test.run()
