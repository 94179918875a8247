/** The files beside the lessons. */
import { HtmlValidate } from 'html-validate'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type IndexOptions, siteFiles } from '../../lib/site/index.ts'
import { dangersIn, read } from '../helpers/pages.ts'

const options: IndexOptions = {
  ...{ title: 'T', site: 'abc' },
  links: [
    { name: 'a', title: 'A </script>', href: 'sub/a%20b.html', file: 'sub/a b.html' },
    { name: 'c', title: 'C', href: 'c.html', file: 'c.html' },
  ],
  orders: [{ name: 'x', title: 'X', files: ['c.html', 'sub/a b.html'] }],
}

test('a site → an index, a page for what is missing, and what the pages load', () => {
  const files = siteFiles(options)
  assert.equal(
    [...files.keys()],
    ['index.html', '404.html', 'ackbook/here.svg', 'ackbook/site.js', 'ackbook/search.js'],
  )
  assert.equal(siteFiles(options), files)
})

test('pages that ask → a page of all questions; a lesson of its name, or of another of these → itself', () => {
  const questions = [{ anchor: 'a', number: 1, question: 'Q?', choices: [] }]
  const facts = { title: 'A', presupposes: [], terms: [], description: '', questions, sections: [] }
  const asking = { ...options.links[0]!, facts }
  assert.ok(siteFiles({ ...options, links: [asking] }).has('questions.html'))
  for (const file of ['questions.html', '404.html', 'index.html', 'Questions.html'])
    assert.not.ok(siteFiles({ ...options, links: [{ ...asking, file }] }).has(file.toLowerCase()), file)
})

test('the script beside the pages → knows the pages and the orders', () => {
  const script = String(siteFiles(options).get('ackbook/site.js'))
  const window = { ackbook: {} as Record<string, unknown> }
  new Function('window', script.slice(0, script.indexOf('\n')))(window)
  assert.equal(window.ackbook.site, {
    pages: [
      { file: 'sub/a b.html', title: 'A </script>' },
      { file: 'c.html', title: 'C' },
    ],
    orders: [{ name: 'x', title: 'X', files: ['c.html', 'sub/a b.html'] }],
  })
})

// where the site will be, what the page for what is missing links to
for (const [address, href] of [
  [undefined, 'sub/a%20b.html'],
  ['https://example.org/course', 'https://example.org/course/sub/a%20b.html'],
  ['https://example.org/', 'https://example.org/sub/a%20b.html'],
] as const) {
  test(`a site at ${address} → the page for what is missing leads to ${href}`, async () => {
    const html = String(siteFiles({ ...options, address }).get('404.html'))
    assert.is(read(html).all('a')[2]!.properties.href, href)
    assert.equal(dangersIn(html), [])
    const report = await new HtmlValidate({ extends: ['html-validate:recommended'] }).validateString(html)
    assert.equal(
      report.results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`)),
      [],
    )
  })
}

test('a site whose address is known → a drawn picture for links, of the usual size, the same each time', () => {
  const address = 'https://example.org/course'
  const picture = Buffer.from(siteFiles({ ...options, address }).get('ackbook/card.png') as Uint8Array)
  assert.equal(picture, Buffer.from(siteFiles({ ...options, address }).get('ackbook/card.png') as Uint8Array))
  assert.is(picture.toString('latin1', 1, 4), 'PNG')
  assert.equal([picture.readUInt32BE(16), picture.readUInt32BE(20)], [1200, 630])
  // An empty one of that size takes less.
  assert.ok(picture.length > 10_000, `${picture.length}`)
})

// the address of the site, what a link to the index shows
for (const [address, url, image] of [
  [undefined, undefined, undefined],
  ['https://example.org/a', 'https://example.org/a/index.html', 'https://example.org/a/ackbook/card.png'],
] as const) {
  test(`a link to a site at ${address} → title, words, ${image ?? 'no picture'}`, () => {
    const metas = read(String(siteFiles({ ...options, description: 'What *it* is.', address }).get('index.html'))).all(
      'meta',
    )
    const told = (name: string) => metas.find(({ properties }) => properties.property === name)?.properties.content
    assert.equal(['og:type', 'og:title', 'og:description'].map(told), ['website', 'T', 'What it is.'])
    assert.equal(['og:url', 'og:image'].map(told), [url, image])
  })
}

test.run()
