import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { renderAnsi } from '../../lib/lesson/ansi.ts'
import type { Output } from '../../lib/notebook/index.ts'
import { classesOf, code, display, pageOf, stream, textOf } from '../helpers/pages.ts'

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const everything: [string, unknown][] = [
  ['text/html', '<b>html</b>'],
  ['text/markdown', '**markdown**'],
  ['text/latex', '$x$'],
  ['image/svg+xml', '<svg viewBox="0 0 1 1"><path d="M0 0h1"/></svg>'],
  ['image/png', png],
  ['image/jpeg', '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBD'],
  ['application/json', { a: 1 }],
  ['text/plain', 'plain'],
]
const shown = (outputs: Output[]) => pageOf([code('x', outputs)]).all('*', 'output')
const typeOf = (output: Output) => classesOf(shown([output])[0]!).at(-1)

test('a bundle of all types → the richest is shown, and the next when it is taken away', () => {
  for (let from = 0; from < everything.length; from += 1) {
    const bundle = Object.fromEntries(everything.slice(from).reverse())
    assert.is(typeOf(display(bundle)), everything[from]![0].replace(/\W+/g, '-'))
  }
})

const lies: [string, string, unknown][] = [
  ['a PNG that is HTML', 'image/png', Buffer.from('<script>alert(1)</script>').toString('base64')],
  ['a PNG that is a JPEG', 'image/png', '/9j/4AAQSkZJRg=='],
  ['a PNG that leaves base64', 'image/png', `${png}" onerror="alert(1)`],
  ['an SVG that is HTML', 'image/svg+xml', '<p>text</p>'],
  ['an SVG that is base64', 'image/svg+xml', 'PHN2Zy8+'],
  ['an empty SVG', 'image/svg+xml', '<svg><title>nothing</title></svg>'],
  ['HTML of nothing but script', 'text/html', '<div><script>draw()</script></div>'],
  ['an object instead of text', 'text/html', { a: 1 }],
]
for (const [name, type, value] of lies) {
  test(`${name} → the next type is shown`, () => {
    assert.is(typeOf(display({ [type]: value, 'text/plain': 'plain' })), 'text-plain')
  })
}

test('a type that no page can show, and nothing else → said so', () => {
  const [output] = shown([display({ 'application/vnd.jupyter.widget-view+json': {} })])
  assert.match(textOf(output!), 'A widget, which a page does not draw')
  assert.match(textOf(shown([{ output_type: 'strange' } as unknown as Output])[0]!), 'strange')
})

test('a text cut into messages → one block; a change of stream → another', () => {
  const outputs = shown([stream('a'), stream('b\n'), stream('c', 'stderr'), stream('d')])
  assert.equal(outputs.map(textOf), ['ab', 'stderrc', 'd'])
})

test('an error without a traceback → its name and value', () => {
  const error = { output_type: 'error', ename: 'TypeError', evalue: 'no', traceback: [] } as Output
  assert.equal(shown([error]).map(textOf), ['errorTypeError: no'])
})

test('fifty megabytes of text → the beginning and the end, and how much is left out', () => {
  const page = pageOf([code('x', [stream(`first\n${'x'.repeat(50_000_000)}\nlast`)])])
  assert.ok(page.html.length < 200_000)
  assert.match(page.text, 'first')
  assert.match(page.text, 'last')
  assert.match(page.text, /49,9\d\d,\d\d\d characters more/)
})

test('giant pictures and markup → the next type', () => {
  const big = `${png.slice(0, 40)}${'A'.repeat(16_000_000)}`
  assert.is(typeOf(display({ 'image/png': big, 'text/plain': 'plain' })), 'text-plain')
  assert.is(typeOf(display({ 'text/html': `<p>${'y'.repeat(9_000_000)}`, 'text/plain': 'plain' })), 'text-plain')
})

test('ten thousand outputs → the first hundred, and how many more there are', () => {
  const outputs = Array.from({ length: 10_000 }, (_, at) => display({ 'text/plain': `n${at}` }))
  const all = shown(outputs)
  assert.is(all.length, 101)
  assert.match(textOf(all.at(-1)!), '9900 more')
})

test('a picture’s words → its own alternative, else the plain text beside it, else that there is none', () => {
  const alt = (output: Output) => pageOf([code('x', [output])]).one('img').properties.alt
  assert.is(alt(display({ 'image/png': png, 'text/plain': '<Figure 1>' }, { 'image/png': { alt: 'a dot' } })), 'a dot')
  assert.is(alt(display({ 'image/png': png, 'text/plain': '<Figure 1>' })), 'Figure 1')
  assert.is(alt(display({ 'image/png': png })), 'Picture without a description')
})

const ansi: [string, string, string][] = [
  ['colour', '\x1b[31mred\x1b[0m plain', '<span class="ansi-red">red</span> plain'],
  [
    'bright and bold',
    '\x1b[1;92mx\x1b[22my',
    '<span class="ansi-bold ansi-green">x</span><span class="ansi-green">y</span>',
  ],
  ['256 colours', '\x1b[38;5;196mx\x1b[39my', '<span class="ansi-red">x</span>y'],
  ['true colour', '\x1b[48;2;10;100;210mx', '<span class="ansi-on-blue">x</span>'],
  ['markup inside', '\x1b[31m<b>&', '<span class="ansi-red">&lt;b&gt;&amp;</span>'],
  ['cursor movements', 'a\x1b[2J\x1b[1;1Hb\x1b[?25lc', 'abc'],
  ['a window title', 'a\x1b]0;title\x07b', 'ab'],
  ['a link', '\x1b]8;;javascript:alert(1)\x1b\\text\x1b]8;;\x1b\\', 'text'],
  ['a lone escape', 'a\x1b', 'a'],
  ['a progress bar', '10%\r50%\r100%\r\ndone', '100%\ndone'],
  ['a backspace', 'abc\b\bd', 'ad'],
  ['a control character', 'a\0b', 'a\ufffdb'],
]
for (const [name, text, markup] of ansi) {
  test(`terminal text with ${name} → ${JSON.stringify(markup)}`, () => assert.is(renderAnsi(text).markup, markup))
}

test.run()
