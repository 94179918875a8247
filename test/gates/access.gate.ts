/** The course as it is published: every page for every reader, at each width and in both themes. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AAA_COLOURS, axe, notColours, only, PLACES, settled } from '../helpers/axe.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { courseSite } from '../helpers/course-site.ts'

const folder = mkdtempSync(join(tmpdir(), 'ackbook-access-'))
await courseSite(folder)
const gate = suite('access')
gate.after(() => rmSync(folder, { recursive: true }))
const test = browserTests(gate)

/** What is asked of axe at each width: a theme changes colours alone, a width places alone. */
const widths = [
  [320, notColours(PLACES)],
  [768, only(PLACES)],
  [1280, only([...PLACES, ...AAA_COLOURS])],
] as const

/** All that a page has is in sight: folds are open, and of each question one choice is taken, right ones and wrong ones. */
const showAll = (page: Page) =>
  page.evaluate(() => {
    for (const question of document.querySelectorAll('.prediction')) question.querySelector('input')?.click()
    for (const box of document.querySelectorAll('details')) box.open = true
  })

async function fits(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 800 })
  await settled(page)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= width, `${wide} px wide on ${width}`)
}

const pages = readdirSync(folder).filter((name) => name.endsWith('.html') && name.includes(process.env.ONLY ?? ''))
for (const name of pages) {
  test(`${name} at every width, light and dark → no complaint, no sideways scroll, nothing for axe, AAA colours and targets of 24 px too`, (browser) =>
    withPage(browser, pathToFileURL(join(folder, name)).href, { reducedMotion: 'reduce' }, async (page, noise) => {
      for (const [width] of widths) await fits(page, width)
      await showAll(page)
      for (const [width, rules] of widths) {
        await fits(page, width)
        assert.equal(await axe(page, rules), [], `${width}`)
      }
      await page.emulateMedia({ colorScheme: 'dark' })
      await settled(page)
      assert.equal(await axe(page, only(AAA_COLOURS)), [], 'dark')
      assert.equal(noise.complaints, [])
    }))
}

test.run()
