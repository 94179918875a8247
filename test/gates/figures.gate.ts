/** Every figure of the course's pages as a browser draws it: at the width of a phone and of a desk, light, dark, forced colours, on paper. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lostUpdate } from '../../lib/concepts/figures/flow-control.ts'
import { ladderFigure, type ShownFigure } from '../../lib/draw/index.ts'
import { indexLead, renderLesson } from '../../lib/lesson/index.ts'
import { type Notebook, type Output, parseNotebook } from '../../lib/notebook/index.ts'
import { renderIndex } from '../../lib/site/index.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { code, display, notebook, prose } from '../helpers/pages.ts'
import { echoTrace } from '../helpers/trace-samples.ts'

const notebooks = fileURLToPath(new URL('../../notebooks', import.meta.url))
const course = readdirSync(notebooks)
  .filter((name) => name.endsWith('.ipynb'))
  .map((name): [string, Notebook] => [name, parseNotebook(readFileSync(join(notebooks, name), 'utf8'), name)])

const shown = (figure: ShownFigure): Output =>
  display((figure as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]!())
const large =
  '<svg viewBox="0 0 1100 300" width="1100"><title>A large one</title><rect width="1100" height="300" fill="none" stroke="#888"/><text x="20" y="50" font-size="20">A large one</text></svg>'
const own = notebook([
  prose('# Figures\n\nOf each kind.'),
  code('path()', [shown(ladderFigure(echoTrace()))], { tags: ['hide-input'], ackbook: { lead: 'page' } }),
  code('lostUpdate()', [shown(lostUpdate())], { ackbook: { lead: 'index' } }),
  code('lostUpdate({ wakes: 4000 })', [shown(lostUpdate({ wakes: 4000 }))], { tags: ['reveal'] }),
])
const sheet = notebook([
  prose('# A sheet\n\nAs large as it is.'),
  code('sheet()', [display({ 'image/svg+xml': large })]),
])
const sheets = notebook([
  prose('# A sheet\n\nIn two layouts.'),
  code('sheets()', [
    display({
      'image/svg+xml': large,
      'image/vnd.ackbook.narrow-svg+xml':
        '<svg viewBox="0 0 340 900" width="340"><rect width="340" height="900" fill="none" stroke="#888"/></svg>',
    }),
  ]),
])
const mine: [string, Notebook][] = [
  ['figures.ipynb', own],
  ['sheet.ipynb', sheet],
  ['sheets.ipynb', sheets],
]
const wanted = [...mine.slice(0, 1), ...course].filter(([name]) => name.includes(process.env.ONLY ?? ''))

/** All pages in one folder, written once. */
const folder = mkdtempSync(join(tmpdir(), 'ackbook-figures-'))
for (const [name, content] of [...mine, ...wanted])
  writeFileSync(join(folder, `${name}.html`), renderLesson(content, { name, links: [] }).html)
writeFileSync(join(folder, 'index.html'), renderIndex({ title: 'All', links: [], lead: indexLead(own) }))

async function visit(
  browser: Browser,
  name: string,
  options: BrowserContextOptions,
  body: (page: Page) => Promise<void>,
): Promise<void> {
  await withPage(browser, new URL(`${name}.html`, pathToFileURL(`${folder}/`)).href, options, async (page, noise) => {
    await body(page)
    assert.equal(noise, { requests: [], complaints: [] }, name)
  })
}

const openAll = (page: Page) =>
  page.evaluate(() => {
    for (const box of document.querySelectorAll('details')) box.open = true
  })
/** Two frames: observers have been told of every size by then. */
const settled = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))

