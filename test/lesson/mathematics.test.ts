import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { restoreFormulas, takeFormulas } from '../../lib/lesson/delimiters.ts'
import { draws } from '../helpers/draws.ts'
import { code, dangersIn, display, pageOf, prose, textOf } from '../helpers/pages.ts'

const formulasOf = (text: string) => takeFormulas(text, 'markdown').formulas.map(({ tex }) => tex)

const inline: [name: string, text: string, formulas: string[]][] = [
  ['blanks inside the dollars', 'is $ \\frac{1}{2} $, $ x$ and $x $.', [' \\frac{1}{2} ', ' x', 'x ']],
  ['a line break inside', 'is $a +\nb\n$ here', ['a +\nb\n']],
  ['a letter or a digit right after', '$x$-axis and $x$2', ['x', 'x']],
  ['double dollars within a line', 'so $$a+b$$ it is', ['a+b']],
  ['brackets as Markdown wants them', 'in \\\\(a^2\\\\) and \\\\[a^3\\\\]', ['a^2', 'a^3']],
  ['brackets as TeX has them', 'in \\(a^2\\) and \\[a^3\\]', ['a^2', 'a^3']],
  [
    'an environment within a line',
    'so \\begin{align} a &= b \\end{align} it is',
    ['\\begin{align} a &= b \\end{align}'],
  ],
  [
    'an environment in its like',
    '\\begin{cases}\\begin{cases}a\\end{cases}\\end{cases}',
    ['\\begin{cases}\\begin{cases}a\\end{cases}\\end{cases}'],
  ],
  ['dollars in braces', '$x \\text{ if $y$}$ z$', ['x \\text{ if $y$}']],
  ['a reference outside of all', 'see \\eqref{eq:a} and \\ref{eq:b}', ['\\eqref{eq:a}', '\\ref{eq:b}']],
  [
    'a blank line inside an environment',
    '$$\n\\begin{aligned}\na\n\n\\\\ b\n\\end{aligned}\n$$',
    ['\n\\begin{aligned}\na\n\n\\\\ b\n\\end{aligned}\n'],
  ],
  ['a quotation', '> $$\n> a\n> $$', ['\na\n']],
  ['operators without TeX', 'where $ n + 1 $ and $ (a, b) $', [' n + 1 ', ' (a, b) ']],
  ['names of functions', 'the $ max(a, b) $ of $ sin x $', [' max(a, b) ', ' sin x ']],

  ['money', 'between $5 and $6, or $7.', []],
  ['money with blanks', 'costs $ 5 and then $ 6 more', []],
  ['money after the number', 'costs 5 $ and 6 $ in all', []],
  ['money as a range', '$5-$6, $1.5M/$2M, US$5 and US$6', []],
  ['money in a list', 'costs $5, $6, $7; $8 (each) or $9', []],
  ['names of shell variables with blanks', 'set $HOME and $PATH to it', []],
  ['money in a table', '| a | b |\n|---|---|\n| x | $1600 |\n| y | $12 |\n| z | $a |\n| z | b$ |', []],
  ['money in another script', '价格 $ 5 元和 $ 6 元', []],
  ['money with words between', 'paid $2 and 3 for x$ at most; from $3 and up (US$)', []],
  ['money before the end of an element', '<td>$5 or $6</td><b>$q$</b>', ['q']],
  ['an escaped dollar', '\\$5 and \\$6$', []],
  ['a blank line', 'a $x\n\ny$ b', []],
  ['nothing', '$ $ and $$ $$ and \\\\( \\\\)', []],
  ['code', '`$x$` and ``a ` $y$`` and `r$dist`', []],
  ['a fence', '```\n$x$\n```\n~~~~ tex\n$y$\n~~~~\n- ```\n  $z$\n  ```', []],
  ['code between dollars', 'from $5 for `x` to $6 for `y`', []],
  ['brackets of Markdown', 'as in \\[1\\] and \\(see below\\)', []],
  ['an environment without an end', '\\begin{align} a', []],
  ['an environment that is none of mathematics, over paragraphs', '\\begin{quote}\n\na\n\n\\end{quote}', []],
]
for (const [name, text, formulas] of inline) {
  test(`${name} → ${formulas.length === 0 ? 'no formula' : `${formulas.length} of them`}: ${JSON.stringify(text)}`, () =>
    assert.equal(formulasOf(text), formulas))
}

