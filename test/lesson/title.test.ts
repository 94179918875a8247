import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { titleOf } from '../../lib/lesson/index.ts'
import type { Cell } from '../../lib/notebook/index.ts'
import { code, notebook, pageOf, prose, textOf } from '../helpers/pages.ts'

const raw = (source: string, metadata: Cell['metadata'] = {}): Cell => ({ cell_type: 'raw', metadata, source })
const titled = (cells: readonly Cell[], fallback?: string, metadata = {}) =>
  titleOf(notebook(cells, metadata), fallback)
const yaml = `---
title: "A *title*: with $x^2$"
subtitle: And more
author:
  - name: Ada Lovelace
    affiliation: London
  - { name: { given: Grace, family: Hopper } }
date: 2020-01-01
lang: de
abstract: What it is **about**.
keywords: [one, two]
format: { html: default }
---
`

test('title: front matter, else metadata, else the first heading as plain text, else the fallback', () => {
  assert.is(titled([raw('---\ntitle: Mine\n---'), prose('# No')], 'x', { title: 'No' }), 'Mine')
  assert.is(titled([prose('# No')], 'x', { title: 'Yes' }), 'Yes')
  assert.is(
    titled([code('# no'), prose('text\n```\n# no\n```\n## The `send` *call*, [twice](x) ##')]),
    'The send call, twice',
  )
  assert.is(titled([prose('Sockets\n=======')]), 'Sockets')
  assert.is(titled([prose('# snd_una and snd_nxt')]), 'snd_una and snd_nxt')
  assert.is(titled([prose('# On $x^2$ &amp; <b>more</b>')]), 'On x^2 & more')
  assert.is(titled([prose('<h1 align="center">In HTML</h1>')]), 'In HTML')
  assert.is(titled([]), 'Untitled')
  assert.is(titled([], '2.1'), '2.1')
})

test('a heading that the page does not show → no title', () => {
  const hidden = [
    prose('<!--\n# In a comment\n-->'),
    prose('# In a removed cell', { tags: ['remove-cell'] }),
    prose('<video>\n<h1>In a film</h1>\n</video>'),
    prose('<template>\n\n# In a template\n\n</template>'),
    prose('    # In code'),
    prose('# Asked', { ackbook: { prediction: { question: 'q', choices: [{ text: 'a' }, { text: 'b' }] } } }),
  ]
  assert.is(titled([...hidden, prose('## Shown')]), 'Shown')
  assert.is(titled(hidden, 'fallback'), 'fallback')
  for (const cell of hidden) assert.equal(pageOf([cell]).all('h1').map(textOf), ['page'])
})

for (const [kind, cells] of [
  ['Markdown', [prose(`${yaml}\n# First\n\nText.`)]],
  ['a raw cell', [raw(yaml), prose('# First\n\nText.')]],
] as const) {
  test(`front matter in ${kind} → title, subtitle, authors, date and summary; none of it a heading of the text`, () => {
    const page = pageOf(cells)
    assert.equal(page.all('h1').map(textOf), ['A title: with x2'])
    assert.equal(page.all('em').map(textOf), ['title'])
    assert.is(textOf(page.one('p', 'subtitle')), 'And more')
    assert.is(textOf(page.one('p', 'byline')), 'Ada Lovelace, Grace Hopper · 2020-01-01')
    assert.match(page.text, 'What it is about.')
    assert.equal(
      page.all('h2').map(({ properties }) => properties.id),
      ['first'],
    )
    assert.is(page.one('html').properties.lang, 'de')
    assert.is(page.one('title').children.length, 1)
    assert.is(textOf(page.one('title')), 'A title: with x^2')
    assert.match(textOf(page.one('details')), /affiliation: London[\s\S]*keywords/)
    assert.not.match(page.text, /format|subtitle|---/)
    assert.equal(page.omissions, [])
  })
}

test('a description and an abstract, an author and authors, a title that is none → one shown, the other in the fold', () => {
  const page = pageOf([
    prose('---\ntitle: [T1]\nauthor: A1\nauthors: [A2]\ndescription: D1\nabstract: D2\nsummary: D3\n---\ntext'),
  ])
  assert.is(textOf(page.one('p', 'byline')), 'A1')
  for (const words of ['T1', 'A2', 'D2', 'D3']) assert.match(textOf(page.one('details')), words)
  assert.not.match(textOf(page.one('details')), /A1|D1/)
})

test('hyphens that hold no names, wrong YAML, YAML later → text as it is', () => {
  for (const source of ['---\njust a heading\n---', '---\na: [\n---', '---\n- a\n---', '---\n\ntext']) {
    assert.not.ok(pageOf([prose(source)]).all('*', 'byline').length)
    assert.match(pageOf([prose(source)]).text, /just a heading|a: \[|a|text/)
  }
  assert.match(pageOf([prose('# T'), prose('---\ntitle: x\n---')]).text, 'title: x')
})

test('authors in the notebook’s own metadata → named at its head', () => {
  const { html } = pageOf([prose('# T')])
  assert.not.match(html, 'byline')
  assert.is(titled([prose('# T')], 'x', { authors: [{ name: 'Ada' }] }), 'T')
})

test('front matter of aliases without end, of objects in place of words → a page all the same', () => {
  const bomb = `---\na: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c]\n---\n# T`
  assert.ok(pageOf([prose(bomb)]).html.length < 100_000)
  const page = pageOf([prose('---\ntitle: {a: 1}\nauthor: [[[{name: {name: {}}}]]]\ndate: [1]\n---\n# T')])
  assert.equal(page.all('h1').map(textOf), ['T'])
})

test('raw cells → text as text, HTML without its dangers, Markdown as such; LaTeX is listed', () => {
  const page = pageOf([
    prose('# T'),
    raw('plain <b>raw</b>'),
    raw('<b onclick="x()">html raw</b><script>x()</script>', { format: 'text/html' }),
    raw('*emphasis*', { raw_mimetype: 'text/markdown' }),
    raw('\\section{x}', { format: 'text/latex' }),
    raw('removed', { tags: ['remove-cell'] }),
    raw('  \n'),
  ])
  assert.match(page.text, 'plain <b>raw</b>')
  assert.equal(page.all('b').map(textOf), ['html raw'])
  assert.equal(page.all('em').map(textOf), ['emphasis'])
  assert.not.match(page.text, /section|removed/)
  assert.equal(
    page.omissions.map(({ cell, kind, what }) => [cell, kind, what]),
    [
      [2, 'markup', '<script>'],
      [4, 'cell', '\\section{x}'],
    ],
  )
})

test.run()
