import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { PageVerification } from '../../lib/lesson/index.ts'
import type { CellMetadata, Output, OutputVerdict } from '../../lib/notebook/index.ts'
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

const checked = { tags: ['check'], jupyter: { source_hidden: true } }
const listing = (text: string) => display({ 'text/markdown': text })

test('a check → folded once, quietly, in words of its own or ours', () => {
  const page = cell(checked)
  assert.equal(
    folds(page).map(([summary]) => summary),
    ['What is checked here'],
  )
  assert.equal(classesOf(page.one('details')), ['fold', 'check'])
  assert.is(folds(cell({ ...checked, ackbook: { summary: 'Ports differ' } }))[0]![0], 'Ports differ')
})

test('checks and folds between a revealed output and its explanation → all of it waits for the output', () => {
  const page = pageOf([
    code('x', outputs, { tags: ['reveal'] }),
    code('assert(a)', [], checked),
    code('source(f)', [listing('```ts\nf()\n```')], { tags: ['hide-cell'] }),
    code('assert(b)', [], checked),
    prose('In Python.', { tags: ['hide-cell'] }),
    prose('So it is.\n\n## Another thing\n\nWhich is new.'),
    code('assert(c)', [], checked),
  ])
  const kept = page.all('div', 'explanation')
  const said = [/assert\(a\)/, /f\(\)/, /assert\(b\)/, /In Python/, /^So it is\.\s*$/]
  assert.is(kept.length, said.length)
  for (const [at, words] of said.entries()) assert.match(textOf(kept[at]!), words)
  const reveal = page.one('details', 'reveal').properties.id
  assert.ok(kept.every(({ properties }) => properties.dataOf === reveal))
})

test('a check of a cell that keeps nothing back → folded, and there at once', () => {
  assert.is(pageOf([code('x', outputs), code('assert(x)', [], checked)]).all('div', 'explanation').length, 0)
})

test('all that is kept back up to the next section → the question before it opens it', () => {
  const reveal = (source: string) => code(source, outputs, { tags: ['reveal'] })
  const page = pageOf([
    prose('Think.', { ackbook: { prediction } }),
    code('prepare()'),
    reveal('one'),
    code('assert(a)', [], checked),
    reveal('two'),
    prose('So it is.'),
    reveal('three'),
    prose('## Another thing'),
    reveal('four'),
  ])
  const [one, two, three] = page.all('details', 'reveal').map(({ properties }) => properties.id)
  assert.is(page.one('div', 'prediction').properties.dataReveals, `${one} ${two} ${three}`)
})

test('a question without an output of its own → opens nothing of the next section', () => {
  const page = pageOf([
    prose('Think.', { ackbook: { prediction } }),
    prose('## Another thing'),
    code('x', outputs, { tags: ['reveal'] }),
  ])
  assert.is(page.one('div', 'prediction').properties.dataReveals, undefined)
})

test('two questions → numbered; one alone → not', () => {
  const ask = prose('Think.', { ackbook: { prediction } })
  const titles = (count: number) => pageOf(Array(count).fill(ask)).all('span', 'kicker').map(textOf)
  assert.equal(titles(2), ['Question 1 of 2', 'Question 2 of 2'])
  assert.equal(titles(1), ['Question'])
})

test('a starter → marked as the place where the reader writes, its output as what a check says', () => {
  const page = pageOf([code('check(mine)', [stream('✗ a slow peer: nothing came\n')], { tags: ['starter'] })])
  assert.match(
    textOf(page.one('div', 'starter')),
    /^Your turn in Jupyter.*What the check says of the cell as it stands✗/s,
  )
  assert.is(page.all('details').length, 0)
})

test('a solution → folded with its output inside', () => {
  const page = pageOf([
    code('check(ours)', [stream('✓ a slow peer\n')], { tags: ['solution'], jupyter: { outputs_hidden: true } }),
  ])
  assert.equal(
    folds(page).map(([summary]) => summary),
    ['Solution'],
  )
  assert.match(textOf(page.one('details')), '✓ a slow peer')
})

test('✓ and ✗ at a line’s beginning → said in words; elsewhere a character', () => {
  const page = pageOf([code('x', [stream('✓ one\n✗ two: a ✓ missing\n ✓ three\n')])])
  const spoken = page.all('span').filter(({ properties }) => properties.role === 'img')
  assert.equal(
    spoken.map(({ properties }) => properties.ariaLabel),
    ['passed:', 'not passed:'],
  )
})

