/** Views for paper: a lesson, its worksheet, a booklet of all. */
import { readFileSync } from 'node:fs'
import { HtmlValidate } from 'html-validate'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { renderBooklet, renderOnPaper, renderWorksheet } from '../../lib/lesson/index.ts'
import { type Cell, type Notebook, parseNotebook } from '../../lib/notebook/index.ts'
import { lessons } from '../helpers/course.ts'
import { code, display, notebook, prose, read, stream, textOf } from '../helpers/pages.ts'

const rich = parseNotebook(readFileSync(new URL('../input/lesson/rich.ipynb', import.meta.url), 'utf8'), 'rich.ipynb')
const choices = [
  { text: 'all of it', why: 'Buffers are large on most days.' },
  { text: 'a part', why: 'What fits.', right: true },
]
const question = prose('**Before you run it.**', { ackbook: { prediction: { question: 'How much?', choices } } })
const outcome = code('send()', [stream('a part: 16384\n')], { tags: ['reveal'] })
const asking = notebook([
  prose('# Sending\n\nWhat this is about.\n\n## Small buffers\n\nThe buffer is small.'),
  question,
  outcome,
  code('assert(true)', [], { tags: ['check'] }),
  prose('Told: a part.\n\n## Your turn\n\nNow write it.'),
  code('// your code', [stream('✗ nothing yet\n')], { tags: ['starter'] }),
  code('solved()', [], { tags: ['solution', 'hide-cell'] }),
  prose('## An end\n\nWith nothing asked.'),
])
const sheetOf = (cells: Cell[]): string => renderWorksheet(notebook(cells), { name: 'x' }) ?? 'none'
const validator = new HtmlValidate({ extends: ['html-validate:standard'] })
const faultsIn = async (html: string) => {
  const { results } = await validator.validateString(html)
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))
}

test('a worksheet → what is asked with what leads there, no outcome, explanation, check or solution', () => {
  const { text } = read(renderWorksheet(asking, { name: 'x', courseTitle: 'TCP' })!)
  for (const shown of [
    'Sending',
    'Small buffers',
    'The buffer is small.',
    'How much?',
    'a part',
    'send()',
    '// your code',
  ])
    assert.match(text, shown)
  for (const hidden of ['16384', 'What fits', 'Right', 'Told', 'assert', 'nothing yet', 'solved', 'An end'])
    assert.not.match(text, hidden)
})

test('a question of the code cell itself → its code, no output', () => {
  const { metadata } = question
  const { text } = read(sheetOf([prose('# T'), code('send()', [stream('16384')], { ...metadata, tags: ['reveal'] })]))
  assert.match(text, 'send()')
  assert.not.match(text, '16384')
})

test('a figure whose code is hidden → the figure alone', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>drawn</text></svg>'
  const figure = code('draw()', [display({ 'image/svg+xml': svg })], { tags: ['hide-input'] })
  const { text } = read(sheetOf([prose('# T'), figure, question, outcome]))
  assert.match(text, 'drawn')
  assert.not.match(text, 'draw()')
})

test('a figure that leads the page → below the title, whatever stands between it and the first question', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>drawn</text></svg>'
  const figure = code('draw()', [display({ 'image/svg+xml': svg })], { ackbook: { lead: 'page' } })
  const { text } = read(sheetOf([prose('# T'), figure, prose('## S'), question, outcome]))
  assert.match(text, /T.*drawn.*S.*How much/s)
})

test('a section without its own text → the headings above a question are there all the same', () => {
  const { text } = read(sheetOf([prose('# T\n\n## Outer\n\nLeft out.\n\n### Inner'), question, outcome]))
  assert.match(text, /T.*Outer.*Inner/s)
  assert.not.match(text, 'Left out')
})

test('nothing asked → no worksheet', () => assert.is(sheetOf([prose('# T'), code('1')]), 'none'))

test('the notebook that is given → as it was', () => {
  const before = JSON.stringify(asking)
  renderWorksheet(asking, { name: 'x' })
  assert.is(JSON.stringify(asking), before)
})

const linked = (name: string, cells: Cell[]): { name: string; title: string; notebook: Notebook } => ({
  ...{ name, title: name, notebook: notebook([prose(`# ${name}`), ...cells]) },
})
const booklet = renderBooklet({
  title: 'Both <b>',
  description: 'For all.',
  chapters: [
    {
      ...linked('one', [
        prose('## Same\n\n[other](two.ipynb#Same), [own](#Same), [file](data.csv)[^1]\n\n[^1]: Note.'),
      ]),
    },
    { ...linked('two', [prose('## Same\n\n[back](one.ipynb), [out](https://example.org/)[^1]\n\n[^1]: Other.')]) },
  ].map((chapter, at, all) => ({
    ...chapter,
    group: at === 0 ? 'First' : 'Second',
    chapterOf: (path) => all.find(({ name }) => `${name}.ipynb` === path)?.name,
  })),
  numbers: new Map([['two', 17]]),
})

test('a booklet → a title page, the contents with groups and pages, the lessons in order', () => {
  const { text, all } = read(booklet)
  assert.match(text, /Both <b>.*For all\..*2 chapters.*Contents.*First.*one.*Second.*two.*17.*one.*two/s)
  assert.equal(
    all('section', 'chapter').map(({ properties }) => properties.id),
    ['l1_', 'l2_'],
  )
})

test('a booklet → each id once; links lead to what is in it or out into the world', () => {
  const { all } = read(booklet)
  const ids = all('*').flatMap(({ properties }) => (properties.id === undefined ? [] : [String(properties.id)]))
  assert.equal(ids.length, new Set(ids).size)
  const links = all('a').map((link) => [textOf(link), link.properties.href] as const)
  const leads = (words: string) => links.find(([text]) => text === words)?.[1]
  assert.equal(['other', 'own', 'back', 'out'].map(leads), ['#l2_same', '#l1_same', '#l1_', 'https://example.org/'])
  assert.is(leads('file'), undefined)
  for (const [, href] of links)
    if (String(href).startsWith('#')) assert.ok(ids.includes(String(href).slice(1)), String(href))
})

test('titles in the heads of pages → quoted for CSS inside a style element', () => {
  const html = renderOnPaper(notebook([prose('x')], { title: 'a"\\</style><b>' }), { name: 'x' })
  assert.match(html, '@top-left { content: "a\\22 \\5c \\3c \\2f style\\3e \\3c b\\3e "')
})

test('views for paper → valid HTML without script, the same twice', async () => {
  const views = [
    () => renderOnPaper(rich, { name: 'rich' }),
    () => renderWorksheet(rich, { name: 'rich' })!,
    () =>
      renderBooklet({
        title: 'B',
        chapters: [
          { name: 'a', title: 'A', notebook: rich },
          { name: 'b', title: 'B', notebook: rich },
        ],
      }),
  ]
  for (const view of views) {
    const html = view()
    assert.is(view(), html)
    assert.not.match(html, '<script')
    assert.equal(await faultsIn(html), [])
  }
})

test('the course → a worksheet of each lesson', () => {
  for (const { name, notebook: lesson } of lessons()) assert.type(renderWorksheet(lesson, { name }), 'string', name)
})

test.run()
