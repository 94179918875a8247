import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { removedElements } from '../../lib/lesson/elements.ts'
import { draws } from '../helpers/draws.ts'
import { code, display, elementsIn, pageOf, prose, textOf } from '../helpers/pages.ts'

/** Every element that HTML has or had, and two that it never had. */
const elements =
  `a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body
  br button canvas caption center cite code col colgroup command content data datalist dd del details dfn dialog dir div dl dt em
  embed fencedframe fieldset figcaption figure font footer form frame frameset geolocation h1 h2 h3 h4 h5 h6 head header hgroup
  hr html i iframe image img input ins isindex kbd keygen label legend li link listing main map mark marquee math menu menuitem
  meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param picture plaintext portal
  pre progress q rb rbc rp rt rtc ruby s samp script search section select selectedcontent shadow slot small source spacer span
  strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video
  wbr xmp x-own constructor`.split(/\s+/)

/** What is between their tags is for the browser alone, or for one that knows less. */
const ownContent = new Set([...removedElements, 'audio', 'video', 'iframe', 'svg'])
/** In Markdown they begin a block that ends with their own end tag, in which nothing is Markdown. */
const literal = new Set(['pre', 'script', 'style', 'textarea'])

interface Place {
  name: string
  shape: (typeof shapes)[number]
}
const shapes = [
  'closed',
  'unclosed',
  'self-closed',
  'stray end',
  'with attributes',
  'self-closed, then closed',
] as const
const places: fc.Arbitrary<Place[]> = fc
  .uniqueArray(fc.constantFrom(...elements), { minLength: 1, maxLength: 4 })
  .chain((names) =>
    fc.tuple(...names.map((name) => fc.record({ name: fc.constant(name), shape: fc.constantFrom(...shapes) }))),
  )

/** The markup, and what of it is content of its own. */
function markupOf({ name, shape }: Place): { markup: string; own: string } {
  const own = `own-${name}`
  const closed = `<${name}>${own}</${name}>`
  if (shape === 'closed') return { markup: closed, own }
  if (shape === 'self-closed, then closed') return { markup: `<${name}/> ${closed}`, own }
  const tags = { unclosed: `<${name}>`, 'self-closed': `<${name} />`, 'stray end': `</${name}>` }
  return { markup: shape === 'with attributes' ? `<${name} src="a.b" type='c' hidden>` : tags[shape], own: '' }
}

const shown = new Map<string, (markup: readonly string[]) => string>([
  ['in paragraphs', (all) => all.map((each, at) => `before-${at} ${each} after-${at}\n\nnext-${at}`).join('\n\n')],
  ['between paragraphs', (all) => all.map((each, at) => `before-${at}\n\n${each}\n\nafter-${at}`).join('\n\n')],
  ['in a list', (all) => all.map((each, at) => `- before-${at} ${each} after-${at}\n- next-${at}`).join('\n')],
  [
    'in a table',
    (all) =>
      `| a | b |\n|--|--|\n${all.map((each, at) => `| before-${at} ${each} after-${at} | next-${at} |`).join('\n')}`,
  ],
  [
    'in a quotation',
    (all) => all.map((each, at) => `> before-${at} ${each} after-${at}\n>\n> next-${at}`).join('\n\n'),
  ],
  ['at the beginning', (all) => all.map((each, at) => `${each}\nafter-${at}`).join('\n\n')],
])

for (const [where, write] of shown) {
  test(`any elements of HTML ${where}, closed or not → each word outside them is on the page, and the heading after them`, () => {
    fc.assert(
      fc.property(places, (all) => {
        const parts = all.map(markupOf)
        const page = pageOf([
          prose(`# T\n\n${write(parts.map(({ markup }) => markup))}\n\n# Last heading\n\nlast-word`),
        ])
        assertWords(page.text, write, parts, all)
        assert.match(page.text, 'last-word')
        if (all.some(({ name }) => literal.has(name))) return
        const headings = page.all('*').filter(({ tagName }) => /^h[1-6]$/.test(tagName))
        assert.ok(headings.some((heading) => textOf(heading).includes('Last heading')))
      }),
      { numRuns: draws(20) },
    )
  })
}

test('any elements of HTML in an output, closed or not → each word outside them is on the page', () => {
  const write = (all: readonly string[]) =>
    all
      .map(
        (each, at) => `<p>before-${at} ${each} after-${at}</p><table><tr><td>in-${at} ${each} x<td>next-${at}</table>`,
      )
      .join('')
  fc.assert(
    fc.property(places, (all) => {
      const parts = all.map(markupOf)
      const page = pageOf([code('x', [display({ 'text/html': write(parts.map(({ markup }) => markup)) })])])
      assertWords(page.text, write, parts, all)
    }),
    { numRuns: draws(40) },
  )
})

