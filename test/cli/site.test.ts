import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Loaded } from '../../lib/cli/load.ts'
import { NotebookSettings } from '../../lib/cli/settings.ts'
import { fileOf, pageAddress, Site } from '../../lib/cli/site.ts'
import { renderLesson } from '../../lib/lesson/index.ts'
import { renderIndex } from '../../lib/site/index.ts'
import { command } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { deadLinks } from '../helpers/links.ts'
import { notebook, prose } from '../helpers/pages.ts'

const loaded = (below: string, source = '# Title', ackbook: { summary?: string } = {}): Loaded => ({
  path: below,
  below,
  name: below,
  fingerprint: '',
  notebook: notebook([prose(source)], { ackbook }),
  isWhole: true,
  settings: new NotebookSettings(undefined, {}, {}, '.'),
})

function siteOf(all: readonly Loaded[], title?: string): Site {
  const pages = all.map((each) => ({ loaded: each, file: fileOf(each), title: each.name }))
  return new Site(pages, title, '/there')
}

/** All pages, as `render` makes them. */
function pagesOf(site: Site): Map<string, string> {
  const { index, kind } = site
  const pages = new Map(
    site.pages.map((page) => {
      const course = index && { course: { title: index.title, href: pageAddress(index.file, page.file) } }
      const pageOf = (path: string) => site.hrefOf(path, page, '/there')
      const options = { name: page.loaded.name, links: site.linksFrom(page), kind, pageOf, ...course }
      return [page.file, renderLesson(page.loaded.notebook, options).html]
    }),
  )
  if (index && !site.hasOwnIndex) {
    pages.set(index.file, renderIndex({ title: index.title, links: site.linksFrom(undefined), kind }))
  }
  return pages
}

/** What people put into names of files, and what addresses mean by it. */
const piece = fc.constantFrom(
  'a',
  'Lab',
  ' ',
  '#',
  '?',
  '%',
  '%20',
  ':',
  '&',
  '"',
  "'",
  '+',
  ';',
  '=',
  '@',
  '..',
  '<',
  '\\',
  'é',
  '課',
)
const part = fc
  .array(piece, { minLength: 1, maxLength: 5 })
  .map((pieces) => pieces.join(''))
  .filter((name) => !/^\.+$/.test(name))
const way = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join('/')}.ipynb`)

test('names of files with anything in them → each link of each page leads to a page', () => {
  fc.assert(
    fc.property(fc.uniqueArray(way, { minLength: 2, maxLength: 5, selector: (name) => name.toLowerCase() }), (ways) => {
      const linked = (from: string) => {
        const up = '../'.repeat(from.split('/').length - 1)
        return ways.map((to) => `[${to.length}](${up}${to.split('/').map(encodeURIComponent).join('/')}#Two-Words)`)
      }
      const site = siteOf(ways.map((name) => loaded(name, `# T\n\n## Two Words\n\n${linked(name).join(' ')}`)))
      const pages = pagesOf(site)
      assert.is(pages.size, ways.length + (site.hasOwnIndex ? 0 : 1))
      assert.equal(deadLinks(pages), [])
    }),
    { numRuns: 60 },
  )
})

test('a site with a title → the same id with a lesson more; without one, or alone → its pages’, none', () => {
  const ids = (title?: string) =>
    [['a'], ['a', 'b'], ['a', 'b', 'c']].map(
      (all) =>
        siteOf(
          all.map((name) => loaded(`${name}.ipynb`)),
          title,
        ).id,
    )
  const [alone, two, three] = ids('A course')
  assert.is(alone, undefined)
  assert.match(two!, /^[\w-]{10}$/)
  assert.is(two, three)
  assert.is(new Set([two, ...ids(), ...ids('Another')]).size, 5)
})

test('what follows links → sees a dead one', () => {
  const pages = new Map([
    [
      'a.html',
      '<a href="b.html">b</a><a href="c.html">c</a><a href="b.html#x">x</a><a href="#y">y</a><a href="b.html?z">z</a>',
    ],
    ['b.html', '<p id="z">'],
  ])
  assert.equal(deadLinks(pages), ['a.html: c.html', 'a.html: b.html#x', 'a.html: #y', 'a.html: b.html?z'])
})

