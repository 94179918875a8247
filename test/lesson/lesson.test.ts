import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { HtmlValidate } from 'html-validate'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type LessonLink, type LessonOptions, type PageVerification, renderLesson } from '../../lib/lesson/index.ts'
import { parseNotebook } from '../../lib/notebook/index.ts'
import { matchesGolden } from '../helpers/golden.ts'
import {
  code,
  dangersIn,
  display,
  notebook,
  pageOf,
  prose,
  read,
  stream,
  textOf,
  verdictsFor,
} from '../helpers/pages.ts'

const links: LessonLink[] = [
  {
    name: '1-introduction',
    title: 'What TCP is for',
    href: '1-introduction.html',
    summary: 'What comes, and two paths through it.',
  },
  { name: 'rich', title: 'How much send sends', href: 'rich.html', summary: 'Why send takes less than it is given.' },
  { name: '2.1.4-recv', title: 'How much recv returns', href: '2.1.4-recv.html' },
]
const verification: PageVerification = {
  verified: true,
  cells: 9,
  kernel: 'tslab 1.0.22',
  date: '2026-01-05T10:00:00Z',
  findings: [],
  outputs: [],
  changed: [],
  versions: [{ name: 'TypeScript', version: '5.9.3' }],
  commit: { id: '0123456789abcdef0123456789abcdef01234567', isChanged: true },
}
const rich = parseNotebook(readFileSync(new URL('../input/lesson/rich.ipynb', import.meta.url), 'utf8'), 'rich.ipynb')
const options: LessonOptions = {
  ...{ name: 'rich', links, kind: 'lesson', verification: { ...verification, outputs: verdictsFor(rich) } },
}
const stamp = (verified?: PageVerification) =>
  textOf(pageOf([prose('# T')], verified ? { verification: verified } : {}).one('p', 'stamp'))

/** The page's own style, its scripts and their hashes are held by what they do. */
const markupOf = (html: string) =>
  html
    .replace(/(?<=<style>)[\s\S]*?(?=<\/style>\n<\/head>)/, '')
    .replace(/(?<=<script>)[\s\S]*?(?=<\/script>)/g, '')
    .replace(/sha256-[\w+/]+=*/g, 'sha256-')

test('a notebook of everything → the golden page', () => {
  matchesGolden(markupOf(renderLesson(rich, options).html), 'lesson/rich.html')
})

test('rendering twice → the same page', () => {
  assert.is(renderLesson(rich, options).html, renderLesson(rich, options).html)
})

test('the golden page → valid HTML, light enough, nothing dangerous', async () => {
  const html = renderLesson(rich, options).html
  const report = await new HtmlValidate({
    extends: ['html-validate:recommended'],
    // Colours that an output gives its cells stand where the output has them.
    rules: { 'no-inline-style': 'off' },
  }).validateString(html)
  const messages = report.results.flatMap((result) =>
    result.messages.map(({ ruleId, message, line }) => `${ruleId} ${line}: ${message}`),
  )
  assert.equal(messages, [])
  assert.equal(dangersIn(html), [])
  assert.ok(html.length < 70_000, `${html.length}`)
})

test('the policy → lets the page’s own scripts run, and of its own site what lies beside it; nothing else', () => {
  for (const place of [undefined, { site: 'site', file: 'page.html' }]) {
    const { all } = read(renderLesson(rich, { ...options, ...(place && { place }) }).html)
    const hashes = all('script').map((script) => createHash('sha256').update(textOf(script)).digest('base64'))
    const [theme, own] = hashes
    const policy = all('meta').find((meta) => meta.properties.httpEquiv)?.properties.content
    const beside = place ? " 'self'; object-src 'self'; frame-src 'self'" : ''
    assert.is(
      policy,
      `default-src 'none'; script-src 'sha256-${theme}' 'sha256-${own}'${beside}; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'`,
    )
    assert.is(hashes.length, 2)
  }
})

