import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { staircase, thin } from '../../lib/draw/charts/strokes.ts'
import { duration, jainIndex, plain, scaleOf, wholePower } from '../../lib/draw/numbers.ts'
import { arrowhead, element, escapeText, polyline, render, short } from '../../lib/draw/svg.ts'
import { boxesOverlap, fit, spread, textTable, textWidth, wrap } from '../../lib/draw/text.ts'
import { palettes, styleFor } from '../../lib/draw/theme.ts'
import { list } from '../../lib/words.ts'
import { parseXml } from './xml.ts'

const test = suite('svg')

test('a label with markup in it → text, not markup', () => {
  const { markup } = element('text', { class: 'a" onload="x' }, '<script>alert(1)</script> & "more"')
  const parsed = parseXml(markup)
  assert.is(parsed.text, '<script>alert(1)</script> & "more"')
  assert.equal(parsed.children, [])
  assert.equal(parsed.attributes, { class: 'a" onload="x' })
})

test('characters that XML forbids or that turn the reading direction → U+FFFD', () => {
  assert.is(escapeText('a\0b\u001b\u202ec\ud800d\uffff'), 'a\ufffdb\ufffd\ufffdc\ufffdd\ufffd')
  assert.is(escapeText('é 字 😀\n'), 'é 字 😀\n')
})

test('an attribute that is undefined or false → left out; 0 → kept', () => {
  assert.is(element('rect', { x: 0, y: undefined, rx: false }).markup, '<rect x="0"/>')
})

test('children: nested, false, undefined, numbers → in order', () => {
  assert.is(render([false, ['a', [1]], undefined, element('g', {})]), 'a1<g/>')
})

test('coordinates → one decimal at most, no negative zero', () => {
  assert.equal([0.04, -0.04, 12, 1.25, -3.333, 1e-9].map(short), ['0', '0', '12', '1.3', '-3.3', '0'])
})

test('a path through points → moves, then lines', () => {
  assert.is(
    polyline([
      [0, 1],
      [2.55, 3],
      [-4, 5],
    ]),
    'M0 1L2.6 3L-4 5',
  )
})

test('an arrowhead along an axis → its tip first, two corners as far behind', () => {
  assert.is(arrowhead(10, 5, 3, 0, 10), 'M10 5L0 9.2L0 0.8z')
  assert.is(arrowhead(10, 5, 0, 0, 10), 'M10 5L10 5L10 5z')
})

test('text too long for its place → cut with an ellipsis, and then it fits', () => {
  const long = 'a rather long name of a host'
  assert.is(fit(long, 1000), long)
  const cut = fit(long, 80)
  assert.ok(cut.endsWith('…') && textWidth(cut) <= 80 && cut.length > 5)
  assert.is(fit(long, 2), '')
})

test('words wrapped → no line wider than asked, the last one says that more follows', () => {
  const rows = wrap('one two three four five six seven eight nine'.split(' '), 70, 2)
  assert.is(rows.length, 2)
  for (const row of rows) assert.ok(textWidth(row) <= 70)
  assert.match(rows[1]!, /…$/)
  assert.equal(wrap(['one', 'two'], 200, 2), ['one two'])
})

test('positions that are too close → apart, in order, within bounds', () => {
  assert.equal(spread([50, 51, 52], 10, 0, 100), [50, 60, 70])
  assert.equal(spread([95, 94], 10, 0, 100), [100, 90])
  assert.equal(spread([0, 40], 10, 5, 100), [5, 40])
})

test('boxes that touch → do not overlap', () => {
  const box = { x0: 0, y0: 0, x1: 10, y1: 10 }
  assert.not(boxesOverlap(box, { x0: 10, y0: 0, x1: 20, y1: 10 }))
  assert.ok(boxesOverlap(box, { x0: 9, y0: 9, x1: 20, y1: 20 }))
})

test('a table of text → columns aligned, numbers to the right', () => {
  assert.is(
    textTable(
      ['name', 'n'],
      [
        ['a', 5],
        ['long name', 12],
      ],
    ),
    'name        n\na           5\nlong name  12',
  )
})

