/** Pages of every kind of notebook, those that mean harm too; `access` has those of the course. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type LessonLink, renderLesson, titleOf } from '../../lib/lesson/index.ts'
import { type Notebook, parseNotebook } from '../../lib/notebook/index.ts'
import { renderIndex } from '../../lib/site/index.ts'
import { axe, COLOURS, notColours, only, settled } from '../helpers/axe.ts'
import { browserTests, type Noise, withPage } from '../helpers/chromium.ts'
import { hostileSnippets, hostileTex } from '../helpers/hostile.ts'
import { code, display, notebook, prose, stream, verdictsFor } from '../helpers/pages.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const widths = [320, 800, 1200]

const notebooks: Record<string, Notebook> = {
  rich: readNotebook('test/input/lesson', 'rich.ipynb'),
  asking: readNotebook('test/input/lesson', 'asking.ipynb'),
  figures: notebook([prose('# Figures'), ...drawings()]),
  hostile: hostileNotebook(),
  kept: notebook([
    prose('# An outcome that is kept back'),
    code('outcome()', [stream('part of it\n')], { tags: ['reveal'] }),
    prose('<a id="why"></a>Because the buffer is full.\n\n## Something else\n\nWhich anyone may read.'),
  ]),
  python: notebook(
    [
      prose(
        '# A notebook in Python\n\nWith a `long_name_that_does_not_break_anywhere_at_all_but_goes_on_and_on_for_ever()`.',
      ),
      code('def f(x):\n    return x  # and a comment that is long enough to need a scroll bar on any screen', [
        stream('[31mred[0m [43mon yellow[0m\n'.replaceAll('[', '\x1b[')),
        stream('x'.repeat(500), 'stderr'),
      ]),
    ],
    { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } },
  ),
}
const links: LessonLink[] = Object.entries(notebooks).map(([name, content]) => ({
  name,
  title: titleOf(content, name),
  href: `${name}.html`,
  summary: `What ${name} is about.`,
}))
const files: Record<string, string> = {
  'index.html': renderIndex({
    title: 'All pages',
    links: links.map((link, at) => ({ ...link, verified: at % 2 === 0 })),
  }),
  ...Object.fromEntries(
    Object.entries(notebooks).map(([name, content], at) => {
      const findings =
        at % 2 === 0
          ? []
          : [{ kind: 'output-differs' as const, cell: 1, message: 'stdout differs.', detail: '- 1\n+ 2' }]
      const verification = {
        verified: at % 2 === 0,
        cells: 3,
        kernel: 'tslab 1.0.22',
        date: '2026-01-05',
        findings,
        outputs: verdictsFor(content),
        changed: [],
      }
      return [`${name}.html`, renderLesson(content, { name, links, verification }).html]
    }),
  ),
}

/** One figure of each kind that the drawing room makes. */
function drawings(): Notebook['cells'] {
  const folder = join(root, 'test/output/draw')
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.svg') && !name.includes('-changed'))
    : []
  assert.ok(names.length > 0, `no figures in ${folder}`)
  return names.map((name) => code(name, [display({ 'image/svg+xml': readFileSync(join(folder, name), 'utf8') })]))
}

function readNotebook(folder: string, name: string): Notebook {
  return parseNotebook(readFileSync(join(root, folder, name), 'utf8'), name)
}

function hostileNotebook(): Notebook {
  const cells = Object.entries(hostileSnippets).flatMap(([name, markup]) => [
    prose(`## ${name}\n\n${markup.replace(/<h\d/g, '<p')}`),
    code(`show(${JSON.stringify(name)})`, [
      display({ 'text/html': markup }),
      display({ 'image/svg+xml': markup }),
      display({ 'text/markdown': markup }),
    ]),
  ])
  const formulas = Object.values({ ...hostileTex, ...hostileSnippets }).flatMap((tex) => [
    prose(`$${tex}$ and\n\n$$${tex}$$`),
    code('x', [display({ 'text/latex': `text $${tex}$` })]),
  ])
  return notebook([prose('# Hostile'), ...cells, ...formulas])
}

/** All pages in one folder, written once. */
const folder = mkdtempSync(join(tmpdir(), 'ackbook-pages-'))
for (const [name, html] of Object.entries(files)) writeFileSync(join(folder, name), html)

async function visit(
  browser: Browser,
  name: string,
  options: BrowserContextOptions,
  body: (page: Page, noise: Noise) => Promise<void>,
): Promise<void> {
  await withPage(browser, new URL(name, pathToFileURL(`${folder}/`)).href, options, body)
}

const openAll = (page: Page) =>
  page.evaluate(() => {
    for (const box of document.querySelectorAll('details')) box.open = true
  })
const pages = suite('pages')
pages.after(() => rmSync(folder, { recursive: true }))
const test = browserTests(pages)

