import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { CellMetadata, Output } from '../../lib/notebook/index.ts'
import { classesOf, code, display, elementsIn, pageOf, prose, stream, textOf } from '../helpers/pages.ts'

const outputs: Output[] = [
  stream('to stdout'),
  stream('to stderr', 'stderr'),
  { output_type: 'execute_result', execution_count: 1, data: { 'text/plain': 'result' }, metadata: {} },
]
const cell = (metadata: CellMetadata) => pageOf([prose('# T'), code('the(source)', outputs, metadata)])
const tagged = (...tags: string[]) => cell({ tags })
const folds = (page: ReturnType<typeof pageOf>) =>
  page.all('details').map((fold) => [textOf(elementsIn(fold)[0]!), textOf(fold)] as const)

const removed: [string, string[]][] = [
  ['remove-cell', ['the(source)', 'to stdout', 'to stderr', 'result']],
  ['remove_cell', ['the(source)', 'to stdout', 'to stderr', 'result']],
  ['remove-input', ['the(source)']],
  ['remove_output', ['to stdout', 'to stderr', 'result']],
  ['remove-stdout', ['to stdout']],
  ['remove_stderr', ['to stderr']],
]
for (const [tag, gone] of removed) {
  test(`${tag} → ${gone.join(', ')} not in the page, the rest is`, () => {
    const { text } = tagged(tag)
    for (const part of ['the(source)', 'to stdout', 'to stderr', 'result'])
      assert.is(text.includes(part), !gone.includes(part), part)
  })
}

const hidden: [string, CellMetadata, string, boolean, boolean][] = [
  ['hide-cell', { tags: ['hide-cell'] }, '1 line of TypeScript, and the output: text', true, true],
  ['hide_input', { tags: ['hide_input'] }, '1 line of TypeScript', true, false],
  ['hide-output', { tags: ['hide-output'] }, 'The output: text', false, true],
  ['source_hidden', { jupyter: { source_hidden: true } }, '1 line of TypeScript', true, false],
  ['outputs_hidden', { jupyter: { outputs_hidden: true } }, 'The output: text', false, true],
  [
    'hide-cell with words of its own',
    { tags: ['hide-cell'], ackbook: { summary: 'Solution' } },
    'Solution',
    true,
    true,
  ],
]
for (const [name, metadata, summary, source, output] of hidden) {
  test(`${name} → one fold, which says “${summary}”`, () => {
    const [fold, ...others] = folds(cell(metadata))
    assert.equal(others, [])
    assert.is(fold![0], summary)
    assert.is(fold![1].includes('the(source)'), source)
    assert.is(fold![1].includes('to stdout'), output)
  })
}

test('no tags → nothing folded; the marker tells the count and leads to the cell', () => {
  const page = tagged()
  assert.equal(folds(page), [])
  assert.is(textOf(page.one('a', 'count')), '[1]')
  assert.is(page.one('a', 'count').properties.href, `#${page.one('div', 'cell').properties.id}`)
})

test('a cell never run → an empty marker that says so', () => {
  const page = pageOf([{ ...code('x'), execution_count: null }])
  assert.equal(
    [textOf(page.one('a', 'count')), page.one('a', 'count').properties.ariaLabel],
    ['[\u00a0]', 'Cell, not run'],
  )
})

test('hidden prose → folded; removed prose → gone; an empty cell → nothing', () => {
  const page = pageOf([
    prose('# T'),
    prose('Aside.', { tags: ['hide-cell'] }),
    prose('Away.', { tags: ['remove-cell'] }),
    code(' '),
  ])
  assert.equal(folds(page), [['Hidden text', 'Hidden textAside.\n']])
  assert.not.match(page.text, /Away/)
  assert.is(page.all('div', 'cell').length, 0)
})

const prediction = {
  question: 'What does `send` say?',
  choices: [
    { text: 'All', why: 'It *tempts*.' },
    { text: 'Part', right: true, why: 'Buffers.' },
  ],
}

test('reveal → the output is folded once, although it is stored collapsed', () => {
  const page = cell({ tags: ['reveal'], jupyter: { outputs_hidden: true } })
  assert.is(page.all('details').length, 1)
  assert.equal(classesOf(page.one('details')), ['reveal'])
  assert.not.ok(page.one('details').properties.open)
})