const pieces = [
  '$',
  '$$',
  '\\',
  '\\\\(',
  '\\)',
  '\\[',
  '{',
  '}',
  '`',
  '```',
  '~~~',
  '\n',
  '\n\n',
  '> ',
  ' ',
  '5',
  'x',
  'and',
  '\\begin{align}',
  '\\end{align}',
  '\ufdd0',
  '0\ufdd1',
  '|',
  '_',
]
test('any text → its formulas put back give the text', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (parts) => {
      const text = parts.join('')
      const marked = takeFormulas(text, 'markdown')
      assert.is(restoreFormulas(marked.text, marked.formulas), text.replace(/[\ufdd0\ufdd1]/g, '\ufffd'))
    }),
    { numRuns: draws(500), verbose: 1 },
  )
})

test('delimiters that never close, 100 kB of them → steps in proportion', () => {
  // Each would take minutes if every one of them were searched to the end.
  for (const piece of ['$ ', '$$x ', '\\\\(', '\\( ', '\\begin{align} ', '${', '{$', '`` ` ', '$5 `', '$a ', '\\[^']) {
    takeFormulas(piece.repeat(100_000 / piece.length), 'markdown')
  }
})

const mathOf = (page: ReturnType<typeof pageOf>) => page.all('math').map(textOf)

test('a macro → known from there to the end of the page, in outputs too; not before', () => {
  const page = pageOf([
    prose('Before: $\\RTT$.'),
    prose('$$\\newcommand{\\RTT}{R}\\newcommand{\\two}[2][p]{#1+#2}\\DeclareMathOperator{\\argmin}{arg min}$$'),
    prose('$\\RTT$, $\\two{q}$, $\\two[r]{q}$, $\\argmin_x$'),
    code('x', [display({ 'text/latex': '$\\RTT$' }), display({ 'text/markdown': '$\\def\\late{L}$' })]),
    prose('$\\late$'),
  ])
  assert.equal(mathOf(page), ['R', 'p+q', 'r+q', 'argminx\u2061', 'R', 'L'])
  assert.equal(
    page.omissions.map(({ cell, kind, what }) => [cell, kind, what]),
    [[0, 'formula', '$\\RTT$']],
  )
  assert.match(page.text, '$\\RTT$')
})

test('a macro made anew, as MathJax lets it → the later one holds from there', () => {
  const page = pageOf([
    prose('$\\newcommand{\\a}{x}\\a$ $\\newcommand{\\a}{y}\\a$ $\\providecommand{\\a}{z}\\a$ $\\a$'),
  ])
  assert.equal(mathOf(page), ['x', 'y', 'y', 'y'])
})

test('a formula that fails half-way → its definitions are gone with it', () => {
  const page = pageOf([prose('$\\def\\vec#1{W}\\nosuch$ $\\vec x$ $\\begin{array}{c}a \\\\ \\nosuch$ $b$')])
  assert.equal(mathOf(page), ['x→', 'b'])
  assert.is(page.omissions.length, 2)
})

test('equations with labels → numbered through the page, and referred to from before and after, over cells', () => {
  const page = pageOf([
    prose('See \\eqref{eq:late} and $\\ref{eq:early} + \\eqref{eq:late}$.'),
    prose('\\begin{equation}a=b\\label{eq:early}\\end{equation}'),
    prose(
      '\\begin{align}a&=b\\notag\\\\c&=d\\tag{*}\\label{eq:star}\\\\e&=f\\label{eq:late}\\end{align} as \\eqref{eq:star}',
    ),
  ])
  const links = page.all('a').filter((a) => String(a.properties.href).startsWith('#eq_'))
  assert.equal(
    links.map((a) => [textOf(a), a.properties.href]),
    [
      ['(2)', '#eq_eq-late'],
      ['1', '#eq_eq-early'],
      ['(2)', '#eq_eq-late'],
      ['(*)', '#eq_eq-star'],
    ],
  )
  const ids = page.all('*').map(({ properties }) => properties.id)
  for (const { properties } of links) assert.ok(ids.includes(String(properties.href).slice(1)))
  assert.equal(page.omissions, [])
})

