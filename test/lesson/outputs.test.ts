import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { renderAnsi } from '../../lib/lesson/ansi.ts'
import type { Output } from '../../lib/notebook/index.ts'
import { classesOf, code, dangersIn, display, pageOf, prose, stream, textOf } from '../helpers/pages.ts'

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const jpeg =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k='
const everything: [string, unknown][] = [
  ['text/html', '<b>html</b>'],
  ['text/markdown', '**markdown**'],
  ['text/latex', '$x$'],
  ['image/svg+xml', '<svg viewBox="0 0 1 1"><path d="M0 0h1"/></svg>'],
  ['image/png', png],
  ['image/jpeg', jpeg],
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

const point = { type: 'Feature', geometry: { type: 'Point', coordinates: [1, 2] }, properties: { name: 'P', n: 3 } }
const undrawn: [name: string, bundle: Record<string, unknown>, words: RegExp, columns: string[]][] = [
  [
    'a Vega-Lite chart with its values',
    {
      'application/vnd.vegalite.v5+json': { data: { values: [{ a: 1 }, { a: 2, b: 'x' }] } },
      'text/plain': 'alt.Chart(...)',
    },
    /^A Vega-Lite chart, which a page does not draw: its data\.ab12x/,
    ['a', 'b'],
  ],
  [
    'a Vega-Lite chart with named data',
    { 'application/vnd.vegalite.v5+json': { data: { name: 'd' }, datasets: { d: [{ a: 7 }] } } },
    /^A Vega-Lite chart.*a7/,
    ['a'],
  ],
  ['a Vega chart', { 'application/vnd.vega.v5+json': { data: [{ name: 't', values: [3, 4] }] } }, /value34/, ['value']],
  [
    'a Plotly chart of two traces, one packed',
    {
      'application/vnd.plotly.v1+json': {
        data: [
          {
            name: 'line',
            x: [1, 2],
            y: { dtype: 'f8', bdata: Buffer.from(new Float64Array([0.5, 1.5]).buffer).toString('base64') },
          },
          { x: [3], y: [4] },
        ],
      },
      'text/html': '<div id="p"></div><script>Plotly.newPlot("p",[])</script>',
    },
    /tracexyline10\.5line21\.5234/,
    ['trace', 'x', 'y'],
  ],
  [
    'GeoJSON with features',
    { 'application/geo+json': { type: 'FeatureCollection', features: [point] } },
    /geometrynamenPointP3/,
    ['geometry', 'name', 'n'],
  ],
  [
    'GeoJSON of a point',
    { 'application/geo+json': point.geometry, 'text/plain': '<IPython.display.GeoJSON object>' },
    /^A GeoJSON map, which a page does not draw\.The data as JSON{\s+"type"/,
    [],
  ],
  [
    'a data resource',
    { 'application/vnd.dataresource+json': { schema: { fields: [{ name: 'k' }] }, data: [{ k: 5 }] } },
    /^A table.*k5/,
    ['k'],
  ],
  [
    'a widget',
    { 'application/vnd.jupyter.widget-view+json': { model_id: 'x' }, 'text/plain': 'IntSlider(value=7)' },
    /^A widget, which a page does not draw\.IntSlider\(value=7\)$/,
    [],
  ],
  [
    'a PDF',
    { 'application/pdf': 'JVBERi0=', 'text/plain': '<pdf>' },
    /^A PDF document, which a page does not draw\.$/,
    [],
  ],
  ['a sound', { 'audio/wav': 'AAAA' }, /^A sound, which a page does not play\.$/, []],
  [
    'a script',
    { 'application/javascript': 'alert(1)' },
    /^A script, which a page does not run\.The scriptalert\(1\)$/,
    [],
  ],
  ['JSON of a type of its own', { 'application/vnd.own+json': { a: 1 } }, /^Data, which .*"a": 1/s, []],
  [
    'a type that nobody knows',
    { 'application/x-strange': 'abc' },
    /^An output \(application\/x-strange\) that a page cannot show/,
    [],
  ],
  [
    'HTML that is a script',
    { 'text/html': '<script>draw()</script>', 'text/plain': '<HTML object>' },
    /^A script, which a page does not run, is in/,
    [],
  ],
  [
    'a chart that Altair wrote as HTML',
    {
      'text/html':
        '<div></div><script>import("vega-embed");(function(spec, opt){})({"data": {"values": [{"q": 9}]}}, {"mode": "vega-lite"});</script>',
    },
    /^A Vega-Lite chart.*q9/,
    ['q'],
  ],
  [
    'a chart that Plotly wrote as HTML',
    { 'text/html': '<div></div><script>Plotly.newPlot("id", [{"x": [1], "y": [2], "name": "a]"}], {})</script>' },
    /^A Plotly chart.*xy12/,
    ['x', 'y'],
  ],
]
for (const [name, bundle, words, columns] of undrawn) {
  test(`${name} → ${columns.length > 0 ? 'its data as a table' : 'what it is'}, and told`, () => {
    const page = pageOf([code('x', [display(bundle)])])
    assert.match(textOf(page.all('*', 'output')[0]!), words)
    assert.equal(page.all('th').map(textOf), columns)
    assert.equal(
      page.omissions.map(({ kind }) => kind),
      ['output'],
    )
  })
}

test('a picture stored beside a chart or a script → the picture, and told', () => {
  const html = '<div>Trust me</div><script>draw()</script>'
  for (const bundle of [
    { 'application/vnd.vegalite.v5+json': { data: {} }, 'image/png': png },
    { 'text/html': html, 'image/png': png, 'text/plain': 'x' },
  ]) {
    assert.is(typeOf(display(bundle)), 'image-png')
  }
  const page = pageOf([code('x', [display({ 'text/html': html, 'image/png': png })])])
  assert.equal(
    page.omissions.map(({ what }) => what),
    ['text/html'],
  )
})

test('an animation of matplotlib → its first frame, and how many there are', () => {
  const frame = png.replace(/.{20}/g, '$&\\\n')
  const html = `<div class="animation"><img id="i"><div class="anim-controls"><button>+</button><form><label>Once</label><label>Loop</label></form></div></div><script>new Animation(frames); frames[0] = "data:image/png;base64,${frame}"\nframes[1] = "data:image/png;base64,${frame}"</script>`
  const page = pageOf([code('x', [display({ 'text/html': html, 'text/plain': '<HTML object>' })])])
  assert.is(page.one('img').properties.src, `data:image/png;base64,${png}`)
  assert.match(page.text, 'The first frame of an animation of 2.')
  assert.not.match(page.text, 'Loop')
})

test('outputs that show nothing in Jupyter → nothing, not even a frame; nothing is told', () => {
  const page = pageOf([
    code('a', [display({})]),
    code('b', [display({ 'text/html': '', 'text/plain': '<HTML object>' })]),
    code('c', [display({ 'text/html': '<style>h1 { color: red }</style>', 'text/plain': '<HTML object>' })]),
    code('d', [display({ 'text/latex': '$\\def\\x{y}$' })]),
  ])
  assert.equal([page.all('*', 'output').length, page.all('*', 'outputs').length, page.omissions.length], [0, 0, 0])
})

test('damaged data of a picture → told as damaged, whatever is shown instead', () => {
  for (const data of [png.slice(0, 60), `${png}"`, 'AAAA', 'iVBORw0KGgo']) {
    const page = pageOf([code('x', [display({ 'image/png': data, 'text/plain': 'Figure' })])])
    assert.equal(
      page.omissions.map(({ kind, what, why }) => [kind, what, why]),
      [['picture', 'image/png', 'its data is damaged, or no image/png']],
    )
    assert.match(page.text, 'Figure')
    const alone = pageOf([code('x', [display({ 'image/png': data })])])
    assert.match(alone.text, 'A picture (image/png) is not shown: its data is damaged')
  }
})

const pictures: [type: string, base64: string][] = [
  ['image/jpeg', jpeg],
  ['image/gif', 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'],
  ['image/webp', 'UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=='],
]
for (const [type, base64] of pictures) {
  test(`${type}: whole → shown, and nothing told; cut off → told as damaged`, () => {
    const whole = pageOf([code('x', [display({ [type]: base64 })])])
    assert.is(whole.one('img').properties.src, `data:${type};base64,${base64}`)
    assert.equal(whole.omissions, [])
    for (const length of [8, 16, 24, base64.length - 8]) {
      const cut = pageOf([code('x', [display({ [type]: base64.slice(0, length) })])])
      assert.equal(cut.all('img'), [])
      assert.equal(
        cut.omissions.map(({ kind, why }) => [kind, why]),
        [['picture', `its data is damaged, or no ${type}`]],
      )
    }
  })
}

test('a virtual DOM → its elements, none that is not allowed', () => {
  const vdom = {
    tagName: 'div',
    attributes: { style: { color: 'red' }, onClick: 'x()' },
    children: [
      { tagName: 'b', children: 'Hi' },
      { tagName: 'iframe', attributes: { src: 'https://example.org/' } },
      'there',
    ],
  }
  const page = pageOf([code('x', [display({ 'application/vdom.v1+json': vdom, 'text/plain': '<div />' })])])
  assert.is(textOf(page.all('b').find((b) => textOf(b) === 'Hi')!), 'Hi')
  assert.equal(dangersIn(page.html), [])
  assert.match(page.text, 'there')
})

const cellsOf = (html: string) =>
  pageOf([code('x', [display({ 'text/html': html })])])
    .all('*')
    .filter(({ tagName }) => /^t[dh]$/.test(tagName))
    .map((cell) => [textOf(cell), classesOf(cell).includes('n')])

test('a table in an output → columns of numbers at the right, their heads too; a column with words is not', () => {
  const html =
    '<table><thead><tr style="text-align: right;"><th></th><th>a</th><th>b</th><th colspan=2>wide</th></tr></thead><tbody><tr><th rowspan=2>0</th><td>1.5</td><td>x</td><td>-1,000.25e5</td><td>2020-01-01</td></tr><tr><td>NaN</td><td>2</td><td>50%</td><td>3</td></tr></tbody></table>'
  assert.equal(cellsOf(html), [
    ['', false],
    ['a', true],
    ['b', false],
    ['wide', false],
    ['0', false],
    ['1.5', true],
    ['x', false],
    ['-1,000.25e5', true],
    ['2020-01-01', false],
    ['NaN', true],
    ['2', false],
    ['50%', true],
    ['3', false],
  ])
  assert.equal(pageOf([prose('|a|\n|-|\n|1|')]).all('*', 'n'), [])
})

test('a table of many columns → set smaller, and it scrolls by itself', () => {
  const table = (columns: number) => `<table><tr>${'<td>1</td>'.repeat(columns)}</tr></table>`
  const wide = (columns: number) => pageOf([code('x', [display({ 'text/html': table(columns) })])]).one('div', 'scroll')
  assert.equal([classesOf(wide(8)), classesOf(wide(14))], [['scroll'], ['scroll', 'wide']])
})

test('colours that pandas writes into a style sheet → in the cells that they are of', () => {
  const html =
    '<style type="text/css">/* a */ #T_1_row0_col0, #T_1_row1_col0 { background-color: #fcc; color: #000; } #T_1 td.data { font-weight: bold } @media print { td { color: red } } td { text-align: center }</style><table id="T_1"><tr><td id="T_1_row0_col0" class="data row0">1</td><td class="data">2</td></tr></table><p>out</p>'
  const page = pageOf([code('x', [display({ 'text/html': html })])])
  const styles = page.all('td').map(({ properties }) => String(properties.style))
  assert.match(styles[0]!, /background-color:(?:#fcc|#ffcccc|rgb\(255, ?204, ?204\))/)
  assert.match(styles[0]!, 'font-weight:bold')
  assert.not.match(styles[1]!, 'background')
  assert.not.match(styles.join(), 'red')
  assert.is(page.all('p').find((p) => textOf(p) === 'out')?.properties.style, undefined)
  assert.equal(page.all('table')[0]?.properties.id, undefined)
})

test('a style sheet without end, of a million rules, of none → no time, no trouble', () => {
  for (const css of [
    '{'.repeat(400_000),
    '/*'.repeat(200_000),
    'a,'.repeat(200_000),
    '#a{color:red}'.repeat(40_000),
    ' '.repeat(400_000),
  ]) {
    const page = pageOf([
      code('x', [display({ 'text/html': `<style>${css}</style>${'<p id="a">x</p>'.repeat(500)}` })]),
    ])
    assert.match(page.text, 'x')
  }
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
