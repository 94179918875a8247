/** How a page begins: the line below its title, what a reader should know before reading. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cell } from '../../lib/notebook/index.ts'
import { classesOf, pageOf, prose, textOf } from '../helpers/pages.ts'

const links = [{ name: '1-introduction', title: '1 Introduction', href: '1-introduction.html' }]
const aboutCell = (about: unknown): Cell => prose('*In Jupyter: 40 minutes.*', { ackbook: { about } })
const headings = (page: ReturnType<typeof pageOf>) =>
  page
    .all('*')
    .filter(({ tagName }) => /^h[1-6]$/.test(tagName))
    .map(textOf)

test('a heading right below the title, sections after it → a line of text that keeps its anchor, in no contents', () => {
  const page = pageOf([prose('# T\n\n### Who *asks*?\n\nText.'), prose('## A\n\n[up](#who-asks)')])
  const line = page.one('p', 'standfirst')
  assert.is(textOf(line), 'Who asks?')
  assert.is(line.properties.id, 'who-asks')
  assert.equal(headings(page), ['T', 'A#'])
  assert.ok(page.all('a').some((a) => a.properties.href === '#who-asks' && textOf(a) === 'up'))
  assert.is(page.all('nav')[0] && textOf(page.all('nav')[0]!).includes('asks'), false)
})

// what follows
const sections: [string, string][] = [
  ['sections of the same level', '# T\n\n### One\n\nText.\n\n### Two'],
  ['sections below it', '# T\n\n### One\n\n#### Two'],
  ['another title', '# T\n\n### One\n\n# U'],
]
for (const [what, source] of sections) {
  test(`a heading right below the title, ${what} → a heading`, () => {
    const page = pageOf([prose(source)])
    assert.is(page.all('p', 'standfirst').length, 0)
    assert.is(headings(page).length, 3)
  })
}

test('a section right below the title, text between them → a heading', () => {
  for (const source of ['# T\n\n## One', '# T\n\nText.\n\n### One', '### One', '# T\n\nText.'])
    assert.is(pageOf([prose(source)]).all('p', 'standfirst').length, 0, source)
})

test('a class of the page in raw HTML → an author’s own line looks the same, and claims nothing', () => {
  const { all } = pageOf([prose('<p class="standfirst notes">x</p>')])
  assert.is(all('div', 'notes').length, 1)
})

test('what the cell about says → minutes, terms, pages before it by their titles; below title and question; its text is left out', () => {
  const about = {
    minutes: 40,
    presupposes: ['1-introduction.ipynb'],
    terms: ['window', { name: 'probe', means: 'Asks.' }],
  }
  const page = pageOf([prose('# T\n\n### Why?\n\nText.'), aboutCell(about)], { name: 'x', links })
  const notes = page.one('ul', 'chips')
  assert.match(textOf(notes), /40 minutes[\s\S]*2 new terms[\s\S]*window[\s\S]*probe[\s\S]*1 Introduction/)
  assert.not.match(page.text, 'In Jupyter')
  const chip = page.all('a', 'chip')[0]!
  assert.is(chip.properties.href, '1-introduction.html')
  const main = page.one('main').children.flatMap((child) => (child.type === 'element' ? [child] : []))
  assert.equal(
    main.map((element) => classesOf(element)[0] ?? element.tagName),
    ['h1', 'standfirst', 'notes', 'p'],
  )
})

test('a presupposed notebook without a page → its name, and no link; told', () => {
  const page = pageOf([prose('# T'), aboutCell({ presupposes: ['other/lost.ipynb', 'javascript:alert(1)'] })], {
    pageOf: () => undefined,
  })
  assert.equal(page.all('span', 'chip').map(textOf), ['lost', 'javascript:alert(1)'])
  assert.is(page.omissions.filter(({ kind }) => kind === 'link').length, 2)
})

// what it may be by mistake
for (const about of [
  {},
  { minutes: -1 },
  { minutes: '40', terms: 'x', presupposes: 3 },
  { terms: [3, null, ' ', {}] },
]) {
  test(`about ${JSON.stringify(about)} → nothing said, no page that fails`, () => {
    const page = pageOf([prose('# T'), aboutCell(about)])
    assert.is(page.all('ul', 'chips').length, 0)
    assert.not.match(page.text, 'In Jupyter')
  })
}

test('about of a code cell, a list, null → no metadata of a page', () => {
  for (const about of [[], null, 3, 'text']) {
    const page = pageOf([prose('# T'), aboutCell(about)])
    assert.is(page.all('ul', 'chips').length, 0, String(about))
  }
})

test.run()