/** What a reader would stumble on, of all figures of the page as it is now. */
function flawsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const ground = getComputedStyle(document.documentElement).backgroundColor
    const flaws: string[] = []
    for (const figure of document.querySelectorAll('.figure')) {
      const name = (figure.querySelector('title')?.textContent ?? 'a figure').slice(0, 60)
      const pictures = [...figure.children].filter((each) => each.getBoundingClientRect().width > 0)
      if (pictures.length !== 1) flaws.push(`${name}: ${pictures.length} pictures are seen`)
      if (figure.scrollWidth > figure.clientWidth + 1)
        flaws.push(`${name}: ${figure.scrollWidth} px in ${figure.clientWidth}`)
      const words = pictures
        .flatMap((each) => [...each.querySelectorAll<SVGTextElement>('text, text tspan')])
        .filter(({ textContent }) => textContent.trim() !== '')
        .map((each) => ({
          text: each.textContent.slice(0, 30),
          height: Number.parseFloat(getComputedStyle(each).fontSize) * (each.getScreenCTM()?.a ?? 0),
        }))
      const [least] = words.toSorted((a, b) => a.height - b.height)
      if (least && least.height < 10.95) flaws.push(`${name}: “${least.text}” is ${least.height.toFixed(1)} px high`)
      for (const plate of pictures.flatMap((each) => [
        ...each.querySelectorAll('[class~="plate"], [class*="_plate"]'),
      ])) {
        const { fill } = getComputedStyle(plate)
        if (fill !== ground) flaws.push(`${name}: a plate of ${fill} on ${ground}`)
      }
    }
    if (document.documentElement.scrollWidth > innerWidth) flaws.push('the page scrolls sideways')
    return [...new Set(flaws)]
  })
}

/** Names and descriptions of the pictures, as the browser tells them to those who do not see them. */
async function spokenOn(page: Page): Promise<[name: string, description: string][]> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  return (
    nodes
      .filter(({ ignored, role }) => !ignored && /^(?:image|img)$/.test(String(role?.value)))
      .map(({ name, description }): [string, string] => [String(name?.value ?? ''), String(description?.value ?? '')])
      // ✓ and ✗ of checks.
      .filter(([name]) => !/^(?:not )?passed:$/.test(name))
  )
}

const gate = suite('figures')
gate.after(() => rmSync(folder, { recursive: true }))
const test = browserTests(gate)

for (const [name] of wanted) {
  // A sheet is wider than a column that has no contents beside it.
  for (const width of [390, ...(name.includes('summary') ? [1000] : []), 1280]) {
    test(`${name} at ${width} px, light, dark and in forced colours → letters of 11 px, one layout of each figure, nothing that scrolls`, async (browser) => {
      await visit(browser, name, { viewport: { width, height: 800 }, reducedMotion: 'reduce' }, async (page) => {
        await openAll(page)
        for (const media of [
          { colorScheme: 'light' },
          { colorScheme: 'dark' },
          { colorScheme: 'dark', forcedColors: 'active' },
        ] as const) {
          await page.emulateMedia(media)
          await settled(page)
          assert.equal(await flawsOn(page), [], `${name} at ${width} px ${JSON.stringify(media)}`)
        }
        const figures = await page.locator('.figure').count()
        const spoken = await spokenOn(page)
        assert.is(spoken.length, figures, 'each figure is told once')
        assert.equal(
          spoken.filter(([called]) => called.trim() === ''),
          [],
        )
      })
    })
  }
}

test('a figure in two layouts → the wide one where it has 640 px or more, and on paper; both told by the same words', async (browser) => {
  const seen = (page: Page) =>
    page
      .locator('.two')
      .evaluateAll((boxes) =>
        boxes.map((box) => [...box.children].map((each) => each.getBoundingClientRect().width > 0).indexOf(true)),
      )
  await visit(browser, 'figures.ipynb', {}, async (page) => {
    await openAll(page)
    const told = new Set<string>()
    for (const [width, at] of [
      [360, 1],
      [640, 1],
      [720, 0],
      [1600, 0],
    ] as const) {
      await page.setViewportSize({ width, height: 800 })
      await settled(page)
      assert.equal(await seen(page), [at, at, at], `${width} px`)
      told.add(JSON.stringify(await spokenOn(page)))
    }
    assert.is(told.size, 1)
    await page.setViewportSize({ width: 390, height: 800 })
    await page.emulateMedia({ media: 'print' })
    await settled(page)
    assert.equal(await seen(page), [0, 0, 0], 'paper')
  })
})

