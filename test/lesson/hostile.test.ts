import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hostileTex, hostileSnippets as snippets } from '../helpers/hostile.ts'
import { code, dangersIn, display, pageOf, prose } from '../helpers/pages.ts'

for (const [name, markup] of Object.entries(snippets)) {
  test(`${name}, as an HTML output → nothing executable survives`, () => {
    const { html, text } = pageOf([code('x', [display({ 'text/html': markup, 'text/plain': 'plain' })])])
    assert.equal(dangersIn(html), [])
    if (markup.includes('seen<')) assert.match(text, 'seen')
  })

  test(`${name}, in Markdown → nothing executable survives`, () => {
    const { html, text } = pageOf([
      prose(`Before.\n\n${markup}\n\nIn a line: ${markup.replaceAll('\n', ' ')}\n\nAfter.`),
    ])
    assert.equal(dangersIn(html), [])
    assert.match(text, 'Before.')
  })

  test(`${name}, as an SVG output → nothing executable survives`, () => {
    const { html } = pageOf([code('x', [display({ 'image/svg+xml': markup })])])
    assert.equal(dangersIn(html), [])
  })

  test(`${name}, in every other text → shown as text`, () => {
    const { html } = pageOf(
      [
        code(
          markup,
          [
            { output_type: 'stream', name: 'stdout', text: markup },
            { output_type: 'error', ename: markup, evalue: markup, traceback: [markup] },
            display({ 'text/plain': markup }, { alt: markup }),
            display({ 'image/png': markup, 'application/json': { [markup]: markup } }),
            display({ 'text/markdown': markup }),
            display({ 'text/latex': `$${markup}$` }),
          ],
          {
            tags: [markup],
            ackbook: {
              summary: markup,
              prediction: { question: markup, choices: [{ text: markup, why: markup }, { text: markup }] },
            },
          },
        ),
      ],
      {
        name: markup,
        links: [{ name: markup, title: markup, href: `javascript:${markup}`, summary: markup }],
        verification: {
          verified: true,
          cells: 1,
          kernel: markup,
          date: markup,
          findings: [{ kind: 'not-run', cell: 0, message: markup, detail: markup }],
          outputs: [
            { cell: 1, outputs: [{ verdict: 'normalised', by: [{ name: markup, count: 1 }], leftOut: [markup] }] },
          ],
          changed: [],
          versions: [{ name: markup, version: markup }],
          commit: { id: markup, isChanged: true },
        },
      },
    )
    assert.equal(dangersIn(html), [])
  })
}

/** TeX, and markup as TeX. */
const formulas = Object.entries({ ...hostileTex, ...snippets })
for (const [name, tex] of formulas) {
  test(`${name}, as a formula in prose, in HTML, in outputs, in a macro that later ones use → nothing executable survives`, () => {
    const { html, all } = pageOf([
      prose(`$${tex}$ \\\\(${tex}\\\\) $$${tex}$$\n\n\\begin{align}${tex}\\end{align}\n\n$\\def\\later{${tex}}$`),
      prose(`<div title="$x$">$${tex}$ \\[\\alpha ${tex}\\]</div>\n\n# $${tex}$\n\n| a |\n|---|\n| $${tex}$ |`),
      code('x', [
        display({ 'text/latex': `text $${tex}$ ${tex}` }),
        display({ 'text/latex': tex }),
        display({ 'text/html': `<p>$\\alpha ${tex}$ \\(\\later\\)</p>` }),
        display({ 'text/markdown': `$${tex}$ $\\later$` }),
      ]),
      prose('$\\later$ $\\x$ $\\y$ $\\constructor$'),
    ])
    assert.equal(dangersIn(html), [])
    assert.equal(all('*').filter(({ properties }) => properties.id === 'page_main').length, 1)
    assert.not.match(html, /[\ufdd0\ufdd1]/)
  })
}