test('numbers → about three digits, the same everywhere', () => {
  assert.equal([0, 12, 1460, 12.345, 0.00312, 100.4, -2.5, 1 / 3, Number.POSITIVE_INFINITY, Number.NaN].map(plain), [
    '0',
    '12',
    '1460',
    '12.3',
    '0.00312',
    '100',
    '−2.5',
    '0.333',
    '∞',
    '–',
  ])
  assert.equal([0, 12.5, 9999, 12_000].map(duration), ['0 ms', '12.5 ms', '9999 ms', '12 s'])
  assert.is(list(['a', 'b', 'c']), 'a, b and c')
  assert.equal(scaleOf(65_535, 'bytes'), { divisor: 1000, unit: 'kB' })
})

test("Jain's index: equal shares → 1, one has all → 1/n, nobody has anything → 1", () => {
  assert.is(jainIndex([5, 5, 5]), 1)
  assert.is(jainIndex([1, 0, 0, 0]), 0.25)
  assert.is(jainIndex([1, 3]), 0.8)
  assert.is(jainIndex([0, 0]), 1)
})

test('a number to a whole power → the product, 1 for none', () => {
  assert.equal(
    [0, 1, 3].map((times) => wholePower(0.5, times)),
    [1, 0.5, 0.125],
  )
  assert.is(wholePower(1.1, 3), 1.1 * 1.1 * 1.1)
})

test('many points in one column → at most four, with the lowest and the highest', () => {
  const points = Array.from({ length: 1000 }, (_, index) => [5 + index / 2000, (index * 37) % 101] as const)
  const kept = thin(points)
  assert.ok(kept.length <= 4)
  assert.is(Math.min(...kept.map(([, y]) => y)), 0)
  assert.is(Math.max(...kept.map(([, y]) => y)), 100)
  assert.equal([kept[0], kept.at(-1)], [points[0], points.at(-1)])
})

test('a staircase → each value holds until the next one', () => {
  assert.is(
    staircase(
      [
        [0, 10],
        [5, 10],
        [8, 4],
      ],
      12,
    ),
    'M0 10h8v-6h4',
  )
})

/** WCAG 2.1: relative luminance. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

function contrast(palette: Readonly<Record<string, string>>, one: string, other: string): number {
  const [a, b] = [luminance(palette[one]!), luminance(palette[other]!)].sort((x, y) => y - x)
  return (a! + 0.05) / (b! + 0.05)
}

test('every colour that letters have, on its grounds, light and dark → contrast of 7 or more (WCAG AAA)', () => {
  for (const [name, palette] of Object.entries(palettes))
    for (const letters of ['ink', 'muted', 'c1', 'c2', 'c3', 'c4', 'c5'])
      for (const ground of ['bg', 'soft', 'shade']) {
        const found = contrast(palette, letters, ground)
        assert.ok(found >= 7, `${name}: ${letters} on ${ground} has ${found.toFixed(2)}`)
      }
})

test('every colour that lines have, on all grounds, light and dark → contrast of 3 or more (WCAG AA)', () => {
  for (const [name, palette] of Object.entries(palettes))
    for (const line of ['ink', 'muted', 'c1', 'c2', 'c3', 'c4', 'c5'])
      for (const ground of ['bg', 'soft', 'shade']) {
        const found = contrast(palette, line, ground)
        assert.ok(found >= 3, `${name}: ${line} on ${ground} has ${found.toFixed(2)}`)
      }
})

test('a style sheet → what the markup uses, both palettes in one declaration, and no ground where a page is below', () => {
  const css = styleFor('<path class="l1" d=""/>')
  assert.match(css, /--c1:light-dark\(#024e9a,#82c0ff\)/)
  assert.not.match(css, /--c2|\.l2/)
  assert.is(css.match(/background/g)!.length, 1)
  assert.match(css, /\.ackfig:root\{color-scheme:light dark;background:var\(--bg\)\}/)
  assert.match(css, /@media \(forced-colors:active\)\{\.ackfig\{[^}]*--ink:CanvasText/)
})

test.run()
