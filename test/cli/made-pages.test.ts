import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { command, notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cli: pages that were made')

const good = notebookFile([['print a', 'a\n']])
const linking = good.replace(
  '"cells": [',
  '"cells": [{"cell_type":"markdown","metadata":{},"source":"# T\\n[other](other.ipynb) [data](data.csv)"},',
)

/** Pages are made again when their file's time is no longer the one that is given here. */
const OLD = 1_000_000

interface Place {
  cwd: string
  render(...words: string[]): Promise<{ code: number; out: string; err: string }>
  /** Takes the pages for as they are from now on. */
  rest(): void
  /** Those that were written since, without their ending. */
  written(): string[]
  write(path: string, text: string): void
}

const pages = ['a', 'b', 'index']

function withPages(
  files: Record<string, string>,
  body: (place: Place) => Promise<void>,
  day = '2026-11-28',
): Promise<void> {
  return withFolder(files, async (cwd) => {
    let today = new Date(day)
    await body({
      cwd,
      render: async (...words) => {
        const env = { ACKBOOK_CACHE_DIR: join(cwd, '.kept') }
        const done = await command(['render', 'n', '--out', 'site', ...words], { cwd, env, date: () => today })
        today = new Date(today.getTime() + 24 * 60 * 60 * 1000)
        return done
      },
      rest: () => {
        for (const page of pages) utimesSync(join(cwd, `site/${page}.html`), OLD, OLD)
      },
      written: () => pages.filter((page) => statSync(join(cwd, `site/${page}.html`)).mtimeMs !== OLD * 1000),
      write: (path, text) => writeFileSync(join(cwd, path), text),
    })
  })
}

const two = { 'n/a.ipynb': linking, 'n/b.ipynb': good }

test('nothing changed → no page written, all told as before', () =>
  withPages(two, async ({ render, rest, written }) => {
    const first = await render()
    assert.match(first.out, /2 pages and an index: site\/index\.html/)
    rest()
    assert.equal(await render(), first)
    assert.equal(written(), [])
    await render('--strict')
    assert.equal(written(), [])
  }))

const changes: [what: string, change: (place: Place) => void, pages: string[], words?: string[]][] = [
  ['a notebook', ({ write }) => write('n/b.ipynb', good.replace('a\\n', 'c\\n')), ['b']],
  ['a title', ({ write }) => write('n/b.ipynb', linking.replace('# T', '# Other')), ['a', 'b', 'index']],
  [
    'a page edited by hand',
    ({ cwd, write }) => write('site/b.html', `${readFileSync(join(cwd, 'site/b.html'))} `),
    ['b'],
  ],
  ['a page gone', ({ cwd }) => rmSync(join(cwd, 'site/b.html')), ['b']],
  ['an index gone', ({ cwd }) => rmSync(join(cwd, 'site/index.html')), ['index']],
  ['what a link leads to', ({ write }) => write('site/data.csv', ''), ['a']],
  ['a notebook that a page links to', ({ write }) => write('n/other.ipynb', good), ['a', 'b', 'index']],
  ['the title of the index', () => undefined, ['a', 'b', 'index'], ['--title', 'Mine']],
  ['no cache', () => undefined, ['a', 'b', 'index'], ['--no-cache']],
  ['what is kept', ({ cwd }) => rmSync(join(cwd, '.kept'), { recursive: true }), ['a', 'b', 'index']],
]
for (const [what, change, again, words = []] of changes) {
  test(`${what} → ${again.join(', ')} written again`, () =>
    withPages(two, async (place) => {
      await place.render()
      place.rest()
      change(place)
      const { code, err } = await place.render(...words)
      assert.equal([code, err], [0, ''])
      assert.equal(place.written(), again)
      place.rest()
      await place.render(...words)
      if (!words.includes('--no-cache')) assert.equal(place.written(), [])
    }))
}

test('a page with a picture beside the notebook → made each time', () => {
  const shown = good.replace('"cells": [', '"cells": [{"cell_type":"markdown","metadata":{},"source":"![p](p.png)"},')
  return withPages({ 'n/a.ipynb': shown, 'n/b.ipynb': good }, async ({ render, rest, written }) => {
    const first = await render()
    assert.match(first.out, /picture/)
    rest()
    await render()
    assert.equal(written(), ['a'])
  })
})

test('verified once, unchanged on later days → the page says the day of the run, and stays as it is', () =>
  withPages(two, async ({ cwd, render, rest, written, write }) => {
    await render('--verify')
    rest()
    const { out } = await render('--verify', '--strict')
    assert.match(out, / 2 unchanged since 2026-11-28 /)
    assert.equal(written(), [])
    // Another layout of the file: it is verified anew.
    write('n/b.ipynb', `${good} `)
    await render('--verify')
    assert.equal(written(), ['b'])
    const dayOn = (page: string) =>
      /✓ Verified<\/b> <time datetime="([^"T]*)/.exec(readFileSync(join(cwd, page), 'utf8'))?.[1]
    assert.equal([dayOn('site/a.html'), dayOn('site/b.html')], ['2026-11-28', '2026-11-30'])
    rest()
    await render()
    assert.equal(written(), [])
  }))

test('where CI is set → all pages written, nothing kept', () =>
  withFolder(two, async (cwd) => {
    mkdirSync(join(cwd, 'site'))
    for (const _ of [1, 2]) {
      for (const page of pages) writeFileSync(join(cwd, `site/${page}.html`), 'old')
      await command(['render', 'n', '--out', 'site'], { cwd, env: { CI: '1', ACKBOOK_CACHE_DIR: join(cwd, 'kept') } })
      for (const page of pages) assert.not.equal(readFileSync(join(cwd, `site/${page}.html`), 'utf8'), 'old')
    }
    assert.throws(() => statSync(join(cwd, 'kept')), /ENOENT/)
  }))

test.run()
