/** The narrow layout as it is stored beside the wide one. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { besideWide } from '../../lib/draw/second-layout.ts'

const wide =
  '<svg class="ackfig" role="img" aria-labelledby="a-title" aria-describedby="a-desc" viewBox="0 0 680 9"><title id="a-title">T</title><desc id="a-desc">D\nE</desc><style>.a{fill:red}@media print{.a{fill:blue}.b{fill:red}}</style>\n<path class="a"/>\n</svg>'
const narrow = (css: string) =>
  `<svg class="ackfig" role="img" aria-labelledby="b-title" aria-describedby="b-desc" viewBox="0 0 340 9"><title id="b-title">T</title><desc id="b-desc">D\nE</desc><style>${css}</style>\n<path class="a"/>\n</svg>`
const start = '<svg class="ackfig" viewBox="0 0 340 9">'

test('rules that the wide one has → no words, no sheet, one line', () => {
  const rules = ['.a{fill:red}', '@media print{.a{fill:blue}.b{fill:red}}']
  for (const css of ['', rules[0]!, rules.join(''), rules.toReversed().join('')])
    assert.is(besideWide(narrow(css), wide), `${start}<path class="a"/></svg>`)
})

test('rules of its own → these alone, in their order; another rule within a condition, the whole condition', () => {
  const own = '.c{fill:red}@media print{.a{fill:blue}}.a{fill:green}'
  assert.is(besideWide(narrow(`.a{fill:red}${own}`), wide), `${start}<style>${own}</style><path class="a"/></svg>`)
})

test('a wide one without a sheet → all rules stay', () => {
  const bare = wide.replace(/<style>.*<\/style>/, '')
  assert.match(besideWide(narrow('.a{fill:red}'), bare), '<style>.a{fill:red}</style>')
})

test.run()
