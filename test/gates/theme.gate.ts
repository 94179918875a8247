/** A theme that a reader chooses holds for a page, its figures and all other pages, until the system's is chosen again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { renderLesson } from '../../lib/lesson/index.ts'
import { browserTests, keepsNothing, withPage } from '../helpers/chromium.ts'
import { code, display, notebook, prose } from '../helpers/pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'ackbook-theme-'))
const gate = suite('theme')
gate.after(() => rmSync(folder, { recursive: true }))
const test = browserTests(gate)

/** Figures that know both themes, each by its own way; the first draws white on dark, black on light, as all do. */
const figures = [
  '.a:root{color-scheme:light dark}.a rect{fill:light-dark(#000,#fff)}',
  '.a rect{fill:#000}@media (prefers-color-scheme:dark){.a rect{fill:#fff}}',
  '.a rect{fill:#fff}@media screen and (prefers-color-scheme: light){.a rect{fill:#000}}@media print{.a rect{fill:#000}}',
].map((style) =>
  display({
    'image/svg+xml': `<svg xmlns="http://www.w3.org/2000/svg" class="a" viewBox="0 0 9 9" width="9"><style>${style}</style><rect width="9" height="9"/></svg>`,
  }),
)
const [one, other] = ['one', 'other'].map((name) => {
  const file = join(folder, `${name}.html`)
  const links = [{ name, title: name, href: `${name}.html` }]
  writeFileSync(file, renderLesson(notebook([prose(`# ${name}`), code('draw()', figures)]), { name, links }).html)
  return pathToFileURL(file).href
})

/** What one sees: the ground, and the figures' ink. */
async function seen(page: Page): Promise<string> {
  const [ground, ...inks] = await page.evaluate(() => [
    getComputedStyle(document.documentElement).backgroundColor,
    ...[...document.querySelectorAll('rect')].map((rect) => getComputedStyle(rect).fill),
  ])
  const isLight = (colour: string) => Number(/\d+/.exec(colour)![0]) > 127
  const themes = [isLight(ground!), ...inks.map((ink) => !isLight(ink))]
  return [...new Set(themes.map((light) => (light ? 'light' : 'dark')))].join()
}

for (const [system, another] of [
  ['light', 'dark'],
  ['dark', 'light'],
] as const) {
  test(`${another} chosen on a ${system} system → page and figures are ${another}, other pages too; chosen back → as the system is`, (browser) =>
    withPage(browser, one!, { colorScheme: system }, async (page, noise) => {
      const button = page.locator('#page_theme')
      assert.is(await seen(page), system)
      await button.click()
      assert.is(await seen(page), another)
      await page.goto(other!)
      assert.is(await seen(page), another)
      assert.match((await button.getAttribute('aria-label'))!, new RegExp(`^${system} theme$`, 'i'))
      await page.emulateMedia({ media: 'print' })
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
      assert.is(await seen(page), 'light')
      await page.evaluate(() => dispatchEvent(new Event('afterprint')))
      await page.emulateMedia({ media: 'screen' })
      assert.is(await seen(page), another)
      await button.click()
      assert.is(await seen(page), system)
      await page.emulateMedia({ colorScheme: another })
      assert.is(await seen(page), another)
      await page.goto(one!)
      assert.is(await seen(page), another)
      assert.equal(noise.complaints, [])
    }))
}

test('what is kept as theme is none, or nothing can be kept → as the system is, and the button works', (browser) =>
  withPage(browser, one!, { colorScheme: 'dark' }, async (page, noise) => {
    await page.evaluate(() => localStorage.setItem('ackbook:theme', 'x" onload="y'))
    await page.reload()
    assert.is(await seen(page), 'dark')
    await page.addInitScript(keepsNothing)
    await page.reload()
    await page.locator('#page_theme').click()
    assert.is(await seen(page), 'light')
    assert.equal(noise.complaints, [])
  }))

test.run()
