import vm from 'node:vm'
import MiniSearch from 'minisearch'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FoundPlace } from '../../lib/browser/ackbook.d.ts'
import type { PageFacts } from '../../lib/lesson/index.ts'
import { browserScripts } from '../../lib/lesson/scripts.ts'
import { searchData, searchScript } from '../../lib/site/search.ts'

const test = suite('search')

const section = (heading: string, text: string, code = '', fold?: true) => {
  const anchor = heading.toLowerCase().replaceAll(' ', '-') + (fold ? '-fold' : '')
  return { anchor, heading, text, code, ...(fold && { fold }) }
}
const page = (title: string, more: Partial<PageFacts>): PageFacts => ({
  ...{ title, presupposes: [], terms: [], description: `All of ${title}.`, questions: [], sections: [] },
  ...more,
})
const long = `${'Words that nobody looks for. '.repeat(20)}Then the delayed ACK waits. ${'And more of them. '.repeat(20)}`
const links = [
  {
    ...{ name: 'buffers', title: 'Buffers', href: 'sub/buffers.html', file: 'sub/buffers.html' },
    facts: page('Buffers', {
      terms: ['silly window'],
      sections: [
        section('What a buffer holds', 'A café in the buffer.', 'const receiveBuffer = new Uint8Array(9)'),
        section('What a buffer holds', '', 'assert(receiveBuffer.length > 2)', true),
        section('Acknowledgements', long),
      ],
    }),
  },
  {
    name: 'timers',
    title: 'Timers',
    href: 'timers.html',
    file: 'timers.html',
    facts: page('Timers', { sections: [section('Timers', 'A buffer of timers.')] }),
  },
]

/** As in a page: the script, and what it is told. */
function find(query: string): FoundPlace[] {
  const window = { ackbook: { searchData: searchData(links) } as Record<string, unknown> }
  vm.runInNewContext(browserScripts('search-index'), { window, MiniSearch })
  return JSON.parse(JSON.stringify((window.ackbook.find as (query: string) => FoundPlace[])(query)))
}

const placesOf = (query: string) => find(query).map(({ file, anchor }) => `${file}#${anchor}`)
const marked = ({ parts }: FoundPlace) => parts.filter(({ isMarked }) => isMarked).map(({ text }) => text)

test('a word of a heading → its section first, then others that have it', () => {
  assert.equal(placesOf('buffers')[0], 'sub/buffers.html#')
  assert.equal(placesOf('what buffer'), ['sub/buffers.html#what-a-buffer-holds'])
  assert.equal(find('timers')[0]!.page, 'Timers')
})

test('two words → places with both; where none has both, those with one', () => {
  assert.equal(placesOf('delayed ack'), ['sub/buffers.html#acknowledgements'])
  assert.equal(placesOf('timers acknowledgements').sort(), [
    'sub/buffers.html#acknowledgements',
    'timers.html#',
    'timers.html#timers',
  ])
})

test('a term → the page that explains it, and says so', () => {
  const [first] = find('silly window')
  assert.is(first!.page, 'Buffers')
  assert.equal([first!.anchor, first!.heading], ['', ''])
  assert.equal(marked(first!), ['silly', 'window'])
})

test('names in code → as they are, by a part, by a beginning; the code is shown', () => {
  const where = ['sub/buffers.html#what-a-buffer-holds', 'sub/buffers.html#what-a-buffer-holds-fold']
  for (const query of ['receiveBuffer', 'RECEIVEBUFFER', 'receive', 'receiveB']) {
    assert.equal(placesOf(query).sort(), where, query)
    assert.ok(find(query).every(({ isCode }) => isCode))
    assert.equal(marked(find(query)[0]!), ['receiveBuffer'])
  }
})

test('a heading with folds below it → found once, not for each fold', () => {
  assert.equal(placesOf('holds'), ['sub/buffers.html#what-a-buffer-holds'])
})

test('an accent left out, a letter too much → found', () => {
  assert.equal(marked(find('cafe')[0]!), ['café'])
  assert.equal(placesOf('delayedd'), ['sub/buffers.html#acknowledgements'])
})

test('a long text → about two lines around the words, cut between words', () => {
  const { parts } = find('delayed ack')[0]!
  const text = parts.map((part) => part.text).join('')
  assert.ok(text.length < 240, text)
  assert.match(text, /^… \w.* \w+\.? …$/)
  assert.match(text, 'Then the delayed ACK waits.')
})

test('nothing but marks, nothing at all → nothing', () => {
  assert.equal([find('…'), find(''), find('qqqqqqq')], [[], [], []])
})

test('the script → one classic script with its licence, the same bytes each time, no request for a source map', () => {
  const script = searchScript(links)
  assert.is(script, searchScript(links))
  assert.match(script, /^\/\*! minisearch\. Copyright/)
  assert.not.match(script, 'sourceMappingURL')
  new vm.Script(script)
})

test.run()