function assertWords(
  text: string,
  write: (markup: readonly string[]) => string,
  parts: readonly { own: string }[],
  all: readonly Place[],
): void {
  const words = write(parts.map(() => '')).match(/\w+-\d+/g) ?? []
  const own = parts.flatMap((part, at) => (part.own !== '' && !ownContent.has(all[at]!.name) ? [part.own] : []))
  assert.equal(
    [...words, ...own].filter((word) => !text.includes(word)),
    [],
  )
}

test('what is removed → is listed, with its source, by cell', () => {
  const page = pageOf([
    prose('# T'),
    prose('A <video src="m.mp4"/> and <iframe src="https://example.org/f"></iframe>.\n\n<script>x()</script>'),
    code('x', [
      display({ 'text/html': '<audio controls><source src="s.ogg">No sound here.</audio><canvas></canvas>' }),
    ]),
  ])
  assert.equal(
    page.omissions.map(({ cell, kind, what }) => [cell, kind, what]),
    [
      [1, 'markup', '<video> m.mp4'],
      [1, 'markup', '<iframe> https://example.org/f'],
      [1, 'markup', '<script>'],
      [2, 'markup', '<audio> s.ogg'],
      [2, 'markup', '<canvas>'],
    ],
  )
  assert.match(page.text, 'A [film: m.mp4] and [frame: https://example.org/f].')
  assert.not.match(page.text, 'No sound here')
  assert.ok(page.all('a').some(({ properties }) => properties.href === 'https://example.org/f'))
})

test('a film closed late → its own text goes, and nothing else does', () => {
  const { text } = pageOf([prose('a <video>b <video>c</video> d</video> e\n\n<video>f\n\n## g\n\nh')])
  for (const word of ['a', 'e', 'f', 'g', 'h']) assert.match(text, new RegExp(`\\b${word}\\b`))
  assert.not.match(text, /\bc\b/)
})

test('options, a text box and a title → their words, apart from each other', () => {
  const { text } = pageOf([
    prose(
      '<select><option>one<option>two</select> <textarea>three</textarea> <title>four</title> <button>five</button>',
    ),
  ])
  assert.match(text, /one\s+two\s+three\s+four\s+five/)
})

test('boxes to tick → stay, ticked or not, and none can be changed', () => {
  const { all } = pageOf([prose('<input type="checkbox" checked onclick="x()"> a <input type=checkbox name=b> b')])
  const boxes = all('input').map(({ properties }) => properties)
  assert.equal(boxes, [
    { type: 'checkbox', disabled: true, ariaLabel: 'done', checked: true },
    { type: 'checkbox', disabled: true, ariaLabel: 'open' },
  ])
})

test('four thousand unclosed elements → a page, each word on it', () => {
  for (const name of ['video', 'iframe', 'svg', 'template', 'script', 'select', 'title']) {
    const { text } = pageOf([prose(`${`<${name}> `.repeat(4_000)}last-word`)])
    assert.match(text, 'last-word', name)
  }
})

test('markup that is too deep, or that HTML opens again and again → its source, or another form of it, and it is listed', () => {
  const deep = `${'<div>'.repeat(300)}last-word`
  const again = `${Array.from({ length: 2_000 }, (_, at) => `<b id=${at}><p>`).join('')}last-word`
  for (const markup of [deep, again]) {
    const raw = { cell_type: 'raw' as const, metadata: { format: 'text/html' }, source: markup }
    for (const cell of [prose(markup), raw, code('x', [display({ 'text/html': markup })])]) {
      const { text, omissions } = pageOf([cell])
      assert.match(text, 'last-word')
      assert.equal(
        omissions.map(({ kind }) => kind),
        ['markup'],
      )
    }
    const { text, omissions } = pageOf([code('x', [display({ 'text/html': markup, 'text/plain': 'in plain words' })])])
    assert.match(text, 'in plain words')
    assert.equal(
      omissions.map(({ kind }) => kind),
      ['output'],
    )
  }
})

test('the page → no element but those of its list', () => {
  const { all } = pageOf([prose(elements.map((name) => `<${name}>x</${name}>`).join(' '))])
  const [main] = all('main')
  const known = new Set(elementsIn(main!).map(({ tagName }) => tagName))
  for (const name of [
    'video',
    'iframe',
    'script',
    'style',
    'form',
    'button',
    'select',
    'object',
    'font',
    'base',
    'meta',
  ])
    assert.not.ok(known.has(name), name)
})

test('what only looks like a tag → its words; an element that HTML does not know → what is in it', () => {
  const source =
    'A vector<int> of <Your name, here> and <b>Map<K></b>, <foo bar="1"/> <baz>in it</baz> <x-y>there <time>now <blink>and then'
  for (const page of [pageOf([prose(source)]), pageOf([code('x', [display({ 'text/html': source })])])]) {
    assert.match(
      page.text.replace(/\s+/g, ' '),
      'A vector<int> of <Your name, here> and Map<K>, <foo bar="1"/> in it there now and then',
    )
    for (const tag of ['int', 'your', 'k', 'foo', 'baz', 'x-y']) assert.equal(page.all(tag), [])
  }
})

test.run()
