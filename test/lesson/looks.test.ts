import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inkOf, readColour } from '../../lib/lesson/colour.ts'
import { draws } from '../helpers/draws.ts'
import { code, dangersIn, display, pageOf, prose } from '../helpers/pages.ts'

const styled = (markup: string) =>
  pageOf([prose(`<div>${markup}</div>`)])
    .all('*')
    .flatMap(({ properties }) => (typeof properties.style === 'string' ? [properties.style] : []))

const looks: [string, string, string[]][] = [
  ['a colour of text', '<span style="color:red">x</span>', ['color:light-dark(#e40000,#ff371a)']],
  ['a grey of the middle', '<span style="color:#6f6f6f">x</span>', ['color:light-dark(#6f6f6f,#888888)']],
  [
    'a ground',
    '<span style="background:yellow">x</span>',
    ['background-color:#ffff00;color-scheme:light;color:#1c2127'],
  ],
  [
    'a dark ground',
    '<p style="background-color: rgb(0, 0, 128)">x</p>',
    ['background-color:#000080;color-scheme:dark;color:#e3e7eb'],
  ],
  [
    'a ground and its text',
    '<p style="color:#fff;background:#00f">x</p>',
    ['color:#ffffff;background-color:#0000ff;color-scheme:dark'],
  ],
  ['a thin ground', '<p style="background:rgba(255,0,0,.1)">x</p>', ['background-color:#ff00001a']],
  ['a font', '<font color="blue" size="5" face="x">x</font>', ['color:light-dark(#0000ff,#a56bff);font-size:1.5em']],
  ['center', '<center>x</center>', ['text-align:center']],
  ['old alignment', '<p align="right">x</p>', ['text-align:right']],
  [
    'a picture at the side',
    '<img align="left" style="width:50%" src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==" alt="x">',
    ['float:left;width:50%'],
  ],
  ['a box lower than its words', '<div style="height:10px">x</div>', ['min-height:10px']],
  ['a box that would scroll', '<div style="max-height: 30px; overflow: auto; width: 50%">x</div>', ['width:50%']],
  ['a place for a frame', '<div style="height:0;padding-bottom:56.25%">x</div>', ['padding-bottom:0;min-height:0']],
  [
    'a table’s cell',
    '<table><tr><td bgcolor="#eeeeee" valign="top" align="center">x</td></tr></table>',
    ['text-align:center;vertical-align:top;background-color:#eeeeee;color-scheme:light;color:#1c2127'],
  ],
  [
    'letters',
    '<b style="font-weight:bold!important;font-size:24px;FONT-STYLE:Italic;text-decoration:underline">x</b>',
    ['font-weight:bold;font-size:1.5em;font-style:italic;text-decoration:underline'],
  ],
  [
    'letters of any size',
    '<b style="font-size:900px">x</b><b style="font-size:0.1px">x</b>',
    ['font-size:3em', 'font-size:0.6em'],
  ],
  [
    'boxes',
    '<div style="border:1px solid #ccc;padding:5px 10px;margin:auto;border-radius:4px;width:300px">x</div>',
    ['border:1px solid #cccccc;padding:5px 10px;margin:auto;border-radius:4px;width:300px'],
  ],
  [
    'what reaches beyond its place',
    '<div style="position:fixed;top:0;margin:-9px;z-index:9;transform:none;width:-1px;inset:0">x</div>',
    [],
  ],
  ['what loads', '<p style="background:url(x) red;color:var(--x);color:image-set(x)">x</p>', []],
  ['what no page knows', '<p style="colour:red;color:redd;display:none;font-size:big">x</p>', []],
]
for (const [name, markup, expected] of looks) {
  test(`${name} → ${expected.length === 0 ? 'nothing' : expected.join(' | ')}`, () => {
    assert.equal(styled(markup), expected)
    assert.equal(dangersIn(pageOf([code('x', [display({ 'text/html': markup })])]).html), [])
  })
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [high, low] = [one, other]
    .map((each) => {
      const [red, green, blue] = [1, 3, 5].map((at) => {
        const part = Number.parseInt(each.slice(at, at + 2), 16) / 255
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
    })
    .sort((a, b) => b - a)
  return (high! + 0.05) / (low! + 0.05)
}

test('any colour of text → at least 4.5 to 1 on the ground and the raised ground of both themes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
      const ink = inkOf(readColour(`#${number.toString(16).padStart(6, '0')}`)!)
      const [, light = ink, dark = ink] = /^light-dark\((.*),(.*)\)$/.exec(ink) ?? []
      for (const ground of ['#ffffff', '#f5f7f9']) assert.ok(contrast(light, ground) >= 4.5, `${ink} on ${ground}`)
      for (const ground of ['#12171d', '#1a2028']) assert.ok(contrast(dark, ground) >= 4.5, `${ink} on ${ground}`)
    }),
    { numRuns: draws(500) },
  )
})

test('any style at all → printed anew: no address, no escape, nothing that covers the page', () => {
  const piece = fc.constantFrom(
    'color',
    'background',
    'width',
    ':',
    ';',
    'url(',
    'red',
    '#fff',
    '\\',
    'expression(',
    '-9px',
    '/*',
    '*/',
    '"',
    '!important',
    'position',
    'fixed',
    ' ',
    '1px',
    ')',
    'rgb(1,2,3)',
    'e\u0301',
    '\0',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const value = pieces.join('').replaceAll('&', '&amp;').replaceAll('"', '&quot;')
      const { html } = pageOf([code('x', [display({ 'text/html': `<p style="${value}">x</p>` })])])
      assert.equal(dangersIn(html), [])
      for (const [, style] of html.matchAll(/<p style="([^"]*)"/g)) assert.match(style!, /^[-a-z0-9#%.,:;() ]+$/)
    }),
    { numRuns: draws(60) },
  )
})

test.run()
