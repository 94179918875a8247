import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { shortTokens } from '../../lib/lesson/tokens.ts'

const cases: [name: string, markup: string, short: string][] = [
  ['a keyword', '<span class="hljs-keyword">const</span> x', '<span class="k">const</span> x'],
  ['a kind with a second word', '<span class="hljs-title class_">Map</span>', '<span class="nc">Map</span>'],
  ['a second word that nobody lists', '<span class="hljs-title invoke__">f</span>', '<span class="nf">f</span>'],
  [
    'a span that looks like the rest, with others in it',
    '<span class="hljs-function">(<span class="hljs-params">a<span class="hljs-punctuation">,</span></span>) =&gt;</span> <span class="hljs-number">1</span>',
    '(<span class="nv">a,</span>) =&gt; <span class="m">1</span>',
  ],
  [
    'another language within it',
    '<span class="language-javascript"><span class="hljs-string">s</span></span>',
    '<span class="s">s</span>',
  ],
  ['an end without a beginning', 'a</span>', 'a</span>'],
]
for (const [name, markup, short] of cases) {
  test(`${name} → its short class, or none, and the same text`, () => {
    assert.is(shortTokens(markup), short)
  })
}

test.run()
