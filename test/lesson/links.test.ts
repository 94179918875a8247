import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { safeHref, slugOf } from '../../lib/lesson/links.ts'

const addresses: [string, string | undefined][] = [
  ['https://example.org/a?b#c', 'https://example.org/a?b#c'],
  ['HTTP://example.org', 'HTTP://example.org'],
  ['mailto:a@example.org', 'mailto:a@example.org'],
  ['#here', '#here'],
  ['', ''],
  ['notes.txt', 'notes.txt'],
  ['./a:b', './a:b'],
  ['?q=a:b', '?q=a:b'],
  ['a/b:c', 'a/b:c'],
  ['x.ipynb', 'x.html'],
  ['x.ipynb?y#Two-Words', 'x.html?y#two-words'],
  ['x.ipynb#cell-Ab_1', 'x.html#cell-Ab_1'],
  ['https://example.org/x.ipynb', 'https://example.org/x.ipynb'],
  ['javascript:alert(1)', undefined],
  [' \x01java\nscript\t:alert(1)', undefined],
  ['JaVaScRiPt://example.org/%0aalert(1)', undefined],
  ['data:text/html,x', undefined],
  ['blob:https://example.org/x', undefined],
  ['file:///etc/passwd', undefined],
  ['//example.org', undefined],
  ['\\\\example.org', undefined],
  ['/\t/example.org', undefined],
]
for (const [address, href] of addresses) {
  test(`the address ${JSON.stringify(address)} → ${href === undefined ? 'no link' : JSON.stringify(href)}`, () => {
    assert.is(safeHref(address), href)
  })
}

const slugs: [string, string][] = [
  ['How much does it take?', 'how-much-does-it-take'],
  ['2.1.3 `SND.UNA` & friends', '2-1-3-snd-una-friends'],
  ['Größe, naïve', 'größe-naïve'],
  ['三次握手', '三次握手'],
  ['ﬁn', 'fin'],
  ['???', ''],
]
for (const [text, slug] of slugs) {
  test(`the heading ${JSON.stringify(text)} → ${JSON.stringify(slug)}, which is its own slug`, () => {
    assert.is(slugOf(text), slug)
    assert.is(slugOf(slug), slug)
  })
}

test.run()
