import { parse } from 'parse5'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CodeCell, Policy } from '../../lib/notebook/index.ts'
import { pictureHtml } from '../../lib/report/html/pictures.ts'
import { compareOutputs, policiesOf, type TextPiece } from '../../lib/verify/index.ts'
import { hostileReportPage } from '../helpers/report-page.ts'

const test = suite('html report')
const replace = (text: string, pattern: RegExp, by: string) => text.replace(pattern, by)

interface Node {
  nodeName: string
  attrs?: { name: string; value: string }[]
  childNodes?: Node[]
  value?: string
}

function nodesOf(node: Node): Node[] {
  return [node, ...(node.childNodes ?? []).flatMap(nodesOf)]
}

test('outputs that mean harm → no script, no frame, no handler, nothing fetched, all inside the page', () => {
  const nodes = nodesOf(parse(hostileReportPage()) as unknown as Node)
  const names = new Set(nodes.map(({ nodeName }) => nodeName))
  for (const name of ['script', 'iframe', 'object', 'embed', 'link', 'base', 'form', 'svg', 'b', 'i'])
    assert.not(names.has(name), name)
  assert.is(nodes.filter(({ nodeName }) => nodeName === 'style').length, 1)
  for (const { attrs = [] } of nodes) {
    for (const { name, value } of attrs) {
      assert.not(name.startsWith('on'), name)
      if (name === 'src') assert.match(value, /^data:image\/(?:png|svg\+xml);base64,[A-Za-z0-9+/]+=*$/)
      if (name === 'href') assert.match(value, /^#notebook-\d+$/)
    }
  }
  assert.is(nodes.filter(({ nodeName }) => nodeName === 'main').length, 1)
  const policy = nodes.flatMap(({ attrs = [] }) => attrs).find(({ value }) => value.startsWith('default-src'))
  assert.ok(policy!.value.startsWith("default-src 'none';"))
})

test('pictures → old and new; markup → its text, what differs marked', () => {
  const html = hostileReportPage()
  const pictures = [...html.matchAll(/<img alt="([^"]*)" src="data:([^;]+);/g)].map(([, alt, type]) => [alt, type])
  assert.equal(pictures, [
    ['stored image/png', 'image/png'],
    ['new image/png', 'image/png'],
    ['new image/png', 'image/png'],
    ['stored image/svg+xml', 'image/svg+xml'],
    ['new image/svg+xml', 'image/svg+xml'],
    ['stored image/vnd.ackbook.narrow-svg+xml', 'image/svg+xml'],
    ['new image/vnd.ackbook.narrow-svg+xml', 'image/svg+xml'],
  ])
  assert.ok(html.includes('<td>three <del>3</del></td><td>three <ins>4</ins></td>'), html)
  assert.ok(html.includes('<td></td><td><ins>five</ins></td>'), html)
  assert.ok(html.includes('&lt;script&gt;'), html)
})

test('a narrow layout → a picture if it is whole; no picture if its words and looks are those of the wide one', () => {
  const shown = (content: string, name = 'image/vnd.ackbook.narrow-svg+xml') =>
    /^<img/.test(pictureHtml({ name, label: name, kind: 'text', content, of: [0] }, 'a') ?? '')
  const bare = '<svg class="ackfig" viewBox="0 0 340 9">'
  assert.is(shown(`${bare}<path class="a" d="M0 0h9"/></svg>`), false)
  assert.is(shown(`${bare}<style>.b{fill:red}</style><path class="a" d="M0 0h9"/></svg>`), false)
  assert.ok(shown(`${bare}<title>t</title><style>.a{fill:red}</style><path class="a" d="M0 0h9"/></svg>`))
  assert.ok(shown(`${bare}<path class="a" d="M0 0h9"/></svg>`, 'image/svg+xml'))
})

/** `=same|same`, `-old|+new`, `…`. */
function rowsOf(stored: string, fresh: string, settings: Policy = {}): string[] {
  const cell: CodeCell = {
    cell_type: 'code',
    metadata: { ackbook: settings },
    source: 'x',
    outputs: [],
    execution_count: 1,
  }
  const [policy] = policiesOf({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }, 'x')
  const out = (text: string) => [{ output_type: 'stream' as const, name: 'stdout' as const, text }]
  const [difference] = compareOutputs(out(stored), out(fresh), policy!, replace).differences
  const side = (pieces: readonly TextPiece[] | undefined) =>
    pieces?.map(({ text, differs }) => (differs ? `[${text}]` : text)).join('') ?? '-'
  return difference!.rows!().map((row) =>
    'stored' in row || 'fresh' in row
      ? `${side(row.stored)} | ${side(row.fresh)}`
      : row.kind === 'gap'
        ? '…'
        : row.kind,
  )
}

test('lines that differ, are gone, are new → beside each other; what only a setting passes over is the same', () => {
  assert.equal(rowsOf('a\nb 1 c\nd\n', 'a\nb 2 c\nd\n'), ['a | a', 'b [1] c | b [2] c', 'd | d'])
  assert.equal(rowsOf('a\nb\nc\nd\n', 'a\nd\n'), ['a | a', '[b] | -', '[c] | -', 'd | d'])
  assert.equal(rowsOf('a\n', 'x\ny\na\n'), ['- | [x]', '- | [y]', 'a | a'])
  const many = Array.from({ length: 12 }, (_, at) => `l${at}\n`).join('')
  assert.equal(rowsOf(`${many}x\n${many}z`, `${many}y\n${many}z\n`), [
    ...['…', 'l10 | l10', 'l11 | l11', '[x] | [y]', 'l0 | l0', 'l1 | l1', '…', 'l10 | l10', 'l11 | l11', '[z] | [z]'],
  ])
  assert.equal(rowsOf('port 4001\nx\n', 'port 5001\ny\n', { normalise: ['port'] }), [
    'port 4001 | port 5001',
    '[x] | [y]',
  ])
})

test('more rows than a page can show → cut, and said', () => {
  const rows = rowsOf('a\n'.repeat(5000), 'b\n'.repeat(5000))
  assert.is(rows.length, 501)
  assert.is(rows.at(-1), 'more')
})

test.run()
