/** Figures that lead: below a page's title, above the list of pages. */
import type { Element } from 'hast'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { indexLead } from '../../lib/lesson/index.ts'
import type { Cell, CellMetadata, Output } from '../../lib/notebook/index.ts'
import { renderIndex } from '../../lib/site/index.ts'
import { classesOf, code, display, notebook, pageOf, prose, read, stream, textOf } from '../helpers/pages.ts'

const svg = '<svg viewBox="0 0 680 9" width="680"><title>The path at rest</title><path d="M0 0h9"/></svg>'
const picture = display({ 'image/svg+xml': svg, 'text/plain': 'A path.\n\na  b\n1  2' })
const leading = (outputs: Output[] = [picture], more: CellMetadata = {}, lead: unknown = 'page'): Cell => ({
  ...code('secretCall()', outputs, { tags: ['hide-input'], ...more, ackbook: { lead, ...more.ackbook } }),
  id: 'lead',
})
const opening = prose('# Title\n\n### A question?\n\nThe first paragraph.\n\nThe second.\n\n## A section\n\nText.')

/** What stands in `main`, in its order. */
function outline(page: ReturnType<typeof pageOf>): string[] {
  const [main] = page.all('main')
  return main!.children
    .filter((child): child is Element => child.type === 'element')
    .map((element) => (element.tagName === 'div' ? classesOf(element).join('.') : textOf(element)))
}

test('a cell that leads its page → its figure stands once, behind title, question and first paragraph, without code', () => {
  const page = pageOf([opening, leading(), code('after()', [stream('x')])])
  assert.equal(outline(page), [
    ...['Title', 'A question?', 'notes', 'The first paragraph.', 'lead', 'The second.', 'A section#', 'Text.', 'cell'],
  ])
  assert.is(page.all('svg').length, 1)
  assert.not.match(page.html, 'secretCall')
  const lead = page.one('div', 'lead')
  assert.is(lead.properties.id, 'cell-lead')
  assert.is(page.all('a', 'count').length, 1)
  assert.is(page.all('details').map(classesOf).join(), 'words')
})

test('other openings → right below the title, wherever that comes from', () => {
  assert.equal(outline(pageOf([prose('# Title\n\n## A section\n\nText.'), leading()])).slice(0, 3), [
    ...['Title', 'notes', 'lead'],
  ])
  assert.equal(outline(pageOf([prose('Words.\n\n# Title'), leading()])).slice(0, 4), [
    ...['Words.', 'Title', 'notes', 'lead'],
  ])
  assert.equal(outline(pageOf([prose('Words alone.'), leading()])), ['page', 'notes', 'lead', 'Words alone.'])
  assert.equal(outline(pageOf([prose('## No title\n\nText.'), leading()])).slice(0, 4), [
    ...['No title', 'notes', 'lead', 'No title#'],
  ])
  assert.equal(outline(pageOf([prose('---\ntitle: Told\n---\n\n# Below\n\nText.'), leading()])).slice(0, 3), [
    ...['Told', 'notes', 'lead'],
  ])
  assert.equal(outline(pageOf([leading(), prose('# Title\n\nText.')])), ['Title', 'notes', 'Text.', 'lead'])
})

// what the cell is like
const others: [string, Cell][] = [
  ['no picture', leading([stream('text')])],
  ['no output', leading([])],
  ['a picture that is no text', leading([display({ 'image/svg+xml': { a: 1 } })])],
  ['a picture that a tag removes', leading([picture], { tags: ['remove-output'] })],
  ['an outcome that is kept back', leading([picture], { tags: ['reveal'] })],
  ['another word', leading([picture], {}, 'cover')],
  ['a list in place of a word', leading([picture], {}, ['page'])],
]
for (const [what, cell] of others) {
  test(`a cell that leads and has ${what} → stands where it is, as it would without`, () => {
    const plain = { ...cell, metadata: { ...cell.metadata, ackbook: {} } }
    assert.is(pageOf([opening, cell]).html, pageOf([opening, plain]).html)
  })
}

test('Markdown that is to lead, a cell that is removed → no lead, and no page that fails', () => {
  assert.is(pageOf([opening, prose('x', { ackbook: { lead: 'page' } })]).all('div', 'lead').length, 0)
  assert.is(pageOf([opening, leading([picture], { tags: ['remove-cell'] })]).all('svg').length, 0)
})

test('two cells that lead → the first does; the second is a cell', () => {
  const page = pageOf([opening, leading(), { ...leading(), id: 'second' }])
  assert.is(page.all('div', 'lead').length, 1)
  assert.is(page.all('svg').length, 2)
  assert.is(page.all('div', 'cell')[0]!.properties.id, 'cell-second')
})

test('a finding of the cell that leads → told where the cell is', () => {
  const findings = [{ kind: 'output-differs' as const, cell: 1, message: 'it differs.' }]
  const verification = {
    verified: false,
    cells: 1,
    kernel: 'k',
    date: '2026-01-05',
    findings,
    outputs: [],
    changed: [],
  }
  const page = pageOf([opening, leading()], { verification })
  assert.equal(outline(page).slice(-2), ['Text.', 'finding'])
})

test('a figure for the index → above its list, named, without its numbers; and at its own place in its lesson', () => {
  const cells = [opening, leading([picture], {}, 'index')]
  const lead = indexLead(notebook(cells))
  const links = [{ name: 'a', title: 'A', href: 'a.html' }]
  const { one, html, all } = read(renderIndex({ title: 'T', links, lead }))
  assert.is(all('div', 'lead').length, 1)
  assert.ok(html.indexOf('class="lead"') < html.indexOf('<nav'))
  assert.is(textOf(one('svg')).trim(), 'The path at rest')
  assert.is(all('details').length, 0)
  const page = pageOf(cells)
  assert.is(page.all('div', 'lead').length, 0)
  assert.is(page.all('svg').length, 1)
})

test('no figure for the index → the index as it was', () => {
  const links = [{ name: 'a', title: 'A', href: 'a.html' }]
  for (const cells of [
    [opening],
    [leading([stream('x')], {}, 'index')],
    [leading([picture], { tags: ['reveal'] }, 'index')],
    [leading()],
  ])
    assert.is(renderIndex({ title: 'T', links, lead: indexLead(notebook(cells)) }), renderIndex({ title: 'T', links }))
})

test.run()
