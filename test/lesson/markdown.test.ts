import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { code, dangersIn, display, pageOf, prose, textOf } from '../helpers/pages.ts'

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const headings = (page: ReturnType<typeof pageOf>) =>
  [1, 2, 3, 4, 5, 6].flatMap((level) => page.all(`h${level}`).map((h) => [level, h.properties.id]))
const hrefs = (page: ReturnType<typeof pageOf>) =>
  page
    .all('main')
    .flatMap(() => page.all('a'))
    .filter((a) => !/^(?:#page_|#cell-)/.test(String(a.properties.href)))
    .filter((a) => !String(a.properties.className ?? '').includes('permalink'))
    .map((a) => a.properties.href)

test('the same heading three times, over two cells → three anchors, stable in order', () => {
  const page = pageOf([prose('# T\n\n## Try it\n\n## Try it'), prose('## Try it\n\n## try-it 2')])
  const ids = page.all('h2').map((h) => h.properties.id)
  assert.equal(ids.slice(0, 4), ['try-it', 'try-it-2', 'try-it-3', 'try-it-2-2'])
})

test('any page → no id stands twice', () => {
  const page = pageOf([
    prose('# Contents\n\n## cell-1\n\n## Contents\n\n<p id="Contents">x</p>\n\nA[^1] and[^1]\n\n[^1]: one'),
    code('x', [display({ 'image/svg+xml': '<svg><g id="a"><path id="b" d="M0 0"/></g></svg>' })]),
    code('x', [display({ 'image/svg+xml': '<svg><g id="a"><path id="b" d="M0 0"/></g></svg>' })]),
    prose('B[^1]\n\n[^1]: another one'),
  ])
  const ids = page.all('*').flatMap(({ properties }) => (properties.id === undefined ? [] : [properties.id]))
  assert.equal(ids.length, new Set(ids).size)
  assert.ok(ids.length > 12)
})

test('every link within the page → leads to an id that is there', () => {
  const page = pageOf([
    prose('# Title\n\n## Two Words: here\n\n[a](#Two-Words:-here) [b](#two-words-here) A[^1] again[^1]\n\n[^1]: note'),
    prose('<a id="My Place"></a> [c](#My%20Place)[^1]\n\n[^1]: other'),
    code('x'),
  ])
  const ids = new Set(page.all('*').map(({ properties }) => properties.id))
  const anchors = page
    .all('a')
    .map((a) => String(a.properties.href))
    .filter((href) => href.startsWith('#'))
  assert.ok(anchors.length > 8)
  assert.equal(
    anchors.filter((href) => !ids.has(href.slice(1))),
    [],
  )
})

test('a place that its author named, and a heading of the same name before it → links lead to either', () => {
  const page = pageOf([
    prose('# Title\n\n## My Part\n\n[heading](#My-Part) [place](#my-part) [other](#MY_PART)'),
    prose('<a name="my-part"></a>\n\n<p id="MY_PART">x</p>\n\n## My Part'),
  ])
  const idOf = (text: string) => String(page.all('a').find((a) => textOf(a) === text)!.properties.href)
  assert.equal([idOf('heading'), idOf('place'), idOf('other')], ['#my-part-3', '#my-part', '#my-part-2'])
  const owner = (id: string) => page.all('*').find(({ properties }) => properties.id === id)!.tagName
  assert.equal([owner('my-part-3'), owner('my-part'), owner('my-part-2'), owner('my-part-4')], ['h2', 'a', 'p', 'h2'])
  assert.equal(page.omissions, [])
})

test('a link to nothing on the page → stays, and is listed', () => {
  const { omissions } = pageOf([prose('[x](#nowhere) [y](#) [z](#cell-2)'), code('x')])
  assert.equal(
    omissions.map(({ kind, what }) => [kind, what]),
    [['link', '#nowhere']],
  )
})

test('an id that only the page gives out, written by an author → none', () => {
  const { all } = pageOf([prose('<p data-anchor="page_main">x</p><h2 data-anchor="page_toc">y</h2>')])
  assert.is(all('*').filter(({ properties }) => properties.id === 'page_main').length, 1)
  assert.is(all('*').filter(({ properties }) => properties.id === 'page_toc').length, 1)
})

test('one top heading → it is the h1; several → the first is, the others move down', () => {
  assert.equal(headings(pageOf([prose('# A\n\n## B\n\n### C')])).slice(0, 3), [
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ])
  const page = pageOf([prose('# A\n\n# B'), prose('## C')])
  assert.equal(headings(page), [
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ])
})

test('levels left out by the author → not left out on the page', () => {
  const page = pageOf([prose('# A\n\n### B\n\n### C\n\n##### D\n\n## E\n\n### F')])
  assert.equal(
    headings(page).sort(([, a], [, b]) => (String(a) < String(b) ? -1 : 1)),
    [
      [1, 'a'],
      [2, 'b'],
      [2, 'c'],
      [3, 'd'],
      [2, 'e'],
      [3, 'f'],
    ],
  )
})

test('no top heading → the page has an h1 of the notebook’s name', () => {
  const page = pageOf([prose('Only text.')], { name: 'my-notes' })
  assert.equal(page.all('h1').map(textOf), ['my-notes'])
})

test('links → http, https, mailto, relative and anchors stay; a notebook becomes its page', () => {
  const page = pageOf([
    prose(
      '[a](https://example.org/a.ipynb) [b](mailto:a@example.org) [c](2.2-deadlock.ipynb) [d](../x/y.ipynb?z=1#Two-Words) [e](notes.txt) [f](#here) [g](ftp://example.org) [h](file:///etc/passwd) [i](//example.org/x)',
    ),
  ])
  assert.equal(hrefs(page), [
    'https://example.org/a.ipynb',
    'mailto:a@example.org',
    '2.2-deadlock.html',
    '../x/y.html?z=1#two-words',
    'notes.txt',
    '#here',
  ])
})

test('a link or a picture that no page may have → its words stay, and it is told', () => {
  const page = pageOf([
    prose(
      '[a](javascript:alert(1)) <vbscript:x> ![p](file:///tmp/x.png) ![q](data:text/html,x) [r](file:///etc/passwd)',
    ),
  ])
  assert.equal(
    page.omissions.map(({ kind, what }) => [kind, what]),
    [
      ['link', 'javascript:alert(1)'],
      ['link', 'vbscript:x'],
      ['picture', 'file:///tmp/x.png'],
      ['picture', 'data:text/html,x'],
      ['link', 'file:///etc/passwd'],
    ],
  )
  assert.match(page.text, 'a vbscript:x [picture: p] [picture: q] r')
  assert.equal(dangersIn(page.html), [])
})

test('a link to a notebook whose name looks encoded → its page, however it is written', () => {
  const pages = (path: string) => (path === '%20.ipynb' ? 'p.html' : undefined)
  const page = pageOf([prose('[a](%2520.ipynb) [b](%20.ipynb) [c](%2020.ipynb)')], { pageOf: pages })
  assert.equal(hrefs(page), ['p.html', 'p.html'])
  assert.equal(
    page.omissions.map(({ what }) => what),
    ['%2020.ipynb'],
  )
})

test('headings of one name, linked to as GitHub numbers them → each link leads to its heading', () => {
  const page = pageOf([
    prose('## Two\n\n[a](#two) [b](#two-1) [c](#Two-2) [d](#three-1)\n\n## Two\n\n## Two'),
    prose('## Three\n\n## Three\n\n## Three 1'),
  ])
  const leads = page.all('a').filter((a) => /^[abcd]$/.test(textOf(a)))
  assert.equal(
    leads.map(({ properties }) => properties.href),
    ['#two', '#two-2', '#two-3', '#three-1'],
  )
  assert.is(textOf(page.all('h2').find(({ properties }) => properties.id === 'three-1')!), 'Three 1#')
  assert.equal(page.omissions, [])
})

test('external links → carry rel, others do not', () => {
  const page = pageOf([prose('[a](https://example.org) [b](c.html) https://example.org/bare')])
  const rels = page
    .all('a')
    .filter((a) => !/^#/.test(String(a.properties.href)))
    .map((a) => a.properties.rel)
  assert.equal(rels, [['external', 'noreferrer'], undefined, ['external', 'noreferrer']])
})

test('footnotes → numbered on through the page, each beside its cell, linked there and back', () => {
  const page = pageOf([prose('One[^a], two[^b].\n\n[^a]: first\n[^b]: second'), prose('Three[^a].\n\n[^a]: third')])
  assert.equal(page.all('sup').map(textOf), ['1', '2', '3'])
  assert.equal(
    page.all('ol', 'footnotes-list').map((ol) => ol.properties.start),
    [1, 3],
  )
  assert.equal(
    page.all('li', 'footnote-item').map((li) => textOf(li).replace(/\s*↩.*\s*/su, '')),
    ['first', 'second', 'third'],
  )
})

test('a table → in a box that scrolls, its columns aligned', () => {
  const page = pageOf([prose('| a | b |\n|--:|:-:|\n| 1 | 2 |')])
  assert.equal(
    page.all('td').map((td) => td.properties.className),
    [['to-right'], ['to-center']],
  )
  assert.is(page.all('div', 'scroll').length, 1)
})

test('attachments → pictures inside the page; a missing one → its words', () => {
  const page = pageOf([
    prose(
      '![a blue dot](attachment:dot%201.png) ![lost](attachment:none.png) ![drawn](attachment:d.svg)',
      {},
      {
        'dot 1.png': { 'image/png': png },
        'd.svg': { 'image/svg+xml': 'PHN2Zy8+' },
      },
    ),
  ])
  assert.equal(
    page.all('img').map((img) => img.properties.src),
    [`data:image/png;base64,${png}`, 'data:image/svg+xml;base64,PHN2Zy8+'],
  )
  assert.equal(
    page.all('img').map((img) => img.properties.alt),
    ['a blue dot', 'drawn'],
  )
  assert.match(page.text, 'lost')
})

test('a picture from elsewhere → a link to it, since the page loads nothing', () => {
  const page = pageOf([prose('![a chart](https://example.org/chart.png)')])
  assert.is(page.all('img').length, 0)
  assert.equal(hrefs(page), ['https://example.org/chart.png'])
})

test('mathematics → MathML; money → money', () => {
  const page = pageOf([
    prose(
      '$a^2$ and $$b$$ cost $5 and $6, `$c$`, \\$d$.\n\n$$\n\\frac{1}{2}\n$$\n\n$$\ne\n= f\n$$\n\n\\begin{align}\ng &= h\n\\end{align}',
    ),
  ])
  assert.is(page.all('math').length, 5)
  assert.match(page.text, 'cost $5 and $6, $c$, $d$.')
})

test('TeX that is wrong → shown as it was written', () => {
  const page = pageOf([prose('$\\frac{1$ and $\\nosuchcommand$')])
  assert.is(page.all('math').length, 0)
  assert.match(page.text, '$\\frac{1$ and $\\nosuchcommand$')
})

test('a fenced block → coloured in its language, plain in an unknown one', () => {
  const page = pageOf([prose('```ts\nconst a = 1\n```\n\n```nosuch\nconst <b>\n```')])
  assert.is(page.all('span', 'k').length, 1)
  assert.match(page.text, 'const <b>')
})

test('raw HTML of the harmless kind → stays', () => {
  const page = pageOf([
    prose('H<sub>2</sub>O <kbd>Ctrl</kbd>\n\n<details><summary>More</summary>\n\n*inside*\n\n</details>'),
  ])
  assert.is(page.all('sub').length, 1)
  assert.is(page.all('kbd').length, 1)
  assert.equal(page.all('summary').map(textOf), ['More'])
  assert.is(page.all('em').length, 1)
})

test('headings in an output → no part of the contents', () => {
  const page = pageOf([
    prose('# A\n\n## B'),
    code('x', [display({ 'text/markdown': '## C' }), display({ 'text/html': '<h1>D</h1>' })]),
  ])
  assert.equal(
    headings(page).map(([, id]) => id),
    ['a', 'b'],
  )
  assert.match(page.text, /C[\s\S]*D/)
})

test.run()
