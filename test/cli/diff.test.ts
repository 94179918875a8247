/** `ackbook diff`: two notebooks, cell by cell. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { command, notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cli: diff')
const bin = fileURLToPath(new URL('../../lib/ackbook.js', import.meta.url))

const schema = JSON.parse(readFileSync(new URL('../../lib/diff.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020().compile<Json>(closed(schema))

// biome-ignore lint/suspicious/noExplicitAny: a notebook to be changed in any way
type Json = Record<string, any>

const cells: [string, string][] = [
  ['print a', 'a\n'],
  ['print b', 'b\n'],
  ['print c', 'c\n'],
  ['print d', 'd\n'],
]
const first = notebookFile(cells)

function changed(change: (notebook: Json) => void, text: string = first): string {
  const notebook = JSON.parse(text)
  change(notebook)
  return JSON.stringify(notebook)
}

async function diff(a: string, b: string, ...argv: string[]) {
  let done = { code: -1, out: '', err: '' }
  await withFolder({ 'a.ipynb': a, 'b.ipynb': b }, async (cwd) => {
    done = await command(['diff', 'a.ipynb', 'b.ipynb', ...argv], { cwd })
  })
  return done
}

test('the same, however it is written → 0', async () => {
  assert.equal(await diff(first, JSON.stringify(JSON.parse(first))), {
    ...{ code: 0, err: '', out: ' = a.ipynb → b.ipynb   the same\n' },
  })
})

const rows: [title: string, change: (notebook: Json) => void, says: string][] = [
  [
    'a source changed',
    ({ cells }) => void Object.assign(cells[1], { source: 'print b\n// more' }),
    '1 changed (source 1)\n   ~ cell 2 of 4 (id cell-2)\n     source\n         print b\n       + // more\n',
  ],
  [
    'an output changed',
    ({ cells }) => void Object.assign(cells[1].outputs[0], { text: 'x\n' }),
    '1 changed (outputs 1)\n   ~ cell 2 of 4 (id cell-2)\n     stdout\n       - b\n       + x\n',
  ],
  [
    'metadata of a cell and of the notebook',
    ({ cells, metadata }) => {
      cells[0].metadata = { tags: ['mine'], execution: { 'shell.execute_reply': 'now' } }
      metadata.title = 'T'
    },
    "1 changed (metadata 1) · the notebook's metadata\n   ~ cell 1 of 4 (id cell-1)\n     metadata\n",
  ],
  [
    'a cell more, a cell less',
    ({ cells }) => {
      cells.splice(0, 1)
      cells.push({ cell_type: 'markdown', id: 'prose', metadata: {}, source: '# End' })
    },
    '1 added · 1 removed\n   - cell 1 of 4 (id cell-1), removed\n     source\n       - print a\n   + markdown cell 1 of 1 (id prose), added\n     source\n       + # End\n',
  ],
  [
    'a cell at the end',
    ({ cells }) => void cells.push(cells.shift()),
    '1 moved\n   ~ cell 4 of 4 (id cell-1), moved: it was cell 1\n',
  ],
]
for (const [title, change, says] of rows) {
  test(`${title} → 1, told by the cell`, async () => {
    const { code, out, err } = await diff(first, changed(change))
    assert.equal([code, err], [1, ''])
    assert.ok(out.startsWith(` ≠ a.ipynb → b.ipynb   ${says}`), out)
  })
}

test('cells without ids, or with others → paired by what is in them, else by most of their lines', async () => {
  const long = notebookFile([['let a = 1\nlet b = 2\nprint x', 'x\n'], ...cells])
  const other = changed((notebook) => {
    notebook.nbformat_minor = 4
    for (const cell of notebook.cells) delete cell.id
    notebook.cells[0].source = 'let a = 1\nlet b = 3\nprint x'
    notebook.cells.splice(2, 1)
  }, long)
  const { out } = await diff(long, other, '--source-only')
  assert.ok(out.startsWith(' ≠ a.ipynb → b.ipynb   1 removed · 1 changed (source 1)\n'), out)
})

test('what the rules of the second let vary → the same, and said; --exact → told', async () => {
  const rules = { ackbook: { normalise: ['duration'], tolerance: 0.1 } }
  const [a, b] = ['took 12 ms, 1.00\n', 'took 14 ms, 1.01\n'].map((text) => notebookFile([['print', text]], rules))
  const { code, out } = await diff(a!, b!)
  assert.equal([code, out], [0, ' = a.ipynb → b.ipynb   the same (counts as the same: duration ×1, tolerance ×1)\n'])
  assert.is((await diff(a!, b!, '--exact')).code, 1)
  const ids = changed((notebook) => Object.assign(notebook.cells[0], { execution_count: 7 }))
  assert.is((await diff(first, ids)).code, 0)
  assert.match((await diff(first, ids, '--exact')).out, /execution count\n {7}- 1\n {7}\+ 7\n/)
})

test('names that must agree: what was one and is two → told, though each alone may vary', async () => {
  const rules = { ackbook: { normalise: ['port'] } }
  const of = (one: number, other: number) =>
    notebookFile(
      [
        ['x', `127.0.0.1:${one}\n`],
        ['y', `127.0.0.1:${other}\n`],
      ],
      rules,
    )
  assert.is((await diff(of(40001, 40001), of(50001, 50001))).code, 0)
  assert.is((await diff(of(40001, 40001), of(50001, 50002))).code, 1)
})

test('--source-only, --outputs-only → that half; both → 2', async () => {
  const both = changed(({ cells }) => {
    cells[0].source = 'print z'
    cells[1].outputs[0].text = 'x\n'
    cells.push({ ...cells[1], id: 'new', outputs: [] })
  })
  assert.match((await diff(first, both, '--source-only')).out, /1 added · 1 changed \(source 1\)\n/)
  assert.match((await diff(first, both, '--outputs-only')).out, /b\.ipynb {3}1 changed \(outputs 1\)\n/)
  const { code, err } = await diff(first, both, '--source-only', '--outputs-only')
  assert.equal(
    [code, err],
    [2, 'ackbook: --source-only and --outputs-only leave nothing: give one. Nothing was compared.\n'],
  )
})

test('FORCE_COLOR → colours; NO_COLOR, no terminal → none', () =>
  withFolder({ 'a.ipynb': first, 'b.ipynb': notebookFile([['print z', 'z\n']]) }, async (cwd) => {
    const out = async (env: Record<string, string>) => (await command(['diff', 'a.ipynb', 'b.ipynb'], { cwd, env })).out
    assert.match(await out({ FORCE_COLOR: '1' }), '\u001b[31m')
    assert.not.match(await out({}), '\u001b')
    assert.not.match(await out({ FORCE_COLOR: '1', NO_COLOR: '1' }), '\u001b')
  }))

test('folders → paired by their ways, with a sum; JSON and a page of all', () =>
  withFolder(
    {
      ...{ 'x/same.ipynb': first, 'y/same.ipynb': first, 'x/gone.ipynb': first, 'y/d/new.ipynb': first },
      ...{ 'x/d/other.ipynb': first, 'y/d/other.ipynb': notebookFile([['print <b>', '<b>\n'], ...cells.slice(1)]) },
    },
    async (cwd) => {
      const { code, out } = await command(['diff', 'x', 'y', '--json', 'd.json', '--html', 'd.html'], { cwd })
      assert.is(code, 1)
      assert.match(out, /\n ≠ gone\.ipynb {3}removed\n/)
      assert.match(out, /\n\n 1 the same · 1 notebook differs · 1 added · 1 removed\n$/)
      const { equal, notebooks } = JSON.parse(readFileSync(join(cwd, 'd.json'), 'utf8'))
      assert.is(equal, false)
      assert.equal(
        notebooks.map(({ name, status }: Json) => [name, status]),
        [
          ['d/new.ipynb', 'added'],
          ['d/other.ipynb', 'differs'],
          ['gone.ipynb', 'removed'],
          ['same.ipynb', 'same'],
        ],
      )
      const page = readFileSync(join(cwd, 'd.html'), 'utf8')
      assert.match(page, '<th scope="col">before</th><th scope="col">after</th>')
      assert.match(page, "default-src 'none'")
      assert.not.match(page, '<b>')
    },
  ))

test('--json → as the published schema has it, whatever differs; a notebook that cannot be read is a problem', () =>
  withFolder(
    {
      ...{ 'x/same.ipynb': first, 'y/same.ipynb': first, 'x/gone.ipynb': first, 'y/new.ipynb': first },
      ...{ 'x/bad.ipynb': '{}', 'y/bad.ipynb': first, 'x/all.ipynb': first },
      'y/all.ipynb': changed((notebook) => {
        notebook.metadata.title = 'T'
        notebook.cells[0].source = 'print z'
        notebook.cells[1].outputs[0].text = 'x\n'
        notebook.cells[2].metadata.tags = ['mine']
        notebook.cells.splice(3, 1)
        notebook.cells.push({ cell_type: 'markdown', metadata: {}, source: '# End' }, notebook.cells.shift())
      }),
    },
    async (cwd) => {
      const { code, out } = await command(['diff', 'x', 'y', '--json', '-'], { cwd })
      assert.is(code, 2)
      const report = JSON.parse(out)
      assert.ok(validate(report), JSON.stringify(validate.errors))
      assert.is(report.equal, false)
      assert.equal(
        report.problems.map(({ path }: Json) => path),
        ['x/bad.ipynb'],
      )
      const [all] = report.notebooks
      assert.equal(
        all.cells.map(({ change, moved, before, after }: Json) => [change, moved, before?.id, after?.cell]),
        [
          ['changed', false, 'cell-2', 0],
          ['changed', false, 'cell-3', 1],
          ['removed', false, 'cell-4', undefined],
          ['added', false, undefined, 2],
          ['changed', true, 'cell-1', 3],
        ],
      )
      const same = JSON.parse((await command(['diff', 'x/same.ipynb', 'y/same.ipynb', '--json', '-'], { cwd })).out)
      assert.ok(validate(same), JSON.stringify(validate.errors))
      assert.is(same.equal, true)
      for (const part of [{ version: 2 }, { equal: 'yes' }, { problems: undefined }, { notebooks: [{}] }]) {
        assert.not(validate({ ...report, ...part }), JSON.stringify(part))
      }
    },
  ))

/** The schema, where nothing may stand that it does not describe. */
function closed(part: Json): Json {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
  const inner = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]))
  return 'properties' in part && part.type === 'object' ? { ...inner, additionalProperties: false } : inner
}