test('a sheet in two layouts → the narrow one in a column, and the wide one enlarged; the wide one where the window has room for it', async (browser) => {
  await visit(browser, 'sheets.ipynb', { viewport: { width: 940, height: 800 } }, async (page) => {
    const widths = () =>
      page
        .locator('.sheet > svg')
        .evaluateAll((pictures) => pictures.map((each) => Math.round(each.getBoundingClientRect().width)))
    const button = page.getByRole('button', { name: 'Enlarge' })
    await button.waitFor()
    assert.equal(await widths(), [0, 340])
    await button.press('Enter')
    assert.equal(await widths(), [1100, 0])
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => !document.querySelector('dialog .sheet'))
    assert.equal(await widths(), [0, 340])
    for (const width of [1000, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      await settled(page)
      assert.ok((await widths())[0]! > 880, `${width} px`)
    }
    await page.setViewportSize({ width: 390, height: 800 })
    await settled(page)
    assert.equal(await widths(), [0, 340])
    assert.not.ok(await button.isVisible())
    await page.emulateMedia({ media: 'print' })
    assert.is((await widths())[1], 0)
  })
})

test('words and numbers → a fold that opens by hand, with script and without; on paper only if it is open', async (browser) => {
  for (const javaScriptEnabled of [true, false]) {
    await visit(browser, 'figures.ipynb', { javaScriptEnabled }, async (page) => {
      const fold = page.locator('.words').first()
      assert.not.ok(await fold.locator('pre').isVisible())
      if (javaScriptEnabled) {
        await page.emulateMedia({ media: 'print' })
        await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
        assert.not.ok(await fold.isVisible())
        await page.evaluate(() => dispatchEvent(new Event('afterprint')))
        await page.emulateMedia({ media: 'screen' })
      }
      await fold.locator('summary').click()
      assert.match((await fold.locator('pre').textContent()) ?? '', /client → server/)
      await page.emulateMedia({ media: 'print' })
      assert.ok(await fold.locator('pre').isVisible())
    })
  }
})

test('a figure with less room than it wants → opened at its own size by keyboard or click, and back in its place', async (browser) => {
  await visit(browser, 'sheet.ipynb', { viewport: { width: 1280, height: 800 } }, async (page) => {
    const width = () => page.locator('.figure svg').evaluate((svg) => Math.round(svg.getBoundingClientRect().width))
    const place = () => page.locator('.output > .figure').count()
    const button = page.getByRole('button', { name: 'Enlarge' })
    await button.waitFor()
    const before = await width()
    assert.ok(before > 800 && before < 1000, `${before} px: into the room beside the column, and no more`)
    assert.is(await page.evaluate(() => document.documentElement.scrollWidth), 1280)
    const ways: [() => Promise<void>, () => Promise<void>][] = [
      [() => button.press('Enter'), () => page.keyboard.press('Escape')],
      [() => button.click(), () => page.getByRole('button', { name: 'Close' }).click()],
      [() => page.locator('.figure').click(), () => page.locator('.figure').click()],
    ]
    for (const [open, close] of ways) {
      await open()
      await page.getByRole('dialog').waitFor()
      assert.equal([await width(), await place()], [1100, 0])
      await close()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      assert.equal([await width(), await place()], [before, 1])
      assert.is(await page.evaluate(() => document.activeElement?.textContent), 'Enlarge')
    }
    await page.setViewportSize({ width: 390, height: 800 })
    await settled(page)
    await button.click()
    assert.is(await width(), 1100)
  })
  await visit(browser, 'figures.ipynb', { viewport: { width: 1280, height: 800 } }, async (page) => {
    await openAll(page)
    await settled(page)
    assert.is(await page.locator('.enlarge:visible').count(), 0, 'as large as they want to be')
  })
  await visit(browser, 'sheet.ipynb', { javaScriptEnabled: false }, async (page) => {
    assert.is(await page.locator('.enlarge').count(), 0)
  })
})

test('the index → one figure above its list, at both widths', async (browser) => {
  for (const width of [390, 1280]) {
    await visit(browser, 'index', { viewport: { width, height: 800 } }, async (page) => {
      await settled(page)
      assert.equal(await flawsOn(page), [])
      const [figure, list] = [await page.locator('.lead').boundingBox(), await page.locator('nav').boundingBox()]
      assert.ok(figure!.y + figure!.height <= list!.y)
      assert.is((await spokenOn(page)).length, 1)
    })
  }
})

test.run()
