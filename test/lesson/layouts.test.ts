/** A figure that its output holds in two layouts, and the words and numbers that come with it. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { scopeStylesheet } from '../../lib/lesson/figure-style.ts'
import { SharedSheets } from '../../lib/lesson/shared-sheets.ts'
import { classesOf, code, dangersIn, display, elementsIn, pageOf, prose, textOf } from '../helpers/pages.ts'

const narrow = 'image/vnd.ackbook.narrow-svg+xml'
const sheet =
  '.ackfig{--ink:#111}@media (prefers-color-scheme:dark){.ackfig{--ink:#eee}}.ackfig text{fill:var(--ink)}.ackfig .a{stroke:red}'

function drawing(width: number, more = '', css = sheet, words = 'Nothing is lost'): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" class="ackfig" role="img" aria-labelledby="t${width}" aria-describedby="d${width}" viewBox="0 0 ${width} 90" width="${width}"><title id="t${width}">${words}</title><desc id="d${width}">Three segments.</desc><style>${css}</style><path class="a" d="M0 0h${width}"/>${more}</svg>`
}

const text = 'Three segments.\n\nms  segment\n 0  SYN\n20  SYN ACK'
const figureOf = (bundle: Record<string, unknown>) => pageOf([code('x', [display(bundle)])])
const both = (wide = drawing(680), small = drawing(340), more = {}) =>
  figureOf({ 'image/svg+xml': wide, [narrow]: small, ...more })

test('both layouts → one figure, whose sizes are told, and a rule by its own room shows one of them', () => {
  const { one, html, omissions } = both()
  const figure = one('div', 'two')
  assert.equal(classesOf(figure), ['figure', 'two', 'w680-n340'])
  assert.match(html, '.w680-n340{--width:680px;--narrow:340px}')
  assert.equal(
    elementsIn(figure)
      .filter(({ tagName }) => tagName === 'svg')
      .map(({ properties }) => properties.viewBox),
    ['0 0 680 90', '0 0 340 90'],
  )
  assert.match(html, '@container not (min-width: 640px)')
  assert.match(html, '@media print { .two { container-type: normal; } }')
  assert.equal(omissions, [])
  assert.equal(dangersIn(html), [])
})

test('both layouts with the same words → these stand once, and name both', () => {
  const { all } = both()
  assert.equal(
    all('svg').map(({ properties }) => [properties.role, properties.ariaLabelledBy, properties.ariaDescribedBy]),
    [
      ['img', ['f1_t680'], ['f1_d680']],
      ['img', ['f1_t680'], ['f1_d680']],
    ],
  )
  assert.is(all('desc').length, 1)
})

test('a narrow layout without words and rules → those of the wide one: named by them, looking like it, no id twice', () => {
  const bare = '<svg class="ackfig" viewBox="0 0 340 90" width="340"><path class="a" d="M0 0h340"/></svg>'
  const { all, html, omissions } = both(drawing(680), bare)
  assert.equal(
    all('svg').map(({ properties }) => [
      properties.viewBox,
      properties.role,
      properties.ariaLabelledBy,
      properties.ariaDescribedBy,
    ]),
    [
      ['0 0 680 90', 'img', ['f1_t680'], ['f1_d680']],
      ['0 0 340 90', 'img', ['f1_t680'], ['f1_d680']],
    ],
  )
  assert.equal(
    all('svg').map((svg) => classesOf(svg)[0]),
    ['f1_svg', 'f1_svg'],
  )
  assert.is(all('title').length - all('head').length, 1)
  assert.is(all('desc').length, 1)
  assert.is(html.match(/_a:where/g)!.length, 1)
  assert.is(all('div', 'paper').length, 0)
  assert.equal(omissions, [])
})

test('a narrow layout with rules alone → after those of the wide one, and for itself alone', () => {
  const own = (css: string) =>
    both(
      drawing(680),
      `<svg class="ackfig" viewBox="0 0 340 90"><style>${css}</style><path class="a" d="M0 0h9"/></svg>`,
    )
  const { all, html } = own('.ackfig .a{stroke:blue}')
  assert.equal(
    all('svg').map((svg) => classesOf(svg)[0]),
    ['f1_svg', 'f2_svg'],
  )
  assert.ok(html.indexOf('.f2_a:where(.f2_svg,.f2_svg *){stroke:red}') < html.indexOf('{stroke:blue}'))
  assert.not.match(html, /f1_a[^}]*stroke:blue/)
  assert.equal(
    all('svg').map(({ properties }) => properties.ariaLabelledBy),
    [['f1_t680'], ['f1_t680']],
  )
  assert.equal(
    own('.ackfig .b{stroke:blue}')
      .all('svg')
      .map((svg) => classesOf(svg)[0]),
    ['f1_svg', 'f1_svg'],
  )
})

test('a narrow layout with a label of its own → keeps it, and takes no sheet from the wide one', () => {
  const { all } = both(drawing(680), '<svg aria-label="Small" viewBox="0 0 340 90"><path d="M0 0h9"/></svg>')
  assert.is(all('svg')[1]!.properties.ariaLabel, 'Small')
  assert.is(classesOf(all('svg')[1]!).includes('f1_svg'), false)
})

test('a wide layout beyond 800 units → a sheet, whose narrow layout stands in a column too', () => {
  const { one, html } = both(drawing(974))
  assert.equal(classesOf(one('div', 'two')), ['figure', 'two', 'large', 'sheet', 'w974-n340'])
  assert.match(html, '@container not (min-width: 880px)')
  assert.not.match(both().html, '880px')
  assert.equal(classesOf(both(drawing(760)).one('div', 'two')), ['figure', 'two', 'large', 'w760-n340'])
})

test('layouts of other words → each keeps its own', () => {
  const { all } = both(drawing(680), drawing(340, '', sheet, 'Little is lost'))
  assert.equal(
    all('svg').map(({ properties }) => properties.ariaLabelledBy),
    [['f1_t680'], ['f2_t340']],
  )
  assert.is(all('desc').length, 2)
})

test('figures of the drawing room that one sheet draws → it stands on the page once; a figure of another sheet has its own', () => {
  const figures = (...sheets: string[]) => {
    const { all, html } = pageOf(sheets.map((css) => code('x', [display({ 'image/svg+xml': drawing(680, '', css) })])))
    return [all('svg').map((svg) => classesOf(svg)[0]), html.match(/_a:where/g)!.length, html.match(/<style>/g)!.length]
  }
  assert.equal(figures(sheet, sheet), [['f1_svg', 'f1_svg'], 1, 1])
  assert.equal(figures(sheet, `${sheet}.ackfig .b{fill:red}`, sheet), [['f1_svg', 'f1_svg', 'f1_svg'], 1, 1])
  assert.equal(figures(sheet, `${sheet}.ackfig .a{stroke:blue}`, sheet), [['f1_svg', 'f2_svg', 'f1_svg'], 3, 1])
  const { all } = both()
  assert.equal(
    all('svg').map((svg) => classesOf(svg)[0]),
    ['f1_svg', 'f1_svg'],
  )
})

test('a figure that asks for a variable outside of its sheet → keeps its own sheet', () => {
  const { html } = both(drawing(680), drawing(340, '<path fill="var(--late)" d="M0 0"/>'))
  assert.is(html.match(/<style>/g)!.length, 2)
})

test('sheets in the order of one vocabulary, each with other parts of it → one, in that order', () => {
  const sheets = new SharedSheets()
  const vocabulary = 'abcdefgh'
  const parts = ['aceg', 'abh', 'cdh', 'abdf', 'fgh', 'ah', vocabulary]
  for (const [at, part] of parts.entries()) {
    const css = [...part].map((name) => `.${name}{fill:red}`).join('')
    assert.is(sheets.join(css, new Set(part), `f${at + 1}_`), 'f1_', part)
  }
  assert.is(sheets.css, scopeStylesheet([...vocabulary].map((name) => `.${name}{fill:red}`).join(''), 'f1_'))
})

// sheets of two figures, of the classes a and a, b; what they become together, or '' when each keeps its own
const pairs: [string, string, string][] = [
  ['.a{fill:red}', '.a{fill:red}', '.a{fill:red}'],
  ['.a{fill:red}', '.a{fill:red}.b{fill:blue}', '.a{fill:red}.b{fill:blue}'],
  ['.a{fill:red}', '.b{fill:blue}.a{fill:red}', '.b{fill:blue}.a{fill:red}'],
  ['.a{fill:red}', '.b{fill:blue}', ''],
  ['.a{fill:red}', '.a{fill:red}.a{fill:blue}', ''],
  ['.a{fill:red}', '.a{fill:red}text{fill:blue}', ''],
  ['.a{fill:red}', '.a{fill:red}.b,text{fill:blue}', ''],
  ['.a{fill:red}', '.a{fill:red}@media print{.b{fill:blue}}', ''],
  ['.a{fill:red}', '.a{fill:red}.b .a{fill:blue}', '.a{fill:red}.b .a{fill:blue}'],
  ['.c{fill:red}.a{fill:red}', '.a{fill:red}.b{fill:red}', '.c{fill:red}.a{fill:red}.b{fill:red}'],
  ['.a{fill:red}.c{fill:red}', '.a{fill:red}.b{fill:red}', '.a{fill:red}.c{fill:red}.b{fill:red}'],
  ['.a{fill:red}.a{fill:blue}', '.a{fill:blue}.a{fill:red}', ''],
  ['.a{--x:1;fill:var(--x)}', '.a{--x:1;--y:2;fill:var(--x)}', '.a{fill:var(--x)}.a{--x:1;--y:2}'],
  [
    '.a{--x:1;--y:2}@media print{.a{--x:3;--y:4}}.a{fill:var(--x)}',
    '.a{--x:1;--z:5}@media print{.a{--x:3;--z:6}}.a{fill:var(--x)}.b{fill:var(--z)}',
    '.a{--x:1;--y:2;--z:5}@media print{.a{--x:3;--y:4;--z:6}}.a{fill:var(--x)}.b{fill:var(--z)}',
  ],
  ['.a{--x:1;fill:var(--x)}', '.a{--x:2;fill:var(--x)}', ''],
  ['.a{--x:1;fill:var(--y)}', '.a{--x:1;--y:2;fill:var(--y)}', ''],
  ['.a{--x:1;fill:red}', '.a{--x:1;fill:red}@media print{.a{--x:3;fill:blue}}', ''],
  ['#a{fill:red}', '#a{fill:red}', ''],
  ['.a{fill:url(#g)}', '.a{fill:url(#g)}', ''],
  ['.a{fill:red}', '.a{fill:red}.b{fill:r\\65 d}', ''],
  ['.a{fill:red}', '.a{fill:red}/* .b{fill:red}', ''],
  ['.a{fill:red}', '.a{fill:red}.b{', ''],
  ['.a{fill:red}', `.a{fill:red}${'.b{fill:red}'.repeat(6000)}`, ''],
]
for (const [one, other, together] of pairs) {
  test(`${one} and ${other.slice(0, 60)} → ${together === '' ? 'apart' : together}`, () => {
    const sheets = new SharedSheets()
    const prefixes = [sheets.join(one, new Set(['a']), 'f1_'), sheets.join(other, new Set(['a', 'b']), 'f2_')]
    if (together === '') assert.ok(prefixes[0] === undefined || prefixes[1] !== 'f1_', String(prefixes))
    else {
      assert.equal(prefixes, ['f1_', 'f1_'])
      assert.is(sheets.css, scopeStylesheet(together, 'f1_'))
    }
  })
}

test('one layout that shows nothing → the other alone, as any figure', () => {
  for (const [wide, small, box] of [
    [drawing(680), '<p>none</p>', '0 0 680 90'],
    [drawing(680), '<svg><title>none</title></svg>', '0 0 680 90'],
    ['<svg></svg>', drawing(340), '0 0 340 90'],
  ] as const) {
    const { all } = both(wide, small)
    assert.equal(
      all('svg').map(({ properties }) => properties.viewBox),
      [box],
    )
    assert.is(all('div', 'two').length, 0)
    assert.is(all('div', 'figure').length, 1)
  }
})

test('HTML with one figure in it, and its narrow layout beside it → both, where the figure stands', () => {
  const html = (markup: string, small: unknown = drawing(340)) =>
    figureOf({ 'text/html': markup, [narrow]: small, 'text/plain': text })
  const { one, all } = html(`${drawing(680)}\n<p>Which number comes?</p>`)
  assert.equal(
    one('div', 'text-html')
      .children.filter((child) => child.type === 'element')
      .map((child) => [child.tagName, ...classesOf(child)].join(' ')),
    ['div figure two w680-n340', 'p'],
  )
  assert.is(all('details').length, 0)
  for (const page of [
    html(drawing(680).repeat(2)),
    html(`<p>Seen ${drawing(680)} between words.</p>`),
    html(drawing(680), 7),
    html(drawing(680), '<p>no picture</p>'),
  ]) {
    assert.is(page.all('div', 'two').length, 0)
    assert.ok(page.all('svg').every(({ properties }) => properties.viewBox === '0 0 680 90'))
  }
  assert.equal(html('<p>No figure.</p>').all('svg'), [])
})

test('the narrow layout alone → a figure; that is no text → the wide one, or the next type', () => {
  assert.is(figureOf({ [narrow]: drawing(340), 'text/plain': 'x' }).all('svg').length, 1)
  assert.is(both(drawing(680), { a: 1 } as never).all('svg').length, 1)
  const { all, omissions } = figureOf({ [narrow]: 'no picture', 'text/plain': 'words' })
  assert.is(textOf(all('div', 'output')[0]!), 'words')
  assert.equal(omissions, [])
})

test('a layout without dark colours → both on paper', () => {
  assert.is(both(drawing(680), drawing(340, '', '.a{stroke:red}')).all('div', 'paper').length, 1)
  assert.is(both().all('div', 'paper').length, 0)
  const other = drawing(340, '', '.ackfig .a{stroke:light-dark(red,blue)}')
  assert.is(both(drawing(680), other).all('div', 'paper').length, 0)
})

test('a picture with a text of more than a line → the text below it in a fold, its first sentence as words', () => {
  for (const bundle of [{ 'image/svg+xml': drawing(680) }, { 'image/svg+xml': drawing(680), [narrow]: drawing(340) }]) {
    const { one, html } = figureOf({ ...bundle, 'text/plain': text })
    const fold = one('details', 'words')
    assert.is(fold.properties.open, undefined)
    assert.equal(
      elementsIn(fold).map(({ tagName }) => tagName),
      ['summary', 'p', 'pre', 'samp'],
    )
    assert.is(textOf(fold), 'In words and numbersThree segments.ms  segment\n 0  SYN\n20  SYN ACK')
    assert.match(html, '.words:not([open]) { display: none; }')
  }
})

test('a text without a sentence before it → a block and nothing else; of one line, or beside no picture → no fold', () => {
  const numbers = figureOf({ 'image/svg+xml': drawing(680), 'text/plain': 'a b\n1 2\n\n3 4' }).one('details', 'words')
  assert.equal(
    elementsIn(numbers).map(({ tagName }) => tagName),
    ['summary', 'pre', 'samp'],
  )
  assert.is(textOf(numbers), 'In words and numbersa b\n1 2\n\n3 4')
  for (const bundle of [
    { 'image/svg+xml': drawing(680), 'text/plain': 'a figure\n' },
    { 'text/html': '<p>x</p>', 'text/plain': text },
    { 'text/plain': text },
    { 'image/svg+xml': drawing(680), 'text/plain': 7 },
  ])
    assert.is(figureOf(bundle).all('details').length, 0)
})

test('a picture without words of its own → named by the sentence above its numbers', () => {
  const { one } = figureOf({ 'image/svg+xml': '<svg><path d="M0 0h9"/></svg>', 'text/plain': text })
  assert.is(one('svg').properties.ariaLabel, 'Three segments.')
})

test('an outcome that a question keeps back → its words and numbers are in the same fold', () => {
  const { one } = pageOf([
    prose('?', {
      ackbook: {
        prediction: {
          question: 'Q',
          choices: [
            { text: 'a', why: 'w', right: true },
            { text: 'b', why: 'v' },
          ],
        },
      },
    }),
    code('x', [display({ 'image/svg+xml': drawing(680), 'text/plain': text })], { tags: ['reveal'] }),
  ])
  const reveal = one('details', 'reveal')
  assert.is(elementsIn(reveal).filter((element) => classesOf(element).includes('words')).length, 1)
})

test('a page without figures → nothing that enlarges them', () => {
  assert.not.match(pageOf([code('x', [display({ 'text/plain': 'x' })])]).html, 'enlarge')
  assert.match(both().html, 'enlarge')
})

test('markup in the text and the sentence → shown as text', () => {
  const evil = '<img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n<b>b</b>'
  const { html, one } = figureOf({ 'image/svg+xml': drawing(680), [narrow]: drawing(340), 'text/plain': evil })
  assert.equal(dangersIn(html), [])
  assert.match(textOf(one('details', 'words')), '<script>alert(1)</script>')
})

test.run()