for (const name of Object.keys(files).filter((each) => each.includes(process.env.ONLY ?? ''))) {
  test(`${name} at every width, light and dark → no request, no complaint, no sideways scroll, nothing for axe`, async (browser) => {
    await visit(browser, name, { reducedMotion: 'reduce' }, async (page, noise) => {
      for (const state of ['folded', 'open']) {
        if (state === 'open') await openAll(page)
        for (const width of widths) {
          await page.setViewportSize({ width, height: 800 })
          await settled(page)
          const wide = await page.evaluate(() => document.documentElement.scrollWidth)
          assert.ok(wide <= width, `${name} ${state}: ${wide} px wide on ${width}`)
          if (state === 'open' && width === 320) assert.equal(await axe(page, notColours()), [], `${name} ${width}`)
          if (state === 'open' && width === 1200) assert.equal(await axe(page, only(COLOURS)), [], `${name} ${width}`)
        }
      }
      await page.emulateMedia({ colorScheme: 'dark' })
      await settled(page)
      assert.equal(await axe(page, only(COLOURS)), [], `${name} dark`)
      assert.equal(noise, { requests: [], complaints: [] }, name)
    })
  })
}

test('no script → no dead button; answers and outputs open by hand', async (browser) => {
  await visit(browser, 'rich.html', { javaScriptEnabled: false }, async (page) => {
    assert.is(await page.locator('button:visible').count(), 0)
    await page.locator('.prediction summary').first().click()
    assert.ok(await page.locator('.why').first().isVisible())
    await page.locator('details.reveal summary').first().click()
    assert.ok(await page.locator('details.reveal .outputs').first().isVisible())
  })
})

test('what explains an outcome → waits until that is revealed, and is there for a link, on paper and without script', async (browser) => {
  const explanation = (page: Page) => page.getByText('Because the buffer is full.')
  await visit(browser, 'kept.html', {}, async (page) => {
    assert.not.ok(await explanation(page).isVisible())
    assert.ok(await page.getByText('Which anyone may read.').isVisible())
    await page.emulateMedia({ media: 'print' })
    assert.ok(await explanation(page).isVisible())
    await page.emulateMedia({ media: 'screen' })
    await page.getByText('Reveal what it shows, and why').click()
    await explanation(page).waitFor({ state: 'visible' })
  })
  await visit(browser, 'kept.html#why', {}, async (page) => {
    await explanation(page).waitFor({ state: 'visible' })
    assert.ok(await page.getByText('part of it').isVisible())
  })
  await visit(browser, 'kept.html', { javaScriptEnabled: false }, async (page) => {
    assert.ok(await explanation(page).isVisible())
  })
})

test('a link to a cell inside a fold → opens it', async (browser) => {
  await visit(browser, 'rich.html', {}, async (page) => {
    const cell = page.locator('#cell-solution')
    assert.not.ok(await cell.isVisible())
    await page.evaluate(() => {
      location.hash = '#cell-solution'
    })
    await cell.waitFor({ state: 'visible' })
  })
})

test('paper → everything unfolded, nothing of the frame', async (browser) => {
  await visit(browser, 'rich.html', {}, async (page) => {
    await page.emulateMedia({ media: 'print' })
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    assert.is(await page.locator('details:not([open])').count(), 0)
    assert.not.ok(await page.locator('header.site').isVisible())
    assert.not.ok(await page.locator('aside').isVisible())
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    assert.ok((await page.locator('details:not([open])').count()) > 3)
  })
})

test('Tab from the top → first the skip link, and it leads to the lesson', async (browser) => {
  await visit(browser, 'rich.html', {}, async (page) => {
    await page.keyboard.press('Tab')
    assert.is(await page.evaluate(() => document.activeElement?.className), 'skip')
    await page.keyboard.press('Enter')
    assert.is(await page.evaluate(() => location.hash), '#page_main')
  })
})

test('the hostile page → nothing ran: no dialog, no mark, its policy never asked', async (browser) => {
  await visit(browser, 'hostile.html', {}, async (page, noise) => {
    let dialogs = 0
    page.on('dialog', (dialog) => {
      dialogs += 1
      void dialog.dismiss()
    })
    await page.reload()
    await openAll(page)
    for (const link of await page.locator('main a').all()) await link.dispatchEvent('mouseover')
    await settled(page)
    assert.is(dialogs, 0)
    assert.equal(noise, { requests: [], complaints: [] })
  })
})

test('two figures of one page → both draw with their own style', async (browser) => {
  await visit(browser, 'rich.html', { colorScheme: 'dark' }, async (page) => {
    await openAll(page)
    const strokes = await page
      .locator('svg line')
      .evaluateAll((lines) => [...new Set(lines.map((line) => getComputedStyle(line).stroke))])
    assert.equal(strokes.sort(), ['rgb(130, 180, 255)', 'rgb(152, 163, 174)'])
  })
})

test.run()
