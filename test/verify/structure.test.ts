import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { normalise, show, verifyOne } from '../helpers/outputs.ts'

const test = suite('structure')

const compare = (mime: string, before: string, after: string, names: string[] = []) =>
  verifyOne([show({ [mime]: before })], [show({ [mime]: after })], normalise(...names))

const svg = 'image/svg+xml'
const narrow = 'image/vnd.ackbook.narrow-svg+xml'
const html = 'text/html'

// MIME type, what is other, both spellings of the same
const same: [string, string, string, string][] = [
  [svg, 'order of attributes', '<svg><rect x="1" y="2"/></svg>', '<svg><rect y="2" x="1"/></svg>'],
  [svg, 'quotes, entities, an end tag', `<svg><rect id='a"b'/></svg>`, '<svg><rect id="a&#34;b"></rect></svg>'],
  [svg, 'white space inside a tag', '<svg><rect  x="1"\n/></svg>', '<svg><rect x="1"/></svg>'],
  [
    svg,
    'white space between shapes',
    '<svg>\n  <g>\n    <path d="M0 0"/>\n  </g>\n</svg>',
    '<svg><g><path d="M0 0"/></g></svg>',
  ],
  [
    svg,
    'declaration, document type, comment',
    '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "a" "b">\n<!-- by x --><svg/>',
    '<svg/>',
  ],
  [
    svg,
    'when it was made',
    '<svg><metadata><date>2026</date></metadata></svg>',
    '<svg><metadata><date>2027</date></metadata></svg>',
  ],
  [svg, 'a section of characters', '<svg><text><![CDATA[a<b]]></text></svg>', '<svg><text>a&lt;b</text></svg>'],
  [narrow, 'order of attributes', '<svg><rect x="1" y="2"/></svg>', '<svg><rect y="2" x="1"/></svg>'],
  [html, 'order of attributes', '<a href="x" class="y">z</a>', '<a class="y" href="x">z</a>'],
  [html, 'case of tags, quotes, an end left out', '<UL><LI id=a>x</UL>', '<ul><li id="a">x</li></ul>'],
  [html, 'entities', '<p>&eacute; &#39;</p>', "<p>é '</p>"],
  [
    html,
    'white space between the parts of a table',
    '<table>\n <tbody><tr>\n  <td>1</td>\n </tr></tbody>\n</table>',
    '<table><tbody><tr><td>1</td></tr></tbody></table>',
  ],
  [html, 'how lines are broken', '<p>one\n  two</p>', '<p>one two</p>'],
  [html, 'a comment', '<p>a<!-- 12:00 -->b</p>', '<p>ab</p>'],
]
for (const [mime, what, before, after] of same) {
  test(`${mime}, ${what} → the same`, () => {
    assert.is(compare(mime, before, after).verdict, 'verified', compare(mime, before, after).findings[0]?.detail)
  })
}