for (const [name, markup] of Object.entries(snippets)) {
  test(`${name}, in addresses of pictures, in style sheets, in data of charts and elements → nothing executable survives`, () => {
    const { html } = pageOf([
      prose(
        `![${markup}](data:image/svg+xml;base64,${Buffer.from(markup).toString('base64')}) <img src="data:image/svg+xml;utf8,${encodeURIComponent(`<svg>${markup}`)}">`,
      ),
      code('x', [
        display({
          'text/html': `<style>#t { color: ${markup} } ${markup} td { background: url(https://example.org/) }</style><table id="t"><td>${markup}</table>`,
        }),
        display({
          'text/html': `<style>td{color:red;position:fixed;background:u\\72l(x)}</style><table><td>x</table>`,
        }),
        display({
          'application/vdom.v1+json': {
            tagName: 'div',
            attributes: { onclick: markup, style: { color: markup }, href: markup },
            children: [{ tagName: markup }, markup, { tagName: 'script', children: markup }],
          },
        }),
        display({ 'application/vnd.vegalite.v5+json': { data: { values: [{ [markup]: markup }] } } }),
        display({ 'application/vnd.plotly.v1+json': { data: [{ name: markup, x: [markup] }, { y: [1] }] } }),
        display({ 'application/javascript': markup, [markup]: markup }),
        display({
          'text/html': `<script>frames[0] = "data:image/svg+xml;base64,${markup}"; Plotly.newPlot('a', [{"x": ${JSON.stringify([markup])}}])</script>`,
        }),
      ]),
    ])
    assert.equal(dangersIn(html), [])
  })
}

test('the same snippets let through as they are → each is seen as a danger', () => {
  const harmless = Object.entries(snippets).filter(
    ([name, markup]) =>
      !/breakout|placeholder|template|markup in a style|a style that ends early/.test(name) &&
      dangersIn(`<main>${markup}</main>`).length === 0,
  )
  assert.equal(harmless, [])
})

test('Markdown links to scripts → plain text', () => {
  const { html, all } = pageOf([
    prose('[a](javascript:alert(1)) <javascript:alert(1)> ![b](javascript:alert(1)) [c][d]\n\n[d]: vbscript:x'),
  ])
  assert.equal(dangersIn(html), [])
  assert.equal(
    all('a').filter((link) => /script:/i.test(String(link.properties.href))),
    [],
  )
})

test('a formula that asks for HTML or links → no such thing in the page', () => {
  const { html } = pageOf([
    prose(
      '$\\href{javascript:alert(1)}{x}$ $\\class{site}{x}$ $\\includegraphics{https://example.org/x.png}$ $\\style{position:fixed}{x}$',
    ),
  ])
  assert.equal(dangersIn(html), [])
})

test('an author’s raw HTML that imitates the stamp → loses its class', () => {
  const { all } = pageOf([prose('<p class="stamp verified"><b>✓ Verified</b></p>')])
  assert.equal(all('*', 'verified'), [])
})

test('forms, ids and names of an output → cannot shadow the page’s own', () => {
  const { all } = pageOf([code('x', [display({ 'text/html': '<p id="page_main" name="querySelectorAll">x</p>' })])])
  assert.equal(all('*').filter((element) => element.properties.id === 'page_main').length, 1)
  assert.equal(
    all('*').filter((element) => element.properties.name !== undefined && element.tagName !== 'meta'),
    [],
  )
})

test('markup nested ten thousand deep → shown by the next type, in reasonable time', () => {
  const deep = '<div>'.repeat(10_000)
  const { html, text } = pageOf([
    code('x', [
      display({ 'text/html': deep, 'text/plain': 'plain' }),
      display({ 'image/svg+xml': `<svg>${'<g>'.repeat(10_000)}`, 'text/plain': 'drawn' }),
    ]),
    prose(`Prose.\n\n${deep}`),
  ])
  assert.match(text, 'plain')
  assert.match(text, 'drawn')
  assert.match(text, 'Prose.')
  assert.ok(html.length < 300_000)
})

test.run()