test('a reference to no equation → question marks, no link, and told', () => {
  const page = pageOf([prose('See \\eqref{gone}.')])
  assert.match(page.text, 'See (???).')
  assert.equal(
    page.omissions.map(({ kind, why }) => [kind, why]),
    [['formula', 'no equation of the page has the label “gone”']],
  )
})

const known: [string, string][] = [
  ['\\begin{eqnarray}a &=& b \\\\ &=& \\text{a \\& b}\\end{eqnarray}', 'a=b(1)=a\u00a0&\u00a0b(2)'],
  ['$$\\require{cancel}\\cancel{x}$$', 'x'],
  ['$\\mbox{if } x$', 'if x'.replace(' ', '\u00a0')],
  ['$\\class{c}{x}\\cssId{i}{y}\\style{color:red}{z}$', 'xyz'],
  ['$\\root 3 \\of x$', 'x3'],
  ['\\begin{flalign*}a&=b\\end{flalign*}', 'a=b'],
  ['$x_\\text{train_x}+\\mbox{a^b & 5% # $y_1$}$', 'xtrain_x+a^b\u00a0&\u00a05%\u00a0#\u00a0y1'],
  ['$\\newcommand{\\w}[1]{\\text{#1_w}}\\w{a}$', 'a_w'],
  ['$\\unicode{x263a}\\unicode[Serif]{9786}$', '☺☺'],
  ['$\\pmatrix{a&b\\cr c&d}\\cases{e\\cr f}$', '(abcd){ef'],
]
for (const [source, words] of known) {
  test(`${source} → ${words}`, () => {
    const page = pageOf([prose(source)])
    assert.is(mathOf(page).join(''), words)
    assert.equal(page.omissions, [])
  })
}

test('a formula in which something is missing → told in words of ours', () => {
  const page = pageOf([prose('$x^$ $a_$')])
  assert.equal(
    page.omissions.map(({ what, why }) => [what, why]),
    [
      ['$x^$', 'something is missing in it'],
      ['$a_$', 'something is missing in it'],
    ],
  )
})

test('\\href → a link that can be followed; to a script → its words alone', () => {
  const page = pageOf([
    prose('$\\href{https://example.org/?a=1\\&b}{x}+\\href{javascript:alert(1)}{y}$ $\\data{href=0}{z}$'),
  ])
  const [link, ...others] = page
    .all('a')
    .filter((a) => textOf(a).length === 1 && textOf(a) !== '#' && textOf(a) !== '[')
  assert.is(link?.properties.href, 'https://example.org/?a=1&b')
  assert.equal(others.map(textOf), [])
  assert.match(page.text, 'x+y')
  assert.equal(dangersIn(page.html), [])
})

test('formulas in HTML blocks and in tables, with bars → drawn; in attributes and code left alone', () => {
  const page = pageOf([
    prose(
      '<div title="$a$">\nA $x^2$ and \\(y\\in Y\\).\n<pre>$p$</pre>\n</div>\n\n| a | b |\n|---|---|\n| $|x|$ | $P(A|B)$ |',
    ),
  ])
  assert.equal(mathOf(page), ['x2', 'y∈Y', '|x|', 'P(A|B)'])
  assert.is(page.all('td').length, 2)
  assert.is(textOf(page.one('pre')), '$p$')
  assert.ok(page.all('div').some(({ properties }) => properties.title === '$a$'))
})

test('brackets of TeX where Markdown is not read → drawn as in MathJax, a letter alone too', () => {
  const page = pageOf([
    prose('<div>So \\(y\\) and \\[z\\] <code>\\(c\\)</code> $5</div>\n\nand \\(a\\)'),
    code('x', [display({ 'text/html': '<p>\\(q\\)</p>' })]),
  ])
  assert.equal(mathOf(page), ['y', 'z', 'q'])
  assert.match(page.text, '\\(c\\) $5')
  assert.match(page.text, 'and (a)')
})

test('formulas in an HTML output → drawn where they can be nothing else', () => {
  const html = '<table><tr><td>$\\alpha^2$</td><td>$5</td><td>$6</td><td>5 $ or $6</td><td>\\(a_1\\)</td></tr></table>'
  const page = pageOf([code('x', [display({ 'text/html': html })])])
  assert.equal(mathOf(page), ['α2', 'a1'])
  assert.match(page.text, '$5$65 $ or $6')
})

