/** Pages beside one another: the order that a reader chose, the place where the reader was, and a page that is alone. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LESSONS, SOCKETS_FIRST } from '../../lib/concepts/course.ts'
import { browserTests, type Noise, withPage } from '../helpers/chromium.ts'
import { courseSite } from '../helpers/course-site.ts'
import { type Served, served } from '../helpers/served.ts'

const folder = mkdtempSync(join(tmpdir(), 'ackbook-site-'))
const [whole, alone] = [join(folder, 'whole'), join(folder, 'alone')]
let server: Served

const gate = suite('site')
gate.before(async () => {
  await courseSite(whole)
  cpSync(whole, alone, { recursive: true })
  rmSync(join(alone, 'ackbook'), { recursive: true })
  server = await served(folder)
})
gate.after(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})
const test = browserTests(gate)

const ways = [
  ['a file', (path: string) => pathToFileURL(join(folder, path)).href],
  ['HTTP below a path', (path: string) => `${server.address}${path}`],
] as const
const other = SOCKETS_FIRST.map(({ number }) => number)

/** The numbers that the texts begin with. */
async function numbersIn(page: Page, selector: string): Promise<string[]> {
  const texts = await page.locator(selector).allInnerTexts()
  return texts.map((text) => text.trim().split(' ')[0]!)
}

/** The script beside the pages has done its part. */
async function joined(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('script[src$="ackbook/site.js"]') !== null)
  await page.waitForFunction(() => (window as unknown as { ackbook: { site?: object } }).ackbook.site !== undefined)
}

for (const [way, addressOf] of ways) {
  test(`${way}: an order is chosen → index, contents, previous and next follow it on each page, and after a reload`, (browser) =>
    withPage(browser, addressOf('whole/index.html'), {}, async (page, noise) => {
      assert.equal(
        await numbersIn(page, '#page_list h3'),
        LESSONS.map(({ number }) => number),
      )
      await page.locator('[data-order=sockets-first]').click()
      assert.equal(await numbersIn(page, '#page_list h3'), other)
      assert.is(await page.locator('[data-order=sockets-first]').getAttribute('aria-pressed'), 'true')
      await page.reload()
      await page.locator('[data-order=sockets-first][aria-pressed=true]').waitFor()
      assert.equal(await numbersIn(page, '#page_list h3'), other)
      await page.locator('#site_start').click()
      for (const [at, { number, name }] of SOCKETS_FIRST.entries()) {
        assert.match(page.url(), `${name}.html`)
        await joined(page)
        assert.equal(await page.locator('nav[aria-labelledby=page_lessons] li').count(), other.length)
        const contents = await page
          .locator('nav[aria-labelledby=page_lessons] li')
          .evaluateAll((all) => all.map((each) => each.textContent?.split(' ')[0]))
        assert.equal(contents, other, number)
        const next = page.locator('nav.turn a.next')
        assert.is(await next.count(), at < other.length - 1 ? 1 : 0)
        if (at < other.length - 1) await next.evaluate((link: HTMLElement) => link.click())
        if (at < other.length - 1) await page.waitForURL(`**/${SOCKETS_FIRST[at + 1]!.name}.html`)
      }
      assert.equal(noise.complaints, [])
    }))

  test(`${way}: a reader comes back → the index leads to the heading at which the reader was`, (browser) =>
    withPage(browser, addressOf('whole/2.0.2-flow-control.html'), {}, async (page, noise) => {
      await joined(page)
      assert.ok(await page.locator('.downloads a').first().isVisible())
      const heading = page.locator('main h2').nth(2)
      const id = await heading.getAttribute('id')
      await heading.evaluate((element) => {
        document.documentElement.style.scrollBehavior = 'auto'
        element.scrollIntoView()
      })
      await page.goto(addressOf('whole/index.html'))
      const goOn = page.locator('#site_go_on')
      await goOn.waitFor()
      assert.match(await goOn.innerText(), /2\.0\.2 Flow control/)
      await goOn.click()
      assert.ok(page.url().endsWith(`2.0.2-flow-control.html#${id}`), page.url())
      assert.equal(noise.complaints, [])
    }))

  test(`${way}: what stands beside the pages is gone → they are read as ever, without a word in the console`, (browser) =>
    withPage(browser, addressOf('alone/index.html'), {}, async (page, noise) => {
      await settled(page)
      assert.is(await page.locator('[data-order]').first().isVisible(), false)
      assert.is(await page.locator('#page_search').isVisible(), false)
      await page.locator('#site_start').click()
      await settled(page)
      assert.is(await page.locator('.downloads').count(), 0, 'files that are not there')
      assert.is(
        await page
          .locator('nav.turn a.next')
          .innerText()
          .then((text) => text.includes('2.0.1')),
        true,
      )
      assert.equal(noise.complaints, [])
      assert.equal(requestsElsewhere(noise), [])
    }))
}

/** The page has asked for what stands beside it, and was told that it is not there. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load')
  await page.waitForFunction(() => document.querySelector('object') === null)
}

/** All but those for the drawing that tells whether there is anything, and for the pages themselves. */
function requestsElsewhere({ requests }: Noise): string[] {
  return requests.filter((url) => !url.endsWith('ackbook/here.svg') && !url.endsWith('.html'))
}

test.run()
