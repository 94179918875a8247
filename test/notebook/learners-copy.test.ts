/** The notebook that a learner opens. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Cell,
  type CodeCell,
  formatNotebook,
  hasTag,
  learnersCopy,
  type Notebook,
  parseNotebook,
  settingsProblem,
} from '../../lib/notebook/index.ts'

const test = suite("notebook: a learner's copy")

const prediction = {
  question: 'What does `send` answer?',
  choices: [
    { text: '1048576: *all* of it', why: 'Buffers are large, messages small; a</details>b' },
    { text: '`a < b` & a **part**', why: 'What fits is taken.', right: true },
  ],
}
const base = { execution_count: null, outputs: [] }
const markdown = (source: string, metadata: object = {}, id = source.replace(/\W+/g, '-').slice(0, 20) || 'x') =>
  ({ cell_type: 'markdown', id, metadata, source }) as Cell
const code = (source: string, metadata: object = {}, id = source.replace(/\W+/g, '-').slice(0, 20)) =>
  ({ ...base, cell_type: 'code', id, metadata, source, outputs: [said(source)], execution_count: 3 }) as Cell
const said = (text: string) => ({ output_type: 'stream', name: 'stdout', text })
const reveal = { tags: ['reveal'], jupyter: { outputs_hidden: true } }
const check = { tags: ['check'], jupyter: { source_hidden: true } }

function of(cells: Cell[], metadata: object = {}): Notebook {
  const kernelspec = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' }
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec, ...metadata }, cells }
}
const copied = (...cells: Cell[]) => learnersCopy(of(cells), '../notebooks/x.ipynb').cells

test('any code cell → no output, no count, no times; the original as it was', () => {
  const notebook = of([code('1', { execution: { started: 'x' }, tags: ['mine'] })], { widgets: { state: {} } })
  const before = structuredClone(notebook)
  const copy = learnersCopy(notebook, '../notebooks/x.ipynb')
  assert.equal(copy.cells, [{ ...notebook.cells[0], metadata: { tags: ['mine'] }, ...base }])
  assert.equal(notebook, before)
  assert.equal(Object.keys(copy.metadata), ['kernelspec', 'ackbook'])
})

test('a copy → says of what, beside what the notebook says; the schema knows it', () => {
  const copy = learnersCopy(of([], { ackbook: { summary: 'A line.' } }), '../notebooks/x.ipynb')
  assert.equal(copy.metadata.ackbook, { summary: 'A line.', copyOf: '../notebooks/x.ipynb' })
  assert.is(settingsProblem(copy), undefined)
  assert.match(settingsProblem(of([], { ackbook: { copyOf: 5 } }))!, '"copyOf" is 5, not a path')
})

test('a question in prose → numbered, a fold a choice that answers it, written so that no text ends it', () => {
  const [first, , second] = copied(
    markdown('old', { ackbook: { prediction } }),
    code('1'),
    markdown('', { ackbook: { prediction } }),
  )
  assert.is(
    first!.source,
    `**Question 1 of 2.** What does \`send\` answer?

*Open the answer that you choose, then run the next cell.*

<details>
<summary>(a) 1048576: <em>all</em> of it</summary>

**Not this one.** Buffers are large, messages small; a&lt;/details>b

</details>

<details>
<summary>(b) <code>a &lt; b</code> &amp; a <strong>part</strong></summary>

**Right.** What fits is taken.

</details>`,
  )
  assert.equal(first!.metadata, { ackbook: { prediction } })
  assert.match(second!.source, /^\*\*Question 2 of 2\.\*\*/)
})

test("a code cell's own question → asked in a cell before it, which has an id of its own", () => {
  const cells = copied(code('1', { ackbook: { prediction, timeout: 3 }, ...reveal }), markdown('It is so.'))
  assert.equal(
    cells.map(({ cell_type }) => cell_type),
    ['markdown', 'code', 'markdown'],
  )
  assert.match(cells[0]!.source, /^\*\*Question 1 of 1\.\*\* What/)
  assert.equal(cells[0]!.metadata, { ackbook: { prediction } })
  assert.match(cells[0]!.id!, /^[0-9a-f]{8}$/)
  assert.equal(cells[1]!.metadata, { tags: ['reveal'], ackbook: { timeout: 3 } })
  assert.match(cells[2]!.source, /^<details>\n<summary>What it shows, and why<\/summary>\n\nIt is so\.\n\n<\/details>$/)
})

test('what explains an answer → folded up to its first heading, behind checks and what is folded anyway', () => {
  const cells = copied(
    markdown('q', { ackbook: { prediction } }),
    code('1', reveal),
    code('assert(1)', check),
    code('source(a)', { tags: ['hide-cell'], ackbook: { summary: 'The programs: a' } }),
    markdown('Some of it.\n\n```sh\n# no heading\n```\n\n## Where are they?\n\nNobody has read.'),
    markdown('After it.'),
  )
  const fold =
    '<details>\n<summary>What it shows, and why</summary>\n\nSome of it.\n\n```sh\n# no heading\n```\n\n</details>'
  assert.is(cells[4]!.source, `${fold}\n\n## Where are they?\n\nNobody has read.`)
  assert.is(cells[5]!.source, 'After it.')
})

