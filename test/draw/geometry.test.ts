import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { flawsOf } from './geometry.ts'

const test = suite('geometry of figures')
const picture = (body: string): string =>
  `<svg viewBox="0 0 200 100"><title>a</title><path class="arrow" d="M0 50L200 50"/>${body}</svg>`

const cases: [title: string, body: string, shown: number, flaws: RegExp[]][] = [
  ['a label beside the line', '<text x="10" y="40">seq 1</text>', 200, []],
  ['a label on the line', '<text x="10" y="54">seq 1</text>', 200, [/“seq 1” is struck through by a line \(arrow\)/]],
  [
    'a label on a plate on the line',
    '<rect class="plate" x="8" y="40" width="60" height="20"/><text x="10" y="54">seq 1</text>',
    200,
    [],
  ],
  [
    'a plate below the line',
    '<rect class="plate" x="8" y="40" width="60" height="20"/><path class="l1" d="M0 20V60H20V40h80"/><text x="10" y="54">seq 1</text>',
    200,
    [/struck through by a line \(l1\)/],
  ],
  ['two labels in one place', '<text x="10" y="30">ab</text><text x="12" y="30">cd</text>', 200, [/“ab” and “cd”/]],
  ['a label over the edge', '<text class="e" x="10" y="30">abcdef</text>', 200, [/leaves the picture/]],
  ['letters of 12 in half the room', '<text class="s" x="10" y="30">a</text>', 100, [/6\.0 pixels high/]],
  [
    'a part at half its size',
    '<g transform="translate(20 20) scale(0.5)"><text x="0" y="0">a</text></g>',
    200,
    [/6\.5 pixels high/],
  ],
]
for (const [title, body, shown, flaws] of cases) {
  test(`${title} → ${flaws.length === 0 ? 'nothing to say' : flaws}`, () => {
    const found = flawsOf(picture(body), shown)
    assert.is(found.length, flaws.length, found.join('; '))
    flaws.forEach((flaw, index) => {
      assert.match(found[index]!, flaw)
    })
  })
}

test.run()