test('landmarks → one main, a skip link to it, named navigation, one h1', () => {
  const page = read(renderLesson(rich, options).html)
  const id = page.one('main').properties.id
  assert.is(page.one('a', 'skip').properties.href, `#${id}`)
  assert.is(page.all('nav').length, 3)
  assert.ok(page.all('nav').every(({ properties }) => properties.ariaLabel || properties.ariaLabelledBy))
  assert.is(page.all('h1').length, 1)
  assert.is(page.one('html').properties.lang, 'en')
})

test('title and description → the lesson’s heading, its line in the course, else its first paragraph', () => {
  const meta = (page: ReturnType<typeof read>) =>
    page.all('meta').find(({ properties }) => properties.name === 'description')?.properties.content
  const page = read(renderLesson(rich, options).html)
  assert.match(page.html, '<title>You hand the kernel a megabyte. How much does it take?</title>')
  assert.is(meta(page), 'Why send takes less than it is given.')
  assert.is(meta(pageOf([prose('# T\n\nThe `first` words,\nand more.')])), 'The first words, and more.')
})

test('a lesson that asks → says where the reader can write; others’ notebooks, and one that asks nothing, do not', () => {
  const asks = [prose('# T'), code('x', [], { tags: ['starter'] })]
  assert.match(textOf(pageOf(asks, { kind: 'lesson' }).one('p', 'to-jupyter')), 'npx ackbook jupyter')
  assert.is(pageOf(asks).all('p', 'to-jupyter').length, 0)
  assert.is(pageOf([prose('# T')], { kind: 'lesson' }).all('p', 'to-jupyter').length, 0)
})

test('the way to Jupyter is told → a lesson says that one, and links an address', () => {
  const asks = [prose('# T'), code('x', [], { tags: ['starter'] })]
  const said = (jupyter: string) => pageOf(asks, { kind: 'lesson', jupyter }).one('p', 'to-jupyter')
  assert.is(textOf(said('make jupyter & wait')), 'To write in: make jupyter & wait')
  const link = said('https://hub.example.org/').children.find((each) => 'tagName' in each && each.tagName === 'a')
  assert.is((link as { properties?: { href?: string } }).properties?.href, 'https://hub.example.org/')
})

test('previous and next → the neighbours in the course; at its ends one of them; alone none', () => {
  const turn = (name: string) =>
    pageOf([prose('# T')], { name, links })
      .all('a')
      .filter((a) => a.properties.rel?.toString().match(/prev|next/))
      .map((a) => [a.properties.rel, a.properties.href])
  assert.equal(turn('rich'), [
    [['prev'], '1-introduction.html'],
    [['next'], '2.1.4-recv.html'],
  ])
  assert.equal(turn('1-introduction'), [[['next'], 'rich.html']])
  assert.equal(turn('elsewhere'), [])
})

test('this lesson in the list → marked as the current page', () => {
  const current = read(renderLesson(rich, options).html)
    .all('a')
    .filter((a) => a.properties.ariaCurrent)
  assert.equal(
    current.map((a) => [a.properties.href, a.properties.ariaCurrent]),
    [['rich.html', 'page']],
  )
})

test('verified without findings → stamped with date and kernel', () => {
  assert.is(stamp(verification), '✓ Verified 2026-01-05, tslab 1.0.22')
})

test('not looked at, not good, or good with findings → never called verified', () => {
  const finding = { kind: 'output-differs', message: 'stdout differs' } as const
  assert.is(stamp(), 'The outputs are those stored in the notebook, of a TypeScript kernel.')
  assert.match(stamp({ ...verification, verified: false }), /^✗ Not verified/)
  assert.match(stamp({ ...verification, findings: [finding] }), /^✗ Not verified/)
  for (const wrong of [undefined, { ...verification, verified: false }, { ...verification, findings: [finding] }]) {
    const page = pageOf([prose('# T')], wrong ? { verification: wrong } : {})
    assert.is(page.all('*', 'verified').length, 0)
    assert.match(textOf(page.one('footer')), /not (?:all )?verified/)
  }
})