test('pictures that differ → side by side on the page', async () => {
  const picture = (data: string) =>
    changed(({ cells }) => {
      cells[0].outputs = [{ output_type: 'display_data', metadata: {}, data: { 'image/png': data } }]
    })
  await withFolder({ 'a.ipynb': picture('AAAA'), 'b.ipynb': picture('BBBB') }, async (cwd) => {
    assert.is((await command(['diff', 'a.ipynb', 'b.ipynb', '--html', 'd.html'], { cwd })).code, 1)
    const page = readFileSync(join(cwd, 'd.html'), 'utf8')
    assert.match(page, 'src="data:image/png;base64,AAAA"')
    assert.match(page, 'src="data:image/png;base64,BBBB"')
  })
})

test('what cannot be read, a folder and a file, three, no folders with notebooks → 2 in a sentence', () =>
  withFolder({ 'a.ipynb': first, 'bad.ipynb': '{}' }, async (cwd) => {
    mkdirSync(join(cwd, 'f'))
    for (const [argv, says] of [
      [['a.ipynb', 'gone.ipynb'], /^ackbook: gone\.ipynb: cannot be read: it is not there\. Nothing was compared\.\n$/],
      [['a.ipynb', 'bad.ipynb'], /^ackbook: bad\.ipynb: not a notebook: .* Nothing was compared\.\n$/],
      [['a.ipynb', 'f'], /^ackbook: f is a folder and a\.ipynb is none: name two notebooks, or two folders\. /],
      [['a.ipynb', 'a.ipynb', 'a.ipynb'], /^ackbook: diff compares two, and 3 are named\. /],
      [['f', 'f'], /^ackbook: there are no notebooks in f and in f\. /],
      [['a.ipynb'], /missing required argument 'B'/],
      [['--git', 'a.ipynb', 'b'], /^ackbook: --git takes seven arguments, as git gives them/],
    ] as const) {
      const { code, out, err } = await command(['diff', ...argv], { cwd })
      assert.equal([code, out], [2, ''], err)
      assert.match(err, says)
    }
  }))

