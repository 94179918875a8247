/** The page that lists the others: what they are, how long they take, where to begin, and the ways through them. */
import { HtmlValidate } from 'html-validate'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { PageFacts } from '../../lib/lesson/index.ts'
import { type IndexLink, type IndexOptions, renderIndex } from '../../lib/site/index.ts'
import { dangersIn, type ReadPage, read, textOf } from '../helpers/pages.ts'

const drawing =
  '<svg viewBox="0 0 680 9" width="680"><title>Secret</title><g id="a" class="a" onclick="x()"><path d="M0 0h9"/></g><script>x()</script></svg>'
const question = { anchor: 'cell-a', number: 1, question: 'Why?', choices: [] }

function facts(more: Partial<PageFacts> = {}): PageFacts {
  return { title: '', presupposes: [], terms: [], description: '', questions: [], sections: [], ...more }
}

function link(name: string, title: string, more: Partial<IndexLink> = {}): IndexLink {
  return { name, title, href: `${name}.html`, file: `${name}.html`, ...more }
}

const one = link('one', '1 Introduction', {
  summary: 'How it begins.',
  group: 'Basics',
  facts: facts({ lead: 'Why so slow?', minutes: 55, questions: [question], picture: { 'image/svg+xml': drawing } }),
})
const two = link('two', '2.0 Windows & <b>', {
  group: 'More',
  facts: facts({ minutes: 65, presupposes: ['one', 'gone'] }),
})
const three = link('three', 'Last', { group: 'More' })
const orders = [
  { name: 'a', title: 'As written', files: ['one.html', 'two.html', 'three.html'] },
  { name: 'b', title: 'Backwards', description: 'For *you*.', files: ['three.html', 'two.html', 'one.html'] },
]
const whole: IndexOptions = {
  ...{ title: 'A course & <more>', kind: 'lesson', site: 'abc', links: [one, two, three], orders },
  description: 'What it **is**, for [you](https://example.org/).',
  groups: [{ title: 'Basics', description: 'To `begin` with.' }, { title: 'Other' }],
  ...{ footer: '© *A*', repository: 'https://example.org/r', jupyter: 'npx it' },
}

function index(options: Partial<IndexOptions> = {}): ReadPage {
  return read(renderIndex({ ...whole, ...options }))
}

/** Texts of the elements with their white space as a browser shows it. */
function texts(elements: ReturnType<ReadPage['all']>): string[] {
  return elements.map((element) => textOf(element).replace(/\s+/g, ' ').trim())
}

test('the head → title, what it is, how much there is, how long it takes, and where to begin', () => {
  const page = index()
  assert.equal(texts(page.all('h1')), ['A course & <more>'])
  assert.equal(texts(page.all('p', 'description')), ['What it is, for you.'])
  assert.is(texts(page.all('p', 'facts'))[0], '3 lessons · 2 hours · 1 question')
  assert.equal(texts(page.all('p', 'start')), ['Start with 1 Introduction Go on with'])
  const [start, goOn] = page.all('a', 'button')
  assert.equal([start!.properties.href, goOn!.properties.hidden], ['one.html', true])
  assert.equal(texts(page.all('p', 'elsewhere')), ['Run the lessons in your Jupyter: npx it · Repository'])
  assert.is(texts(page.all('footer'))[0], '© A')
})

test('nothing but pages → a title, how many, where to begin, and no empty place', () => {
  const page = read(renderIndex({ title: 'T', links: [{ name: 'a', title: 'A', href: 'a.html' }] }))
  assert.equal(texts(page.all('main')), ['T 1 notebook Start with A Go on with A'])
  assert.is(page.all('section').length, 1)
})

// what is verified, what the head says
for (const [verified, said] of [
  [[true, true], 'every one verified'],
  [[true, false], '1 verified'],
  [[undefined, undefined], undefined],
] as const) {
  test(`verified: ${verified} → the head says ${said}, a card only what is not`, () => {
    const links = verified.map((each, at) => link(`${at}`, `${at}`, each === undefined ? {} : { verified: each }))
    const page = index({ links, orders: [] })
    assert.is(texts(page.all('p', 'facts'))[0], ['2 lessons', ...(said ? [said] : [])].join(' · '))
    assert.equal(texts(page.all('b', 'badge')), verified.includes(false as never) ? ['✗ not verified'] : [])
  })
}