test('a display formula in a paragraph, a list, a heading, a table → valid nesting, no word lost', () => {
  const page = pageOf([
    prose(
      '# T $$t$$\n\nBefore\n$$a$$\nafter, *in $$b$$ stress*.\n\n- item $$c$$ end\n\n|x|\n|-|\n|$$d$$|\n\n1. p\n\n   $$e$$',
    ),
  ])
  const paragraphs = page.all('p')
  for (const paragraph of [...paragraphs, ...page.all('h1'), ...page.all('em')]) {
    const inside = JSON.stringify(paragraph.children)
    assert.not.ok(inside.includes('"tagName":"div"'), inside)
  }
  assert.equal(mathOf(page), ['t', 'a', 'b', 'c', 'd', 'e'])
  for (const word of ['Before', 'after,', 'in ', 'stress', 'item', ' end']) assert.match(page.text, word)
})

test('MathML of an author or of an output → drawn, nothing but mathematics in it', () => {
  const math =
    '<math display="block" onclick="x()"><semantics><mrow><mfrac linethickness="0"><mi href="javascript:x">a</mi><mn>2</mn></mfrac><mfenced open="["><mi>b</mi><mi>c</mi></mfenced><mtext><b>if</b><script>x()</script></mtext>bare<maction><mo stretchy="false">|</mo></maction></mrow><annotation encoding="TeX">again</annotation></semantics></math>'
  for (const cell of [prose(`So ${math} it is.`), code('x', [display({ 'text/html': `<p>${math}</p>` })])]) {
    const page = pageOf([cell])
    assert.equal(mathOf(page), ['a2[b,c)ifbare|'])
    const inside = (page.one('math').children as { tagName: string }[]).map(({ tagName }) => tagName)
    assert.equal(inside, ['mrow'])
    assert.is(page.one('math').properties.display, 'block')
    assert.is(page.one('mfrac').properties.linethickness, '0')
    assert.equal(dangersIn(page.html), [])
    assert.not.match(page.html, /onclick|href="javascript/)
    assert.not.match(page.text, 'again')
  }
})

test('a heading with a formula → its anchor and its line in the contents say it', () => {
  const page = pageOf([prose("# T\n\n## The slope $ f'(x) $\n\n[there](#The-slope-$-f'(x)-$)")])
  assert.is(page.all('h2')[0]?.properties.id, 'the-slope-f-x')
  assert.ok(page.all('a').some((a) => a.properties.href === '#the-slope-f-x' && textOf(a) === 'there'))
})

test('LaTeX of an output: text with formulas, bare TeX, an environment, what cannot be drawn → all of it shown', () => {
  const shown = (latex: string) => {
    const page = pageOf([code('x', [display({ 'text/latex': latex, 'text/plain': '<Latex object>' })])])
    return [textOf(page.one('div', 'text-latex')), page.omissions.length]
  }
  assert.equal(shown('Let $x$ be $y$.'), ['Let x be y.', 0])
  assert.equal(shown('\\frac{a}{b}'), ['ab', 0])
  assert.equal(shown('\\begin{eqnarray}a&=&b\\end{eqnarray}'), ['a=b(1)', 0])
  assert.equal(shown('$\\nosuch{x}$'), ['$\\nosuch{x}$', 1])
})

test('a macro that grows without end, alone or over formulas → an end, told', () => {
  const definitions = Array.from({ length: 3000 }, (_, at) => {
    return `\\def\\m${String.fromCharCode(97 + (at % 26)).repeat(1 + at / 26)}{x}`
  })
  const page = pageOf([
    prose('$\\def\\a{\\a\\a}\\a$'),
    prose(`$\\def\\b{${'x'.repeat(9000)}}$ $${'\\b'.repeat(900)}$`),
    prose(Array.from({ length: 30 }, (_, at) => `$${definitions.slice(100 * at, 100 * (at + 1)).join('')}$`).join(' ')),
  ])
  // Of 2000 that are kept two stand before.
  assert.equal(
    page.omissions.map(({ cell }) => cell),
    [0, 1, ...Array.from({ length: 11 }, () => 2)],
  )
  assert.ok(page.html.length < 3_000_000, `${page.html.length}`)
})

test.run()