test('git diff, with the driver that the help names → notebooks changed, new and broken, one after the other', () =>
  withFolder({ 'a.ipynb': first, 'b.ipynb': first, 'c.ipynb': first }, async (cwd) => {
    const env = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_PAGER: 'cat' }
    const git = (...argv: string[]) => execa('git', argv, { cwd, env })
    writeFileSync(join(cwd, '.gitattributes'), '*.ipynb diff=ipynb\n')
    writeFileSync(join(cwd, 'driver'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" diff --git "$@"\n`)
    chmodSync(join(cwd, 'driver'), 0o755)
    await git('init', '--quiet')
    await git('config', 'diff.ipynb.command', './driver')
    await git('add', '.')
    writeFileSync(
      join(cwd, 'a.ipynb'),
      changed(({ cells }) => void Object.assign(cells[1], { source: 'print z' })),
    )
    writeFileSync(join(cwd, 'b.ipynb'), '<<<<<<< ours')
    writeFileSync(
      join(cwd, 'c.ipynb'),
      changed(({ cells }) => void cells.pop()),
    )
    writeFileSync(join(cwd, 'd.ipynb'), first)
    await git('add', '-N', 'd.ipynb')
    const { stdout, stderr } = await git('diff')
    assert.match(stdout, /^ ≠ a\.ipynb {3}1 changed \(source 1\)\n {3}~ cell 2 of 4 \(id cell-2\)\n/)
    assert.match(stdout, /\n ≠ c\.ipynb {3}1 removed\n/)
    assert.match(stdout, /\n ≠ d\.ipynb {3}added\n/)
    assert.match(stderr, /^ackbook: b\.ipynb: not a notebook: not JSON /m)
  }))

test.run()