test('a prediction → one radio group, the reasons in a fold, tied to the output it opens', () => {
  const page = cell({ tags: ['reveal'], ackbook: { prediction } })
  const radios = page.all('input')
  assert.equal(
    radios.map((radio) => radio.properties.type),
    ['radio', 'radio'],
  )
  assert.is(new Set(radios.map((radio) => radio.properties.name)).size, 1)
  assert.match(textOf(page.one('legend')), 'What does send say?')
  assert.equal(page.all('*', 'why').map(textOf), ['Not this one. It tempts.', 'Right. Buffers.'])
  assert.is(page.one('div', 'prediction').properties.dataReveals, page.one('details', 'reveal').properties.id)
  assert.ok(
    page.html.indexOf('class="prediction"') < page.html.indexOf('the(source)') ||
      page.html.indexOf('class="prediction"') < page.html.indexOf('class="cell"'),
  )
})

test('a prediction in prose → opens the next code cell’s output', () => {
  const page = pageOf([
    prose('Think.', { ackbook: { prediction } }),
    prose('More.'),
    code('x', outputs, { tags: ['reveal'] }),
  ])
  assert.is(page.one('div', 'prediction').properties.dataReveals, page.one('details', 'reveal').properties.id)
})

test('prose right below a revealed output → marked as its explanation, up to its first heading', () => {
  const page = pageOf([
    code('x', outputs, { tags: ['reveal'] }),
    prose('So it is.\n\n## Another thing\n\nWhich is new.'),
    prose('And more.'),
  ])
  const explanation = page.one('div', 'explanation')
  assert.is(textOf(explanation).trim(), 'So it is.')
  assert.is(explanation.properties.dataOf, page.one('details', 'reveal').properties.id)
  assert.not.ok(explanation.properties.hidden)
})

test('prose below an output that is shown, or that begins with a heading → no explanation', () => {
  const shown = pageOf([code('x', outputs), prose('So it is.')])
  const heading = pageOf([code('x', outputs, { tags: ['reveal'] }), prose('## Another thing\n\nWhich is new.')])
  for (const page of [shown, heading]) assert.is(page.all('div', 'explanation').length, 0)
})

test('a cell that verifying passes over → its output says so, on a page that says what was verified', () => {
  const verification = { verified: true, cells: 1, kernel: 'tslab', date: '2026-01-05', findings: [] }
  const cells = [
    code('1', outputs, { tags: ['skip-execution'] }),
    code('2', outputs, { tags: ['nbval-ignore-output'] }),
    code('3', outputs),
    code('4', [], { tags: ['skip-execution'] }),
    code('5', [display({ 'image/png': 'AAAA', 'text/plain': 'x' })], { ackbook: { ignore: ['image/*', 'stderr'] } }),
    code('6', [display({ 'text/latex': 'a', 'text/plain': 'x' })], { ackbook: { only: ['text/latex'] } }),
    code('7', [display({ 'text/plain': 'x' })], { ackbook: { only: ['text/latex'], ignore: 5 as never } }),
  ]
  assert.equal(pageOf(cells, { verification }).all('p', 'unchecked').map(textOf), [
    'Not run: the output is the one stored.',
    'Not compared: the output is the one stored.',
    'Not compared: image/png.',
    'Not compared: text/plain.',
  ])
  assert.is(pageOf(cells).all('p', 'unchecked').length, 0)
})

test('predictions that cannot be read → the cell as it is', () => {
  for (const broken of [
    null,
    'x',
    {},
    { question: 'q' },
    { question: 'q', choices: [] },
    { question: 1, choices: [{ text: 'a' }, { text: 'b' }] },
    { question: 'q', choices: [null, 1, { text: 'a' }] },
  ]) {
    const page = cell({ ackbook: { prediction: broken } })
    assert.is(page.all('fieldset').length, 0)
    assert.match(page.text, 'result')
  }
})

test('tags and metadata of the wrong shape → ignored', () => {
  const page = cell({ tags: 'hide-cell', jupyter: null, ackbook: null, collapsed: 'yes' } as unknown as CellMetadata)
  assert.equal(folds(page), [])
  assert.match(page.text, 'result')
})

test.run()
