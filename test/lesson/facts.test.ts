/** What a page says of itself to the pages beside it. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type LessonOptions, type PageFacts, renderLesson } from '../../lib/lesson/index.ts'
import type { Cell } from '../../lib/notebook/index.ts'
import { code, display, notebook, prose, read } from '../helpers/pages.ts'

const links = [
  { name: 'one', title: 'One', href: 'one.html', summary: 'How it begins.' },
  { name: 'two', title: 'Two', href: 'sub/two.html' },
]
const options: LessonOptions = {
  name: 'one',
  links,
  pageOf: (path) => (path === 'sub/two.ipynb' ? 'sub/two.html' : undefined),
}

function made(cells: readonly Cell[], more: Partial<LessonOptions> = {}): { facts: PageFacts; html: string } {
  return renderLesson(notebook(cells), { ...options, ...more })
}

const opening = prose('# One\n\n### Why so `slow`?\n\nThe first $x^2$ words.\n\n## A part\n\nMore words.')
const question = {
  question: 'Is it *slow*?',
  choices: [{ text: 'yes <b onclick="x()">!</b>', why: 'It waits.', right: true }, { text: 'no' }],
}

test('an opening with a question below its title → title, lead, description', () => {
  const { title, lead, description } = made([opening]).facts
  assert.equal([title, lead, description], ['One', 'Why so slow?', 'How it begins.'])
  assert.is(made([opening], { links: [] }).facts.description, 'The first x^2 words.')
})

test('no heading below the title, or that of a section → no lead; a subtitle → is it', () => {
  for (const source of ['# One\n\nText.', '# One\n\n## A part', 'Text.', '## One\n\n### Two'])
    assert.is(made([prose(source)]).facts.lead, undefined)
  assert.is(made([prose('---\ntitle: A\nsubtitle: Why *so* slow?\n---\n\nText.')]).facts.lead, 'Why so slow?')
})

test('a cell that tells about the notebook → minutes, terms, and the names of pages that come first', () => {
  const about = { minutes: 20, presupposes: ['sub/two.ipynb', 'gone.ipynb'], terms: ['window', 'probe'] }
  const { minutes, presupposes, terms } = made([opening, prose('', { ackbook: { about } })]).facts
  assert.equal([minutes, presupposes, terms], [20, ['two'], ['window', 'probe']])
})

// what is told
for (const about of [null, 7, [], { minutes: '20', presupposes: 'two.ipynb', terms: [1, null] }, { minutes: -1 }]) {
  test(`about: ${JSON.stringify(about)} → nothing is told`, () => {
    const { minutes, presupposes, terms } = made([opening, prose('', { ackbook: { about } })]).facts
    assert.equal([minutes, presupposes, terms], [undefined, [], []])
  })
}

test('questions → as clean HTML, numbered, with the heading above and an id that is on the page', () => {
  const asking: Cell[] = [{ ...prose('Asked.', { ackbook: { prediction: question } }), id: 'ask' }]
  const { facts, html } = made([
    opening,
    ...asking,
    { ...code('f()', [], { ackbook: { prediction: question } }), id: 'f' },
  ])
  assert.equal(facts.questions, [
    {
      ...{ anchor: 'cell-ask', number: 1, question: 'Is it <em>slow</em>?' },
      choices: [
        { text: 'yes <b>!</b>', why: 'It waits.', right: true },
        { text: 'no', right: false },
      ],
      section: { anchor: 'a-part', text: 'A part' },
    },
    { ...facts.questions[0]!, anchor: 'question_cell-f', number: 2 },
  ])
  const ids = read(html)
    .all('div', 'prediction')
    .map(({ properties }) => properties.id)
  assert.equal(ids, ['cell-ask', 'question_cell-f'])
})

test('prose, code, questions and folds → sections below their headings, each at an id of the page', () => {
  const { facts, html } = made([
    opening,
    { ...code('f()'), id: 'f' },
    { ...prose('Hidden words.\n\n### Inside\n\nThese.', { tags: ['hide-cell'] }), id: 'hidden' },
    { ...code('g()', [], { tags: ['hide-input'] }), id: 'g' },
    prose('Words again.\n\n<script>x()</script>\n\n<style>p{}</style>'),
    prose('Asked.', { ackbook: { prediction: question } }),
    code('removed()', [], { tags: ['remove-input'] }),
    prose('Gone.', { tags: ['remove-cell'] }),
  ])
  assert.equal(facts.sections, [
    { anchor: 'why-so-slow', heading: 'Why so slow?', text: 'The first x^2 words.', code: '' },
    { anchor: 'a-part', heading: 'A part', text: 'More words. Words again. Is it slow? · yes ! · no', code: 'f()' },
    { anchor: 'cell-hidden', heading: 'A part', text: 'Hidden words.', code: '', fold: true },
    { anchor: 'inside', heading: 'Inside', text: 'These.', code: '', fold: true },
    { anchor: 'cell-g', heading: 'A part', text: '', code: 'g()', fold: true },
  ])
  const ids = new Set(
    read(html)
      .all('*')
      .map(({ properties }) => properties.id),
  )
  for (const { anchor } of facts.sections) assert.ok(ids.has(anchor), anchor)
})

test('no heading → the words are those of the page', () => {
  assert.equal(made([prose('Words.')]).facts.sections, [
    { anchor: 'page_main', heading: 'one', text: 'Words.', code: '' },
  ])
})

test('a figure that leads the page, or the list → its forms that are pictures', () => {
  const picture = display({
    'image/svg+xml': '<svg viewBox="0 0 9 9"><path d="M0 0h9"/></svg>',
    'text/plain': 'A path.',
  })
  for (const lead of ['page', 'index'])
    assert.equal(Object.keys(made([opening, code('f()', [picture], { ackbook: { lead } })]).facts.picture ?? {}), [
      'image/svg+xml',
      'text/plain',
    ])
  assert.is(made([opening, code('f()', [picture])]).facts.picture, undefined)
})

test('facts → are JSON', () => {
  const { facts } = made([opening, prose('Asked.', { ackbook: { prediction: question } })])
  assert.equal(JSON.parse(JSON.stringify(facts)), facts)
})

test.run()