const listings: [string, string, boolean][] = [
  ['one fenced block', '```ts\nfunction f() {}\n\nconst a = 1\n```\n', true],
  ['words before the block', 'See:\n```ts\nf()\n```', false],
  ['two blocks', '```ts\nf()\n```\n\n```ts\ng()\n```', false],
]
for (const [what, text, isProgram] of listings) {
  test(`a cell that shows ${what} → ${isProgram ? 'a program, its call small above it' : 'a cell like others'}`, () => {
    const page = pageOf([code('source(f)', [listing(text)])])
    assert.is(classesOf(page.one('div', 'cell')).includes('listing'), isProgram)
    assert.ok(page.all('span', 'nf').length > 0)
  })
}

/** … and where each cell stands on the page, what its verdicts are. */
const verifiedAs = (outputs: OutputVerdict[][], changed: number[] = []): PageVerification => ({
  ...{ verified: true, cells: 1, kernel: 'tslab', date: '2026-01-05', findings: [], changed },
  outputs: outputs.map((each, cell) => ({ cell, outputs: each })),
})

test('what verifying found of outputs → told below them, on a page that says what was verified', () => {
  const verification = verifiedAs(
    [
      [],
      [{ verdict: 'not-compared' }, { verdict: 'not-compared' }],
      [{ verdict: 'verified' }, { verdict: 'verified' }],
      [],
      [{ verdict: 'verified', leftOut: ['image/png'] }],
      [{ verdict: 'normalised', by: [{ name: 'port', count: 2 }] }],
      [
        { verdict: 'normalised', by: [{ name: 'port', count: 2 }] },
        { verdict: 'not-compared', leftOut: ['stderr'] },
      ],
      [{ verdict: 'differs' }],
      [{ verdict: 'verified' }],
    ],
    [8],
  )
  const cells = [
    code('1', outputs, { tags: ['skip-execution'] }),
    code('2', outputs, { tags: ['nbval-ignore-output'] }),
    code('3', outputs),
    code('4', [], { tags: ['skip-execution'] }),
    code('5', [display({ 'image/png': 'AAAA', 'text/plain': 'x' })]),
    code('6', outputs.slice(0, 1)),
    code('7', [stream('a'), stream('b', 'stderr')]),
    code('8', outputs.slice(0, 1)),
    code('9', outputs.slice(0, 1)),
  ]
  assert.equal(pageOf(cells, { verification }).all('p', 'found').map(textOf), [
    '○ Not run: the output is the one stored.',
    '○ Not compared: the output is the one stored.',
    '✓ Verified',
    '○ Not compared: image/png.',
    '≈ Normalised: port ×2.',
    '○ stdout normalised: port ×2. stderr not compared.',
    '○ Not verified: this cell, or code before it, has changed since.',
  ])
  assert.is(pageOf(cells).all('p', 'found').length, 0)
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

test('cells that run in the page → marked for its script, with a change to try; others say why they cannot', () => {
  const cells = [code('a', [], { ackbook: { try: 'put `b`' } }), code('c'), code('d'), code('e'), code('f')]
  const inPage = {
    runs: [0, 3, 4],
    replaced: [
      { cell: 3, needs: 'ackbook/socket/system', isOwn: true },
      { cell: 4, needs: 'ackbook/socket/system', isOwn: false },
    ],
    hindered: [
      { cell: 1, needs: 'node:dgram', isOwn: true },
      { cell: 2, needs: './reads.ts', isOwn: false },
    ],
  }
  const page = pageOf(cells, { inPage, place: { site: 's', file: 'page.html' } })
  const places = page.all('div', 'cell')
  assert.equal(
    places.map(({ properties }) => [properties.dataRuns, properties.dataTry]),
    [
      ['', 'put `b`'],
      [undefined, undefined],
      [undefined, undefined],
      ['instead', undefined],
      ['instead', undefined],
    ],
  )
  assert.equal(page.all('p', 'hindered').map(textOf), [
    'Not to be run in this page: it needs the sockets of an operating system. Run it in Jupyter.',
    'Not to be run in this page: it needs ./reads.ts, which no browser runs. Run it in Jupyter.',
    'Run in this page, the sockets are those of our own TCP, on a simulated machine with its own time: what comes out may differ. In Jupyter it is your own machine.',
  ])
  assert.match(page.html, /worker-src blob:;/)
  // Where most cannot, those that only use what others have say nothing.
  const few = pageOf(cells, { inPage: { ...inPage, runs: [0], replaced: [] }, place: { site: 's', file: 'page.html' } })
  assert.is(few.all('p', 'hindered').length, 1)
  const alone = pageOf(cells)
  assert.not.match(alone.html, /data-runs|worker-src|hindered"/)
})

test.run()