test('verified, with seeds in its metadata → the foot says when, by which commit, with what and by which seeds', () => {
  const metadata = { ackbook: { seeds: { losses: 7, order: 'abc' } } }
  const { html } = renderLesson(notebook([prose('# T')], metadata), { name: 'a', links: [], verification })
  assert.is(
    textOf(read(html).one('footer')),
    'Made by ackbook. 9 cells were executed by tslab 1.0.22 on 2026-01-05, and each gave the output shown.' +
      'Commit 0123456789ab, with changes · TypeScript 5.9.3 · Seeds: losses 7, order abc',
  )
})

test('cells that have changed since → not verified, and how many', () => {
  const changed = { ...verification, verified: false, changed: [3, 4] }
  assert.is(stamp(changed), '✗ Not verified 2026-01-05: 2 code cells have changed since')
})

test('findings → beside their cell, those of the notebook at its head', () => {
  const page = pageOf([prose('# T'), code('a()'), code('b()', [], { tags: ['hide-cell'] })], {
    verification: {
      ...verification,
      verified: false,
      findings: [
        { kind: 'kernel-start', message: 'the kernel did not start' },
        {
          kind: 'output-differs',
          cell: 2,
          message: 'stdout differs',
          detail: '- 1\n+ \x1b[31m2\x1b[0m',
          remedy: 'Declare it.',
        },
      ],
    },
  })
  assert.equal(page.all('div', 'finding').map(textOf), [
    'Not verified: the kernel did not start',
    'Not verified: stdout differs Declare it.- 1\n+ 2',
  ])
  assert.ok(page.text.indexOf('b()') < page.text.indexOf('stdout differs'))
  assert.ok(page.text.indexOf('did not start') < page.text.indexOf('a()'))
})

test('a notebook in another language → coloured and named in its own', () => {
  const python = notebook([prose('# Py'), code('def f(x):\n  return x', [stream('ok')], { tags: ['hide-input'] })], {
    kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' },
  })
  const page = read(renderLesson(python, { name: 'py', links: [] }).html)
  assert.equal(page.all('span', 'k').map(textOf), ['def', 'return'])
  assert.is(textOf(page.one('summary')), '2 lines of Python')
  const unknown = read(renderLesson(notebook([code('<x>')], {}), { name: 'x', links: [] }).html)
  assert.match(unknown.text, '<x>')
})

test('metadata of wrong shapes → a page all the same', () => {
  for (const metadata of [
    {},
    { kernelspec: null },
    { kernelspec: { language: 3 } },
    { language_info: { name: '"><script>' } },
    { ackbook: { lang: '"x' } },
  ]) {
    assert.equal(
      dangersIn(renderLesson(notebook([prose('# T'), code('x')], metadata as never), { name: 'n', links: [] }).html),
      [],
    )
  }
})

test('what a site says of all its pages → the language of those that name none, a line at the foot, what a link shows', () => {
  const all = {
    language: 'de',
    footer: '© *A*',
    address: 'https://example.org/',
    course: { title: 'C', href: 'index.html' },
  }
  const place = { site: 's', file: 'sub/a b.html' }
  const page = pageOf([prose('# T')], { ...all, place })
  assert.is(page.one('html').properties.lang, 'de')
  assert.match(textOf(page.one('footer')), '© A')
  const told = (name: string) =>
    page.all('meta').find(({ properties }) => properties.property === name)?.properties.content
  assert.equal(['og:type', 'og:title', 'og:site_name', 'og:url', 'og:image'].map(told), [
    ...['article', 'T', 'C', 'https://example.org/sub/a%20b.html', 'https://example.org/ackbook/card.png'],
  ])
  const own = renderLesson(notebook([prose('# T')], { ackbook: { lang: 'fr' } } as never), {
    name: 'n',
    links: [],
    ...all,
  })
  assert.is(read(own.html).one('html').properties.lang, 'fr')
})

test('a hundred pictures and cells → still a page, each figure by itself', () => {
  const svg = '<svg viewBox="0 0 1 1"><g id="a"><path d="M0 0h1"/></g></svg>'
  const page = pageOf(Array.from({ length: 100 }, () => code('x', [display({ 'image/svg+xml': svg })])))
  assert.is(new Set(page.all('g').map((g) => g.properties.id)).size, 100)
})

test.run()