test('groups → each with its words, how many and how long; a page with its question, line, time and what comes before', () => {
  const page = index()
  const [basics, more] = page.all('section', 'part')
  assert.match(
    texts([basics!])[0]!,
    /^Basics To begin with\. 1 lesson · 55 minutes 1 Introduction Why so slow\? How it begins\. 55 minutes ?1 question$/,
  )
  assert.match(
    texts([more!])[0]!,
    /^More 2 lessons · 65 minutes 2\.0 Windows & <b> 65 minutes ?after 1 Introduction Last$/,
  )
  assert.equal(texts(page.all('h3')).slice(2), ['1 Introduction', '2.0 Windows & <b>', 'Last'])
})

test('drawings → those with a dark theme of their own stand on the ground of the page, others on paper', () => {
  const themed = drawing
    .replace('<svg', '<svg class="ackfig"')
    .replace('<g', '<style>.a{fill:light-dark(#111,#eee)}</style><g')
  const withDrawing = (name: string, svg: string) =>
    link(name, name, { facts: facts({ picture: { 'image/svg+xml': svg } }) })
  const page = index({ links: [withDrawing('one', themed), withDrawing('two', themed), withDrawing('three', drawing)] })
  assert.equal(
    page.all('div', 'mini').map(({ properties }) => properties.className),
    [['mini'], ['mini'], ['mini', 'paper']],
  )
})

test('the drawing of a page → shown small and harmless, and not told', () => {
  const page = index({ lead: { data: { 'image/svg+xml': drawing, 'text/plain': 'It.' }, metadata: {} } })
  const [lead, mini] = page.all('svg')
  assert.is(mini!.properties.ariaHidden, 'true')
  assert.not.match(textOf(mini!), 'Secret')
  assert.match(textOf(lead!), 'Secret')
  const ids = page.all('g').map(({ properties }) => properties.id)
  assert.is(new Set(ids).size, 2)
})

test('orders → paths of links, and buttons that wait for a script; one order → none', () => {
  const page = index()
  const paths = page
    .all('ol', 'path')
    .map((path) => path.children.flatMap((item) => ('children' in item ? item.children : [])))
  assert.equal(
    paths.map((links) => links.map((each) => (each as { properties: { href: string } }).properties.href)),
    orders.map(({ files }) => [...files]),
  )
  assert.equal(
    page.all('button').flatMap(({ properties }) => properties.dataOrder ?? []),
    ['a', 'b'],
  )
  for (const button of page.all('button')) assert.is(button.properties.hidden, true)
  assert.is(index({ orders: orders.slice(0, 1) }).all('section', 'ways').length, 0)
})

test('whatever is said → nothing that runs, no address but of a page', () => {
  const bad = '<script>x()</script>[a](javascript:x) <img src=x onerror=x()>'
  const html = renderIndex({
    ...{ title: bad, description: bad, footer: bad, repository: 'javascript:x()', jupyter: bad, kind: 'lesson' },
    links: [
      link('a', bad, {
        href: 'javascript:x()',
        summary: bad,
        group: bad,
        facts: facts({ lead: bad, picture: { 'image/svg+xml': bad } }),
      }),
    ],
    groups: [{ title: bad, description: bad }],
    orders: orders.map((order) => ({ ...order, title: bad, description: bad, files: ['a.html'] })),
  })
  assert.equal(dangersIn(html), [])
})

test('an index → valid HTML, the same when it is made twice', async () => {
  const html = renderIndex({ ...whole, lead: { data: { 'image/svg+xml': drawing }, metadata: {} } })
  assert.is(html, renderIndex({ ...whole, lead: { data: { 'image/svg+xml': drawing }, metadata: {} } }))
  const validate = new HtmlValidate({ extends: ['html-validate:recommended'], rules: { 'no-inline-style': 'off' } })
  const report = await validate.validateString(html)
  assert.equal(
    report.results.flatMap(({ messages }) =>
      messages.map(({ ruleId, line, message }) => `${ruleId} ${line}: ${message}`),
    ),
    [],
  )
})

test.run()
