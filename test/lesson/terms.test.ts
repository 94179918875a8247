/** Words that are linked to where they are explained. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cell } from '../../lib/notebook/index.ts'
import { dangersIn, pageOf, prose, textOf } from '../helpers/pages.ts'

const about = (...terms: unknown[]): Cell => prose('*New terms.*', { ackbook: { about: { terms } } })
const probe = { name: 'window probe', means: 'A segment that asks for room.' }
const terms = (page: ReturnType<typeof pageOf>) =>
  page.all('a', 'term').map((a) => [textOf(a), a.properties.href, a.properties.title])

test('a word of the page, in bold and then again → linked to its place from there on, once a section', () => {
  const page = pageOf([
    prose('# T\n\nNo window probe yet.'),
    about(probe),
    prose('## A\n\nA **window probe** asks. Another window probe.\n\nWindow\nprobes again, and a window probe.'),
    prose('## B\n\nThe last window probes.'),
  ])
  const place = ['#term-window-probe', probe.means]
  assert.equal(terms(page), [['window probes', ...place]])
  const [bold] = page.all('strong')
  assert.is(bold!.properties.id, 'term-window-probe')
  const chip = page.all('a').find((a) => a.properties.href === '#term-window-probe' && a.properties.title === undefined)
  assert.is(chip && textOf(chip), 'window probe')
})

test('a word without a meaning of its own → means the paragraph that has it in bold', () => {
  const page = pageOf([about('ACK'), prose('# T\n\nAn **ACK** says\nwhat came.\n\n## B\n\nTwo ACKs, one ack.')])
  assert.equal(terms(page), [['ACKs', '#term-ack', 'An ACK says what came.']])
})

test('a word of a page before → linked where it first stands, to that page', () => {
  const glossary = [
    { name: 'port', means: 'A number.', href: 'a.html#term-port' },
    { name: 'ephemeral port', means: 'One for a while.', href: 'b.html#term-ephemeral-port' },
  ]
  const page = pageOf(
    [prose('# A port\n\n`port` [port](https://x.org) *port* support, an ephemeral port, ports, port.')],
    {
      glossary,
    },
  )
  assert.equal(terms(page), [
    ['ephemeral port', 'b.html#term-ephemeral-port', 'One for a while.'],
    ['ports', 'a.html#term-port', 'A number.'],
  ])
})

test('a word in a question → as it is', () => {
  const question = { question: 'Which port?', choices: [{ text: 'port 1', right: true }, { text: 'no port' }] }
  const page = pageOf([prose('Which port?', { ackbook: { prediction: question } })], {
    glossary: [{ name: 'port', means: 'A number.', href: 'a.html#term-port' }],
  })
  assert.equal(terms(page), [])
})

test('names and meanings that are markup or patterns → text', () => {
  const nasty = { name: '(.*)+$[', means: '"><script>alert(1)</script>' }
  const page = pageOf([
    about(nasty),
    prose('# T\n\n**(.\\*)+$[** is odd.\n\n## B\n\nSo is (.\\*)+$[ here, and all else.'),
  ])
  assert.equal(terms(page), [['(.*)+$[', '#term-word', nasty.means]])
  assert.equal(dangersIn(page.html), [])
})

test.run()