// MIME type, what is other, and seen
const others: [string, string, string, string][] = [
  [svg, 'order of shapes', '<svg><a/><b/></svg>', '<svg><b/><a/></svg>'],
  [svg, 'white space in a text', '<svg><text>a b</text></svg>', '<svg><text>a  b</text></svg>'],
  [
    svg,
    'white space between words of a text',
    '<svg><text><tspan>a</tspan> <tspan>b</tspan></text></svg>',
    '<svg><text><tspan>a</tspan><tspan>b</tspan></text></svg>',
  ],
  [svg, 'case of a tag', '<svg><rect/></svg>', '<svg><Rect/></svg>'],
  [svg, 'case of an attribute', '<svg viewBox="0 0 1 1"/>', '<svg viewbox="0 0 1 1"/>'],
  [svg, 'another language', '<svg xmlns="http://www.w3.org/2000/svg"/>', '<svg/>'],
  [svg, 'a style sheet of its own', '<?xml-stylesheet href="a.css"?><svg/>', '<svg/>'],
  [
    svg,
    'an entity of its own',
    '<!DOCTYPE svg [<!ENTITY a "1">]><svg id="b" x="1"/>',
    '<!DOCTYPE svg [<!ENTITY a "2">]><svg x="1" id="b"/>',
  ],
  [svg, 'not well-formed', '<svg><g></svg>', '<svg><g ></svg>'],
  [svg, 'text that looks like markup', '<svg><text>&lt;a/&gt;</text></svg>', '<svg><text><a/></text></svg>'],
  [narrow, 'order of shapes', '<svg><a/><b/></svg>', '<svg><b/><a/></svg>'],
  [html, 'white space in pre', '<pre>a  b</pre>', '<pre>a b</pre>'],
  [
    html,
    'white space where a style may show it',
    '<p style="white-space: pre">a  b</p>',
    '<p style="white-space: pre">a b</p>',
  ],
  [html, 'white space where a class may show it', '<p class="x">a  b</p>', '<p class="x">a b</p>'],
  [html, 'white space between words', '<b>a</b> <b>b</b>', '<b>a</b><b>b</b>'],
  [html, 'a space that does not break', '<p>a&nbsp;b</p>', '<p>a b</p>'],
  [html, 'a text moved into an element', '<p>a<b></b></p>', '<p><b>a</b></p>'],
  [html, 'a line end in an attribute', '<p title="a\nb">x</p>', '<p title="a b">x</p>'],
  [html, 'a script', '<script>a  = 1</script>', '<script>a = 1</script>'],
  [html, 'what a template holds', '<template><p>a</p></template>', '<template><p>b</p></template>'],
]
for (const [mime, what, before, after] of others) {
  test(`${mime}, ${what} → differs`, () => {
    assert.is(compare(mime, before, after).verdict, 'differs')
    assert.is(compare(mime, before, before).verdict, 'verified')
  })
}

test('one element of a long line differs → the diff shows that element', () => {
  const drawing = (radius: number) =>
    `<svg>${'<rect width="9" height="9"/>'.repeat(50)}<circle r="${radius}"/><path/></svg>`
  const { findings } = compare(svg, drawing(1), drawing(2).replaceAll('width="9" height="9"', 'height="9" width="9"'))
  assert.is(
    findings[0]!.detail,
    `${svg}\n    …\n      <rect height="9" width="9"></rect>\n      <rect height="9" width="9"></rect>\n  -   <circle r="1"></circle>\n  +   <circle r="2"></circle>\n      <path></path>\n    </svg>`,
  )
})

test('a figure in two layouts, of which the narrow one differs → that alone is told, element by element', () => {
  const figure = (radius: number) => ({
    [svg]: '<svg><circle r="1"/></svg>',
    [narrow]: `<svg><circle r="${radius}"/><path/></svg>`,
    'text/plain': 'A circle.',
  })
  const { verdict, findings } = verifyOne([show(figure(1))], [show(figure(2))])
  assert.is(verdict, 'differs')
  assert.is(findings[0]!.message, `${narrow} differs from what is stored`)
  assert.is(
    findings[0]!.detail,
    `${narrow}\n    <svg>\n  -   <circle r="1"></circle>\n  +   <circle r="2"></circle>\n      <path></path>\n    </svg>`,
  )
})

test('a normaliser and another order of attributes → both count', () => {
  const link = (attributes: string) => `<a ${attributes}>x</a>`
  const before = link('href="http://127.0.0.1:40001/" title="127.0.0.1:40002"')
  const after = link('title="127.0.0.1:50002" href="http://127.0.0.1:50001/"')
  assert.is(compare(html, before, after, ['port']).verdict, 'verified')
  assert.is(compare(html, before, after).verdict, 'differs')
})

test('formatting that each paragraph repeats → read no further than it is worth', () => {
  const wild = (last: string) =>
    Array.from({ length: 3000 }, (_, at) => `<b id=${at}>`).join('') + '<p>'.repeat(3000) + last
  assert.is(compare(html, wild('a'), wild('b')).verdict, 'differs')
})

test('a tree of a hundred thousand levels → compared as text', () => {
  const deep = (name: string) => `<svg>${`<${name}>`.repeat(100_000)}${`</${name}>`.repeat(100_000)}</svg>`
  assert.is(compare(svg, deep('g'), deep('a')).verdict, 'differs')
  assert.is(compare(html, deep('i'), deep('u')).verdict, 'differs')
})

test.run()
