import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { scopeStylesheet } from '../../lib/lesson/figure-style.ts'
import { classesOf, code, display, pageOf, textOf } from '../helpers/pages.ts'

const drawing = `<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  viewBox="0 0 200 100" width="260" role="img" aria-labelledby="t d" class="fig" font-size="12">
<title id="t">A handshake</title><desc id="d">SYN, SYN-ACK, ACK</desc>
<style>.fig{--ink:#111}.fig text,.halo{fill:var(--ink)}@media (prefers-color-scheme:dark){.fig{--ink:#eee}}</style>
<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient><marker id="m" refX="8" markerWidth="7" orient="auto"><path d="M0 0"/></marker>
<clipPath id="c"><rect width="9" height="9"/></clipPath><pattern id="p" patternUnits="userSpaceOnUse" width="4" height="4"><path d="M0 4L4 0"/></pattern><g id="s"><circle r="2"/></g></defs>
<g clip-path="url(#c)"><polyline points="0,0 9,9" marker-end="url('#m')" style="stroke:red;position:fixed"/><rect fill="url(#g)" width="9" height="9"/><polygon points="0,0 1,1" fill="url(#p)"/></g>
<use href="#s" x="4"/><use xlink:href="#s"/><text class="halo" text-anchor="middle" x="5"><tspan dx="1">SYN</tspan></text><ellipse rx="3" ry="4"/><line x1="0" x2="9"/></svg>`
const page = () =>
  pageOf([code('x', [display({ 'image/svg+xml': drawing })]), code('y', [display({ 'image/svg+xml': drawing })])])

test('the same figure twice → no id, class or rule of one touches the other', () => {
  const { all, html } = page()
  const svgs = all('svg')
  assert.is(svgs.length, 2)
  assert.equal(
    svgs.map((svg) => svg.properties.ariaLabelledBy),
    [
      ['f1_t', 'f1_d'],
      ['f2_t', 'f2_d'],
    ],
  )
  const ids = all('*').flatMap(({ properties }) => (/^f\d_/.test(String(properties.id)) ? [properties.id] : []))
  assert.is(new Set(ids).size, 2 * 7)
  assert.equal(svgs.map(classesOf), [
    ['f1_svg', 'f1_fig'],
    ['f2_svg', 'f2_fig'],
  ])
  for (const reference of ['url(#f1_c)', 'url(#f2_m)', 'url(#f1_g)', 'url(#f2_p)', 'href="#f1_s"', 'href="#f2_s"'])
    assert.ok(html.includes(reference), reference)
  assert.not.match(html, /url\(['"]?#[^f]/)
})

test('an ordinary figure → every element and presentation attribute survives', () => {
  const { all } = page()
  for (const tag of [
    'title',
    'desc',
    'defs',
    'lineargradient',
    'stop',
    'marker',
    'clippath',
    'pattern',
    'polyline',
    'polygon',
    'rect',
    'use',
    'text',
    'tspan',
    'ellipse',
    'line',
  ]) {
    const found = all('*').filter((element) => element.tagName.toLowerCase() === tag && tag !== 'title')
    assert.ok(tag === 'title' || found.length >= 2, tag)
  }
  assert.equal(
    all('polyline').map((line) => line.properties.style),
    ['stroke:red', 'stroke:red'],
  )
  assert.equal(all('svg')[0]!.properties.viewBox, '0 0 200 100')
})

test('a figure with its own dark colours → stands on the page; one without → on paper', () => {
  assert.is(page().all('div', 'paper').length, 0)
  const plain = pageOf([code('x', [display({ 'image/svg+xml': '<svg viewBox="0 0 1 1"><path d="M0 0h1"/></svg>' })])])
  assert.is(plain.all('div', 'paper').length, 1)
})

test('a figure without words → named by the plain text beside it; with a title → by the title', () => {
  const name = (svg: string) =>
    pageOf([code('x', [display({ 'image/svg+xml': svg, 'text/plain': 'a chart' })])]).one('svg').properties
  assert.is(name('<svg><path d="M0 0h1"/></svg>').ariaLabel, 'a chart')
  const titled = name('<svg><title>Mine</title><path d="M0 0h1"/></svg>')
  assert.equal([titled.ariaLabel, titled.ariaLabelledBy], [undefined, ['f1_title']])
})

test('an svg inside an HTML output → a figure like any other', () => {
  const { all } = pageOf([code('x', [display({ 'text/html': `<p>Look:</p>${drawing}<p>Seen.</p>` })])])
  assert.is(all('svg').length, 1)
  assert.is(classesOf(all('svg')[0]!)[0], 'f1_svg')
  assert.equal(
    all('p')
      .map(textOf)
      .filter((text) => /Look|Seen/.test(text)),
    ['Look:', 'Seen.'],
  )
})

const inside = ':where(.f1_svg,.f1_svg *)'
const sheets: [string, string, string][] = [
  ['a class', '.a{fill:red}', `.f1_a${inside}{fill:red}`],
  ['an element', 'text { font: 13px system-ui, "A B" ; }', `text${inside}{font:13px system-ui, "A B"}`],
  ['the root', ':root{--ink:#111}', `.f1_svg${inside}{--ink:#111}`],
  ['combinators', 'g > .a + #b{opacity:.5}', `g > .f1_a + #f1_b${inside}{opacity:.5}`],
  ['nth-child', '.a:nth-child(2n + 1){opacity:0}', `.f1_a:nth-child(2n + 1)${inside}{opacity:0}`],
  ['a list', '.a, .b{fill:var(--ink)}', `.f1_a${inside},.f1_b${inside}{fill:var(--ink)}`],
  [
    'dark mode',
    '@media (prefers-color-scheme:dark){.a{fill:#fff}}',
    `@media (prefers-color-scheme:dark){.f1_a${inside}{fill:#fff}}`,
  ],
  ['a comment', '/* }{ */.a{fill:red/**/}', `.f1_a${inside}{fill:red}`],
  ['an import', '@import "x";.a{fill:red}', ''],
  ['a font', '@font-face{src:url(x)}.a{fill:red}', `.f1_a${inside}{fill:red}`],
  ['another medium', '@media (width > 3px){.a{fill:red}}', ''],
  ['a load', '.a{fill:url(https://x);stroke:red}', `.f1_a${inside}{stroke:red}`],
  ['a load without the word', '.a{cursor:image-set("https://x" 1x);stroke:red}', `.f1_a${inside}{stroke:red}`],
  ['a page-wide property', '.a{position:fixed;z-index:9;background:red}', ''],
  ['an escape', '.a{fill:r\\65 d}', ''],
  ['an attribute selector', 'input[value^=a]{fill:red}', ''],
  ['an open brace', '.a{fill:red', ''],
  ['an open parenthesis', '.a{fill:rgb(1;stroke:red}', `.f1_a${inside}{stroke:red}`],
  ['an open quote', '.a{font-family:"x;stroke:red}', `.f1_a${inside}{stroke:red}`],
  ['an end tag', '.a{fill:red}</style><script>', ''],
  ['a nested rule', '.a{fill:red;.b{fill:red}}', ''],
  ['a huge sheet', `.a{fill:red}${' '.repeat(70_000)}`, ''],
]
for (const [name, css, scoped] of sheets) {
  test(`a figure’s style sheet with ${name} → ${scoped === '' ? 'nothing of it' : 'its harmless part, for its figure alone'}`, () => {
    assert.is(scopeStylesheet(css, 'f1_'), scoped)
  })
}

test.run()
