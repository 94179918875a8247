/** What Chromium prints: pages counted, what belongs together on one of them, nothing that only a screen has. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pdfPages } from '../../lib/cli/pdf.ts'
import { renderLesson, renderOnPaper, renderWorksheet } from '../../lib/lesson/index.ts'
import { type Cell, parseNotebook } from '../../lib/notebook/index.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { command } from '../helpers/command.ts'
import { code, display, notebook, prose, stream } from '../helpers/pages.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ackbook-paper-'))
const gate = suite('paper')
gate.after(() => rmSync(folder, { recursive: true }))
const test = browserTests(gate)

const course = join(root, 'notebooks/3-summary.ipynb')
const summary = parseNotebook(readFileSync(course, 'utf8'), course)
const asking = parseNotebook(readFileSync(join(root, 'test/input/lesson/asking.ipynb'), 'utf8'), 'asking.ipynb')

async function open(
  browser: Browser,
  html: string,
  body: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const file = join(folder, 'page.html')
  writeFileSync(file, html)
  await withPage(browser, pathToFileURL(file).href, options, body)
}

async function printed(browser: Browser, html: string): Promise<Buffer> {
  let pdf: Buffer = Buffer.alloc(0)
  await open(browser, html, async (page) => {
    pdf = await page.pdf({ preferCSSPageSize: true })
  })
  return pdf
}

const pagesOf = async (browser: Browser, html: string) => pdfPages(await printed(browser, html)).count

test('the sheet of the summary → one page', async (browser) => {
  const cells = summary.cells.filter(({ id }) => id === 'sheet')
  assert.is(cells.length, 1)
  assert.is(await pagesOf(browser, renderOnPaper({ ...summary, cells }, { name: 'sheet' })), 1)
})

test('the worksheet of the summary → six pages at the most', async (browser) => {
  const count = await pagesOf(browser, renderWorksheet(summary, { name: '3-summary' })!)
  assert.ok(count <= 6, `${count} pages`)
})

test('figures at any height of a page → each whole on the page where its cell begins', async (browser) => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="420" viewBox="0 0 600 420"><path/></svg>'
  const ids = Array.from({ length: 12 }, (_, at) => `n${at}`)
  const cells = ids.flatMap((id, at): Cell[] => [
    prose(Array.from({ length: 1 + ((at * 5) % 7) }, () => 'A paragraph.').join('\n\n')),
    { ...code('draw()', [display({ 'image/svg+xml': svg })]), id },
  ])
  // A PDF has the places to which links lead.
  const links = prose(`# T\n\n${ids.map((id) => `[${id}](#cell-${id})`).join(' ')}`)
  const pdf = await printed(browser, renderOnPaper(notebook([links, ...cells]), { name: 'x' }))
  const heights = [...pdf.toString('latin1').matchAll(/\/cell-n\d+ \[\d+ 0 R \/XYZ \S+ (\S+)/g)].map(([, y]) =>
    Number(y),
  )
  assert.is(heights.length, ids.length)
  // Points from the foot of a page: its margin of 19 mm, and the figure in the width of a page.
  const least = 54 + 420 * 0.75
  for (const height of heights) assert.ok(height > least, `${height} of ${least} points`)
})

for (const javaScriptEnabled of [true, false]) {
  test(`a lesson on paper ${javaScriptEnabled ? 'with' : 'without'} script → no buttons; every fold is open`, (browser) =>
    open(
      browser,
      renderLesson(asking, { name: 'asking', links: [], kind: 'lesson' }).html,
      async (page) => {
        await page.emulateMedia({ media: 'print' })
        for (const kind of ['input', 'button', '.permalink', 'header.site']) {
          for (const each of await page.locator(`main ${kind}, ${kind}`).all())
            assert.not.ok(await each.isVisible(), await each.evaluate(({ outerHTML }) => outerHTML))
        }
        const folds = page.locator('main details:not(.words) > :not(summary)')
        assert.ok((await folds.count()) > 0)
        for (const each of await folds.all())
          assert.ok(await each.evaluate((element) => element.checkVisibility()), await each.innerHTML())
      },
      { javaScriptEnabled },
    ))
}

test('a theme that was chosen for the screen → paper is white all the same', (browser) =>
  open(
    browser,
    renderLesson(notebook([prose('# T'), code('1', [stream('1')])]), { name: 'x', links: [] }).html,
    async (page) => {
      await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'))
      await page.emulateMedia({ media: 'print' })
      const colours = await page.evaluate(() => {
        const { backgroundColor, color } = getComputedStyle(document.documentElement)
        return [backgroundColor, color]
      })
      assert.equal(colours, ['rgb(255, 255, 255)', 'rgb(0, 0, 0)'])
    },
    { colorScheme: 'dark' },
  ))

test('render --print → PDFs by the installed browser', async () => {
  const source = join(root, 'test/input/lesson/asking.ipynb')
  const env = { CI: 'true', PATH: process.env.PATH, CHROMIUM: process.env.CHROMIUM ?? '/usr/bin/chromium' }
  const { code: exit, err } = await command(['render', source, '--out', 'out', '--print'], { cwd: folder, env })
  assert.equal([exit, err], [0, ''])
  for (const name of ['pages', 'worksheets']) {
    const file = join(folder, 'out/print', name, 'asking.pdf')
    assert.ok(existsSync(file), name)
    assert.ok(pdfPages(readFileSync(file)).count > 0, name)
  }
})

test.run()
