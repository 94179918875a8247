import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { draws } from '../helpers/draws.ts'
import { classesOf, elementsIn, pageOf, prose, textOf } from '../helpers/pages.ts'

const boxes = (source: string) => {
  const { all } = pageOf([prose(`# T\n\n${source}`)])
  return all('*', 'box').map((box) => {
    const title = elementsIn(box).find((each) => classesOf(each).includes('box-title'))
    return [
      box.tagName,
      classesOf(box)[1],
      title ? textOf(title) : '',
      textOf(box)
        .replace(title ? textOf(title) : '', '')
        .trim(),
    ]
  })
}

const written: [string, string, string[]][] = [
  ['GitHub’s note', '> [!NOTE]\n> Body.', ['div', 'note', 'Note', 'Body.']],
  [
    'GitHub’s caution of two paragraphs',
    '> [!caution]\n>\n> One.\n>\n> Two.',
    ['div', 'caution', 'Caution', 'One.\nTwo.'],
  ],
  ['Obsidian’s, titled and shut', '> [!tip]- Of *old*\n> Body.', ['details', 'tip', 'Of old', 'Body.']],
  ['MyST’s, of colons', ':::{warning}\nBody.\n:::', ['div', 'warning', 'Warning', 'Body.']],
  [
    'MyST’s, of backticks, with options',
    '```{admonition} A title\n:class: tip\n:name: x\n\nBody.\n```',
    ['div', 'tip', 'A title', 'Body.'],
  ],
  [
    'MyST’s, with options in YAML',
    '```{note}\n---\nclass: dropdown\n---\nBody.\n```',
    ['details', 'note', 'Note', 'Body.'],
  ],
  ['MyST’s dropdown', ':::{dropdown} More\nBody.\n:::', ['details', 'note', 'More', 'Body.']],
  ['MyST’s toggle', '```{toggle} More\nBody.\n```', ['details', 'note', 'More', 'Body.']],
  ['MyST’s seealso', '```{seealso}\nBody.\n```', ['div', 'note', 'See also', 'Body.']],
  ['Quarto’s, titled by a heading', '::: {.callout-tip}\n## A title\n\nBody.\n:::', ['div', 'tip', 'A title', 'Body.']],
  [
    'Quarto’s, titled by an attribute and shut',
    '::: {.callout-important title="A \'title\'" collapse="true"}\nBody.\n:::',
    ['details', 'important', "A 'title'", 'Body.'],
  ],
  ['Docusaurus’s', ':::danger Mind this\nBody.\n:::', ['div', 'caution', 'Mind this', 'Body.']],
  ['Jupyter’s', '<div class="alert alert-block alert-success">\n\nBody.\n\n</div>', ['div', 'tip', '', 'Body.']],
]
for (const [name, source, expected] of written) {
  test(`a box as ${name} → that box, nothing of its marks`, () => {
    assert.equal(boxes(source), [expected])
    assert.not.match(pageOf([prose(source)]).text, /:::|\[!|```|alert|class:|callout/)
  })
}

test('boxes in boxes, in lists, with code and formulas → all of them', () => {
  const source = `- item

  ::::{note} Outer
  :::{tip} Inner $x^2$
  \`\`\`python
  x = ':::'
  \`\`\`
  > [!WARNING]
  > $$y$$
  :::
  ::::
- next`
  assert.equal(
    boxes(source).map(([, kind]) => kind),
    ['note', 'tip', 'warning'],
  )
  const { all, text } = pageOf([prose(source)])
  assert.is(all('math').length, 2)
  assert.is(all('li').length, 2)
  assert.match(text, ':::')
})

test('marks that mean no box → as they are', () => {
  for (const source of [
    '> [!NOPE]\n> x',
    '> see [!NOTE]',
    ':::\nx\n:::',
    '::: nothing\nx\n:::',
    '```{unknown} y\nx\n```',
    'a ::: b',
  ])
    assert.equal(boxes(source), [])
})

test('a directive that no page knows → its source, or what it names and holds', () => {
  assert.match(pageOf([prose('```{unknown} words\n:a: b\nx\n```')]).text, '{unknown} words\n:a: b\nx')
  assert.match(pageOf([prose(':::{unknown} words\nx\n:::')]).text, /words\s+x/)
  assert.match(pageOf([prose('```{code-block} python\n:caption: words\nx\n```')]).text, /words\s+x/)
})

test('any nesting of boxes and any words → each word is on the page', () => {
  const word = fc.integer({ min: 0, max: 999 }).map((n) => `word${n}`)
  const { block } = fc.letrec<{ block: string }>((tie) => ({
    block: fc.oneof(
      { depthSize: 'small' },
      word,
      fc
        .tuple(
          fc.constantFrom('{note}', '{admonition} Title', '{.callout-tip}', '{.other}', '{other} word1001', 'warning'),
          tie('block'),
        )
        .map(([name, inside]) => `::::::::${name}\n${inside}\n::::::::`),
      fc
        .tuple(
          fc.constantFrom('{note}', '{figure} x.png', '{margin}', '{unknown} word1000', '{dropdown} D'),
          tie('block'),
        )
        .map(([name, inside]) => `\`\`\`${name}\n${inside}\n\`\`\``),
      tie('block').map((inside) => `> [!NOTE]\n${inside.replace(/^/gm, '> ')}`),
      tie('block').map((inside) => `- ${inside.replace(/\n/g, '\n  ')}`),
      fc.tuple(tie('block'), tie('block')).map(([one, other]) => `${one}\n\n${other}`),
    ),
  }))
  fc.assert(
    fc.property(block, (source) => {
      const { text } = pageOf([prose(source)])
      for (const [each] of source.matchAll(/word\d+/g)) assert.match(text, each, source)
    }),
    { numRuns: draws(40) },
  )
})

test('attributes after a picture or a link → width and place kept, none of them text; with words of another meaning → text', () => {
  const src =
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
  const page = pageOf([
    prose(
      `![a](${src}){width=200px height="30" fig-alt="long words" .x} and ![b](${src}){#fig-b width=50%}, [l](https://example.org){target="_blank"} [see](#fig-b)`,
    ),
    prose(`![c](${src}){fig-cap="other words"} ![d](${src}) {width=9} [e]{.x} {#f}`),
  ])
  const [a, b] = page.all('img').map(({ properties }) => properties)
  assert.equal([a?.width, a?.height, a?.title, a?.alt], [200, 30, 'long words', 'a'])
  assert.equal([b?.width, b?.id], ['50%', 'fig-b'])
  assert.match(page.text, /^ and , l see/m)
  assert.match(page.text, '{fig-cap="other words"}  {width=9} [e]{.x} {#f}')
})

test('a link of MyST without words → those of the heading that it names', () => {
  const page = pageOf([prose('(here)=\n# The *place*\n\n[](here) [](#here)')], { isThere: () => false })
  assert.equal(page.omissions, [])
  assert.equal(
    page
      .all('a')
      .filter((a) => a.properties.href === '#here')
      .map(textOf),
    ['The place', 'The place'],
  )
})

test('tasks → boxes to tick in their items', () => {
  const { all } = pageOf([prose('- [x] done\n- [ ] open\n- [link](x)\n- [y] not one\n\n1. [X] first')])
  assert.equal(
    all('input').map(({ properties }) => [properties.checked ?? false, properties.disabled]),
    [
      [true, true],
      [false, true],
      [true, true],
    ],
  )
  assert.equal(
    all('li').map((li) => textOf(li).trim()),
    ['done', 'open', 'link', '[y] not one', 'first'],
  )
})

test('definitions → a list of them', () => {
  const { all } = pageOf([prose('Term\n: definition\n\nOther\n: one\n: two')])
  assert.equal(all('dt').map(textOf), ['Term', 'Other'])
  assert.equal(all('dd').map(textOf), ['definition', 'one', 'two'])
})

test('labels → places that links and references lead to, forward too, and no text', () => {
  const { all, text, omissions } = pageOf([
    prose('{ref}`later`, {ref}`words <later>`, [link](#later), {numref}`fig`'),
    prose('(later)=\n## The later heading\n\n(fig)=\nText.\n\n## Named {#sec-id .unnumbered}\n\n[by id](#sec-id)'),
  ])
  const links = all('a').filter(
    ({ properties }) => !/cell-|page_/.test(String(properties.href)) && !properties.className,
  )
  assert.equal(
    links.filter(({ properties }) => properties.href).map((a) => [a.properties.href, textOf(a)]),
    [
      ['#the-later-heading', 'The later heading'],
      ['#named', 'Named'],
      ['#later', 'The later heading'],
      ['#later', 'words'],
      ['#later', 'link'],
      ['#fig', 'fig'],
      ['#sec-id', 'by id'],
    ],
  )
  const ids = new Set(all('*').map(({ properties }) => properties.id))
  for (const id of ['later', 'fig', 'sec-id', 'named']) assert.ok(ids.has(id), id)
  assert.not.match(text, /\(later\)=|\{#|unnumbered/)
  assert.equal(omissions, [])
})

test('a link without words → the words of what it leads to', () => {
  const { text } = pageOf([prose('See [](#part) and [](#none).\n\n(part)=\n## The part')])
  assert.match(text, 'See The part and none.')
})

test('formulas in a directive → drawn, each its own', () => {
  const { all, text } = pageOf([
    prose('$a$\n\n```{note} On $b$\n$c$ and `$d$`\n\n$$\ne\n$$\n```\n\n$f$ and {math}`g`\n\n```{math}\nh\n```'),
  ])
  assert.equal(
    all('math').map((each) => textOf(each).trim()),
    ['a', 'b', 'c', 'e', 'f', 'g', 'h'],
  )
  assert.match(text, '$d$')
})

test('a reference to nothing → its words, and it is listed', () => {
  const { omissions, text } = pageOf([prose('{ref}`gone` and [x](#nowhere)')])
  assert.match(text, 'gone and x')
  assert.equal(
    omissions.map(({ kind, what }) => [kind, what]),
    [
      ['link', '#gone'],
      ['link', '#nowhere'],
    ],
  )
})

test('roles → what they mean; one of another name → as it is written', () => {
  const { all, text } = pageOf([
    prose('H{sub}`2`O {kbd}`Ctrl` {abbr}`TCP (Transmission Control Protocol)` {math}`x_1` {cite:p}`a,b` {odd}`x` {a}'),
  ])
  assert.equal(all('sub').map(textOf), ['2'])
  assert.equal(all('kbd').map(textOf), ['Ctrl'])
  assert.is(all('abbr')[0]!.properties.title, 'Transmission Control Protocol')
  assert.is(all('math').length, 1)
  assert.match(text, '[a, b] {odd}x {a}')
})

test('figures, formulas and code as directives → as such', () => {
  const { all, text, omissions } = pageOf([
    prose(
      '```{figure} a.png\n:alt: words\n:width: 50%\n\nThe *caption*.\n```\n\n```{math}\n:label: eq\nx^2\n```\n\n```{code-block} python\ndef f(): pass\n```\n\n```{=html}\n<kbd>k</kbd>\n```',
    ),
  ])
  assert.is(textOf(all('figcaption')[0]!).trim(), 'The caption.')
  assert.equal(
    omissions.map(({ kind, what }) => [kind, what]),
    [['picture', 'a.png']],
  )
  assert.is(all('math').length, 1)
  assert.is(all('span', 'k').length, 2)
  assert.equal(all('kbd').map(textOf), ['k'])
  assert.not.match(text, /:label:|:alt:|\{/)
})

test('many marks of boxes, roles and labels that end nowhere → a page in time in proportion', () => {
  for (const piece of [
    ':::{note}\n',
    '> [!NOTE]\n',
    '{a}`',
    '```{note}\n',
    '(a)=\n',
    '# x {#a\n',
    '- [ ] x\n',
    'a\n: b\n\n',
  ]) {
    const { html } = pageOf([prose(piece.repeat(8_000 / piece.length))])
    assert.ok(html.length > 0)
  }
})

test.run()
