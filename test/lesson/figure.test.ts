import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { scopeStylesheet } from '../../lib/lesson/figure-style.ts'
import { classesOf, code, display, pageOf, prose, textOf } from '../helpers/pages.ts'

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

test('a figure wider than the column → may stand beside it where there is room; any other, or within a line, may not', () => {
  const classes = (width: number) => classesOf(svgOf('<path d="M0 0"/>', width).all('div', 'figure')[0]!)
  assert.equal(classes(928), ['figure', 'paper', 'large', 'w928-l557'])
  assert.equal(classes(680), ['figure', 'paper', 'w680-l408'])
  const inline = pageOf([prose('A <svg viewBox="0 0 928 9"><path d="M0 0h9"/></svg> word.')])
  assert.equal(classesOf(inline.one('span', 'figure')), ['figure', 'paper', 'between', 'w928-l557'])
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

const svgOf = (inner: string, width = 9) =>
  pageOf([code('x', [display({ 'image/svg+xml': `<svg viewBox="0 0 ${width} 9">${inner}</svg>` })])])

test('a figure in a paragraph → no block in it; between words → on their line', () => {
  const svg = '<svg width="20" height="10"><rect width="20" height="10"/></svg>'
  const page = pageOf([prose(`An icon ${svg} in *words ${svg}*.\n\n${svg}\n\n<div>${svg}</div>`)])
  assert.ok(page.all('p').some((paragraph) => textOf(paragraph) === 'An icon  in words .'))
  assert.equal(
    page.all('*', 'figure').map(({ tagName, properties }) => [tagName, properties.className]),
    [
      ['span', ['figure', 'paper', 'between', 'w20-l12']],
      ['span', ['figure', 'paper', 'between', 'w20-l12']],
      ['span', ['figure', 'paper', 'w20-l12']],
      ['div', ['figure', 'paper', 'w20-l12']],
    ],
  )
})

test('references in a style attribute and in a style sheet → to the figure’s own parts', () => {
  const { html } = svgOf(`<style>.a{fill:url(#g);mask:url("#m") none}.b{filter:url(#f) blur(2px)}</style>
    <linearGradient id="g"/><clipPath id="c"/><mask id="m"/><filter id="f"><feGaussianBlur stdDeviation="2" in="SourceGraphic"/></filter>
    <rect style="fill:url(#g) red;clip-path: url( '#c' );stroke:url(https://example.org/#x)"/><rect filter="url(#f)" class="a b"/>`)
  assert.match(html, '<rect style="fill:url(#f1_g) red;clip-path:url(#f1_c)"')
  assert.match(html, '{fill:url(#f1_g);mask:url(#f1_m) none}')
  assert.match(html, '{filter:url(#f1_f) blur(2px)}')
  assert.match(html, '<feGaussianBlur stdDeviation="2" in="SourceGraphic"')
  assert.match(html, '<rect filter="url(#f1_f)"')
})

test('a link in a figure → its drawing stays, the link goes', () => {
  const { all, one } = svgOf('<g><a xlink:href="https://example.org/"><text x="1">node A</text></a></g>')
  assert.is(textOf(one('text')), 'node A')
  assert.equal(
    all('a').filter(({ properties }) => /example/.test(JSON.stringify(properties))),
    [],
  )
})

test('words in a foreignObject → stay where they are, with class and style of the figure, and nothing else does', () => {
  const page = svgOf(
    `<foreignObject x="1" width="80" height="40"><div class="label" style="display:flex;line-height:1.5;position:fixed" onclick="x()"><p>A <b>bold</b><br>label<script>x()</script></p><span></span><img src="x.png"></div></foreignObject></svg><p>After`,
  )
  const foreign = page.all('*').find(({ tagName }) => tagName === 'foreignObject')!
  assert.is(textOf(foreign), 'A boldlabel')
  assert.match(
    page.html,
    '<div class="f1_label" style="display:flex;line-height:1.5"><div>A <b>bold</b><br>label</div></div>',
  )
  assert.match(page.html, /<foreignObject x="1" width="80" height="40">/)
})

test('a figure with words, however its author left them open → ends where it ends', () => {
  for (const inner of ['<div></div>', '<p>', '<b><p>x</b>', '<ul><li>x<li>y', '<table><tr><td>x', '<br>', '<h1>x']) {
    const { one } = pageOf([
      code('x', [display({ 'text/html': `<svg><foreignObject>${inner}</foreignObject><path d="M0 0"/></svg>` })]),
      prose('After.'),
    ])
    assert.not.match(textOf(one('svg')), 'After', inner)
    assert.match(textOf(one('main')), 'After', inner)
  }
})

test('what a figure cannot keep → is listed', () => {
  const { omissions, all } = svgOf(
    `<script>x()</script><path d="M0 0h9"><animate attributeName="d"/></path><image href="https://example.org/x.png"/><use href="other.svg#a"/><foreignObject><img src="y.png"></foreignObject>`,
  )
  assert.equal(
    omissions.map(({ kind, what }) => `${kind} ${what}`),
    [
      'markup <script> in SVG',
      'markup <animate> in SVG',
      'picture https://example.org/x.png',
      'markup <use> other.svg#a',
      'picture y.png',
    ],
  )
  assert.is(all('path').length, 1)
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
    'a scheme for both',
    '.a{color-scheme:light dark}.b{color-scheme:dark}',
    `.f1_a${inside}{color-scheme:inherit}.f1_b${inside}{color-scheme:dark}`,
  ],
  [
    'dark mode',
    '@media (prefers-color-scheme:dark){.a{fill:#fff}}',
    `@media (prefers-color-scheme:dark){.f1_a${inside}{fill:#fff}}`,
  ],
  ['a comment', '/* }{ */.a{fill:red/**/}', `.f1_a${inside}{fill:red}`],
  ['an import', '@import "x";.a{fill:red}', ''],
  ['a font', '@font-face{src:url(x)}.a{fill:red}', `.f1_a${inside}{fill:red}`],
  ['another medium', '@media (width > 3px){.a{fill:red}}', ''],
  ['a reference', '.a{fill:url(#g)}', `.f1_a${inside}{fill:url(#f1_g)}`],
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