test('a second cell that is to be revealed → its text is folded too', () => {
  const cells = copied(
    markdown('q', { ackbook: { prediction } }),
    ...[code('1', reveal), markdown('One.'), code('2', reveal), markdown('Two.')],
  )
  for (const at of [2, 4]) assert.match(cells[at]!.source, '<summary>What it shows, and why</summary>')
})

test('prose that explains no answer → as it is: without a question, behind another cell, under a heading at once', () => {
  const question = markdown('q', { ackbook: { prediction } })
  for (const cells of [
    [code('1'), markdown('Said.')],
    [question, code('1', reveal), code('2', { tags: ['hide-cell', 'solution'] }), markdown('Said.')],
    [question, markdown('Said.'), code('1', reveal)],
    [question, code('1', reveal), code('2'), markdown('Said.')],
    [question, code('1', reveal), markdown('## Said')],
  ]) {
    const at = cells.findIndex(({ source }) => source.includes('Said'))
    assert.is(copied(...cells)[at]!.source, cells[at]!.source)
  }
})

test('checks, solutions, what pages fold → source hidden, under a comment that says what it is; what a cell shows is shown when it runs', () => {
  const cells = copied(
    code('assert(1)', check),
    code('mine()', {
      tags: ['hide-cell', 'solution'],
      ackbook: { summary: 'Solution' },
      jupyter: { outputs_hidden: true },
    }),
    code('plot()', { tags: ['hide-input'] }),
    code('see()', { ...reveal, collapsed: true }),
    code('%%time\nslow()', { tags: ['hide_input'] }),
  )
  assert.equal(
    cells.map(({ source }) => source),
    [
      '// Checks what the text says\nassert(1)',
      '// Solution\nmine()',
      '// Folded code\nplot()',
      'see()',
      '%%time\nslow()',
    ],
  )
  assert.equal(
    cells.map(({ metadata }) => metadata.jupyter),
    [{ source_hidden: true }, { source_hidden: true }, { source_hidden: true }, undefined, { source_hidden: true }],
  )
  assert.is(cells[3]!.metadata.collapsed, undefined)
})

test('folded code that shows a long text → in a box with a scrollbar when it runs; a short one, a picture, what is not folded: whole', () => {
  const long = '\n'.repeat(40)
  const picture = { output_type: 'display_data', data: { 'text/plain': long, 'image/svg+xml': '<svg/>' }, metadata: {} }
  const markdownText = {
    output_type: 'execute_result',
    data: { 'text/markdown': long },
    metadata: {},
    execution_count: 3,
  }
  const fold = { tags: ['hide-cell'] }
  const showing = (outputs: object[], metadata: object) => ({ ...code('1', metadata), outputs }) as Cell
  const cells = copied(
    showing([said(long)], fold),
    showing([said('short'), markdownText], fold),
    showing([said('short')], fold),
    showing([picture], fold),
    showing([said(long)], {}),
  )
  assert.equal(
    cells.map(({ metadata }) => metadata.scrolled),
    [true, true, undefined, undefined, undefined],
  )
})

test('folded prose → a fold of its name, its attachments kept', () => {
  const attachments = { 'a.png': { 'image/png': 'aGk=' } }
  const [answers, other] = copied(
    { ...markdown('1. Yes.', { tags: ['hide-cell'], ackbook: { summary: 'Answers & *more*' } }), attachments } as Cell,
    markdown('Text', { tags: ['hide-input'] }),
  )
  assert.is(answers!.source, '<details>\n<summary>Answers &amp; <em>more</em></summary>\n\n1. Yes.\n\n</details>')
  assert.equal(answers!.attachments, attachments)
  assert.match(other!.source, '<summary>More</summary>')
})

test('a notebook of nbformat 4.2 → no ids; one of 4.5 → each its own, also where new cells say the same', () => {
  const own = (id: string) => code('1', { ackbook: { prediction } }, id)
  const old = learnersCopy({ ...of([own('a')]), nbformat_minor: 2 }, 'x')
  assert.is(old.cells[0]!.id, undefined)
  const { cells } = learnersCopy(of([own('a'), own('b')]), 'x')
  assert.is(new Set(cells.map(({ id }) => id)).size, 4)
  for (const { id } of cells) assert.match(id!, /^[a-zA-Z0-9-_]{1,64}$/)
})

for (const name of ['by-nbformat', 'by-nbformat-5.11', 'by-vscode', 'by-colab', 'one-line', 'crlf-tabs']) {
  test(`${name}.ipynb, of others → its cells in their order, without outputs`, () => {
    const text = readFileSync(new URL(`../input/notebook/${name}.ipynb`, import.meta.url), 'utf8')
    const notebook = parseNotebook(text, name)
    const again = parseNotebook(formatNotebook(learnersCopy(notebook, `../${name}.ipynb`)), name)
    const sources = (each: Notebook) => each.cells.map(({ source }) => source)
    assert.equal(sources(again), sources(notebook))
    for (const cell of again.cells) {
      if (cell.cell_type === 'code') assert.equal([(cell as CodeCell).outputs, cell.execution_count], [[], null])
    }
    assert.is(again.nbformat_minor, notebook.nbformat_minor)
    assert.not.ok(again.cells.some((cell) => hasTag(cell, 'check')))
  })
}

test.run()
