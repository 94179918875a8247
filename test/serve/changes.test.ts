import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { pageBlocks } from '../../lib/serve/blocks.ts'
import { type PageChange, pageChange } from '../../lib/serve/changes.ts'

/** A page as the lesson room makes it. */
const page = (main: string, { head = '', foot = 'Made.' } = {}) => `<!DOCTYPE html>
<head>
${main === '' ? '' : `<meta name="description" content="${main.length}">`}
<meta property="og:title">${main === '' ? '' : `\n<meta property="og:description" content="${main.length}">`}
${head}</head>
<body>
<main id="page_main">
${main}
</main>
</div>
<footer class="site lesson">${foot}</footer>
<script>"</main>"</script>
</body>
`
const change = (before: string, after: string): PageChange | undefined =>
  pageChange(pageBlocks(before)!, pageBlocks(after)!)
/** What `change` makes of the blocks of `before`, as a browser does it. */
const changed = (before: string, { blocks, runs }: PageChange): string => {
  const own = [...pageBlocks(before)!.blocks]
  assert.is(own.length, blocks)
  for (const { at, gone, html } of [...runs].reverse()) own.splice(at, gone, html)
  return own.join('')
}

const blocks: readonly (readonly [what: string, main: string, found: readonly string[] | undefined])[] = [
  ['elements', '<h1>A</h1>\n<p>b <br>c</p>\n', ['<h1>A</h1>\n', '<p>b <br>c</p>\n']],
  ['elements in one another', '<div><div>a</div></div><p>b</p>', ['<div><div>a</div></div>', '<p>b</p>\n']],
  ['an attribute with a tag in it', '<p title="</p><p>">a</p>', ['<p title="</p><p>">a</p>\n']],
  ['a drawing', '<svg><style>a > b {}</style><path d=""/></svg>', ['<svg><style>a > b {}</style><path d=""/></svg>\n']],
  ['what has no end', '<hr>\n<img src="">', ['<hr>\n', '<img src="">\n']],
  ['nothing', '', []],
  ['words beside them', '<p>a</p> b', undefined],
  ['one that is not closed', '<p><b>a</p>', undefined],
]

for (const [what, main, found] of blocks)
  test(`${what} → the blocks of a page`, () => assert.equal(pageBlocks(page(main))?.blocks, found))

test('what is no page of a notebook → no blocks', () =>
  assert.is(pageBlocks(page('').replace('site lesson', 'site')), undefined))

const p = (...words: string[]) => words.map((word) => `<p>${word}</p>\n`).join('')

const runs: readonly (readonly [what: string, before: string, after: string, runs: PageChange['runs']])[] = [
  ['nothing', p('a'), p('a'), []],
  ['the first one comes', '', p('a'), [{ at: 0, gone: 0, html: p('a') }]],
  ['one is another', p('a', 'b', 'c'), p('a', 'x', 'c'), [{ at: 1, gone: 1, html: p('x') }]],
  ['one comes, and one of the same', p('a', 'b'), p('a', 'a', 'b'), [{ at: 1, gone: 0, html: p('a') }]],
  ['one comes at the end', p('a'), p('a', 'b'), [{ at: 1, gone: 0, html: p('b') }]],
  ['one goes', p('a', 'b', 'c'), p('a', 'c'), [{ at: 1, gone: 1, html: '' }]],
  [
    'two, with one between them',
    p('a', 'b', 'c', 'd', 'e'),
    p('a', 'x', 'c', 'y', 'z', 'e'),
    [
      { at: 1, gone: 1, html: p('x') },
      { at: 3, gone: 1, html: p('y', 'z') },
    ],
  ],
]

for (const [what, before, after, expected] of runs) {
  test(`blocks: ${what} → these alone are replaced`, () => {
    assert.equal(change(page(before), page(after)), { blocks: pageBlocks(page(before))!.blocks.length, runs: expected })
  })
}

test('any lists of blocks → what is told makes the one of the other', () => {
  const lists = Array.from({ length: 4 ** 4 }, (_, at) =>
    p(...at.toString(4).padStart(4, '0')).replaceAll('<p>3</p>\n', ''),
  )
  for (const before of lists.filter((_, at) => at % 5 === 0)) {
    for (const after of lists) {
      const told = change(page(before), page(after))!
      assert.is(changed(page(before), told), pageBlocks(page(after))!.blocks.join(''))
    }
  }
})

test('more blocks than are compared → all between the first change and the last', () => {
  const many = Array.from({ length: 600 }, (_, at) => `${at}`)
  const others = many.map((word) => (word === '300' ? word : `${word}.`))
  assert.equal(change(page(p('a', ...many, 'z')), page(p('a', ...others, 'z')))?.runs, [
    { at: 1, gone: 600, html: p(...others) },
  ])
})

test('the foot is another → it is told', () =>
  assert.equal(change(page(p('a')), page(p('a'), { foot: 'Verified.' })), {
    blocks: 1,
    runs: [],
    foot: '<footer class="site lesson">Verified.</footer>',
  }))

const question = '<div class="prediction" id="q">?</div>'
const reveal = (word: string) => `<div class="cell"><details class="reveal" id="r">${word}</details></div>`
const because = (fold: string, word: string) => `<div class="explanation" data-of="${fold}">${word}</div>`
const again: readonly (readonly [what: string, before: string, after: string])[] = [
  ['a style sheet', page(''), page('', { head: '<style>a {}</style>' })],
  ['a question comes', page(p('a')), page(question)],
  ['a question goes', page(question), page(p('a'))],
  ['what a question opens', page(reveal('a')), page(reveal('b'))],
  ['what is told of another fold', page(because('r', 'a')), page(because('s', 'a'))],
  ['what is told no more', page(because('r', 'a')), page(p('a'))],
  ['the way on', page('<nav class="turn">a</nav>'), page('<nav class="turn">b</nav>')],
]

for (const [what, before, after] of again)
  test(`another is ${what} → the page is to be loaded again`, () => assert.is(change(before, after), undefined))

test('other words in a fold that nothing opens → replaced', () =>
  assert.is(change(page('<details id="a">a</details>'), page('<details id="a">b</details>'))?.runs.length, 1))

test('other words of what a fold shows → replaced', () =>
  assert.is(change(page(because('r', 'a')), page(because('r', 'b')))?.runs.length, 1))

test.run()
