/** The page of `--html` in Chromium: outputs that mean harm do none, nothing is fetched, axe and the keyboard find no fault, light and dark. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { hostileReportPage } from '../helpers/report-page.ts'

const reports = suite('reports')
const test = browserTests(reports)
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'ackbook-reports-'))
reports.after(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'report.html')
writeFileSync(file, hostileReportPage())
const url = pathToFileURL(file).href

/** What axe objects to. */
async function axe(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 100)).join(', ')}`)
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [320, 1200]) {
    test(`outputs that mean harm, ${colorScheme}, ${width} px → nothing runs or is fetched, no sideways scroll, nothing for axe`, (browser) =>
      withPage(
        browser,
        url,
        { colorScheme, viewport: { width, height: 800 } },
        async (page, { requests, complaints }) => {
          for (const summary of await page.locator('summary').all()) await summary.click()
          assert.equal([requests, complaints], [[], []])
          assert.match(await page.title(), /^ackbook verify: 1 verified/)
          const sideways = await page.evaluate(
            () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
          )
          assert.not(sideways)
          assert.equal(await axe(page), [])
          if (process.env.SHOTS)
            await page.screenshot({
              path: join(process.env.SHOTS, `report-${colorScheme}-${width}.png`),
              fullPage: true,
            })
        },
      ))
  }
}

test('every picture is drawn', (browser) =>
  withPage(browser, url, {}, async (page) => {
    const widths = await page.evaluate(() => [...document.images].map(({ naturalWidth }) => naturalWidth))
    assert.is(widths.length, 7)
    assert.ok(
      widths.every((width) => width > 0),
      String(widths),
    )
  }))

test('by keyboard alone → links, sources and what scrolls are reached; a link leads to its notebook', (browser) =>
  withPage(browser, url, {}, async (page) => {
    const reached = new Set<string>()
    for (let at = 0; at < 12; at += 1) {
      await page.keyboard.press('Tab')
      reached.add(await page.evaluate(() => document.activeElement?.tagName ?? ''))
      if (await page.evaluate(() => document.activeElement?.tagName === 'A')) {
        await page.keyboard.press('Enter')
        assert.match(page.url(), /#notebook-1$/)
      }
      if (await page.evaluate(() => document.activeElement?.tagName === 'SUMMARY')) await page.keyboard.press('Enter')
    }
    assert.equal([...reached].sort(), ['A', 'DIV', 'PRE', 'SUMMARY'])
    assert.ok((await page.locator('details[open]').count()) > 0)
  }))

test.run()