test('a notebook named index → is the index, at its place in the list, and the others lead to it', () => {
  const site = siteOf([
    loaded('index.ipynb', '# Welcome\n\n[one](one.ipynb)'),
    loaded('one.ipynb', '[home](index.ipynb)'),
  ])
  const pages = pagesOf(site)
  assert.equal([...pages.keys()], ['index.html', 'one.html'])
  assert.match(pages.get('index.html')!, 'Welcome')
  assert.match(pages.get('index.html')!, /<a href="one\.html">one\.ipynb<\/a>/)
  assert.match(pages.get('one.html')!, '<a class="course" href="index.html">index.ipynb</a>')
  assert.equal(deadLinks(pages), [])
})

test('an index in a folder → a page like any other', () => {
  const pages = pagesOf(siteOf([loaded('a/index.ipynb'), loaded('b.ipynb')]))
  assert.equal([...pages.keys()], ['a/index.html', 'b.html', 'index.html'])
  assert.equal(deadLinks(pages), [])
})

test('a notebook alone → a page without an index, a list of itself or neighbours', () => {
  const pages = pagesOf(siteOf([loaded('one.ipynb', '# One')]))
  assert.equal([...pages.keys()], ['one.html'])
  assert.not.match(pages.get('one.html')!, /Notebooks|Lessons|index\.html/)
})

test('notebooks of anyone → are called so; those that each say what they teach → lessons', () => {
  const notebooks = [...pagesOf(siteOf([loaded('a.ipynb'), loaded('b.ipynb', '# B', { summary: 'B.' })])).values()]
  for (const html of notebooks) assert.not.match(html.replace(/<style>.*?<\/style>/s, ''), /lesson(?!s?"|_)/i)
  const lessons = pagesOf(
    siteOf([loaded('a.ipynb', '# A', { summary: 'A.' }), loaded('b.ipynb', '# B', { summary: 'B.' })]),
  )
  assert.match(lessons.get('index.html')!, '2 lessons')
  assert.match(lessons.get('a.html')!, '>Lessons</p>')
})

test('a link to a notebook without a page, or to the file of one → its words, and it is listed', () => {
  const site = siteOf([
    loaded('sub/a.ipynb', '[b](../b.ipynb?download) [c](c.ipynb) [d](/x/../c.ipynb#e) [b](../b.ipynb)'),
    loaded('b.ipynb'),
  ])
  const [page] = site.pages
  const pageOf = (path: string) => site.hrefOf(path, page!, '/there')
  const { html, omissions } = renderLesson(page!.loaded.notebook, { name: 'a', links: [], pageOf })
  assert.equal(
    omissions.map(({ kind, what, why }) => `${kind} ${what}: ${why}`),
    [
      'link ../b.ipynb?download: the notebook’s file is not among the pages',
      'link c.ipynb: no page was made of that notebook',
      'link /x/../c.ipynb#e: no page was made of that notebook',
    ],
  )
  assert.match(html, '<p>b c d <a href="../b.html">b</a></p>')
})

test('a link to a page, a folder of pages or a file among them → as it is; to nothing → listed', () =>
  withFolder(
    {
      'n/sub/a.ipynb': JSON.stringify(
        notebook([
          prose(
            '[a](../b.html#x) [b](../sub/) [c](../index.html) [d](d%20d.csv?x) [e](<d d.csv>) [f](/f.csv) [g](#t) [h](?h) [i](gone.csv) [j](../b.ipynb)',
          ),
          prose('# T'),
        ]),
      ),
      'n/b.ipynb': JSON.stringify(notebook([prose('# B')])),
      'out/sub/d d.csv': '1',
    },
    async (cwd) => {
      const { code, out } = await command(['render', 'n', '--out', 'out'], { cwd })
      assert.is(code, 0)
      assert.equal(
        out
          .split('\n')
          .filter((line) => line.includes(' cell '))
          .map((line) => line.trim().replace(/ +/g, ' ')),
        ['cell 1 of 2 link gone.csv: no such file is among the pages: put it there before they are made'],
      )
      assert.match(readFileSync(join(cwd, 'out/sub/a.html'), 'utf8'), '<a href="gone.csv">i</a>')
    },
  ))

test('two notebooks of one page, capitals apart → refused, with both names', () => {
  assert.throws(() => siteOf([loaded('A.ipynb'), loaded('a.ipynb')]), /A\.ipynb and a\.ipynb would both become a\.html/)
})

test.run()
