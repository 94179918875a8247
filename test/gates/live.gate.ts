/** A figure that can be made anew: by slider, keyboard, address and pointer; what goes wrong is said, and the page stays whole. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { axe, PLACES } from '../helpers/axe.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { writeLivePage } from '../helpers/live-page.ts'

const folder = mkdtempSync(join(tmpdir(), 'ackbook-live-'))
const gate = suite('live')
gate.after(() => rmSync(folder, { recursive: true }))
const test = browserTests(gate)
const address = writeLivePage(folder)
const errors = (complaints: readonly string[]) => complaints.filter((each) => !/here\.svg/.test(each))

interface Opened {
  page: Page
  live: Locator
  /** How many lines the picture has. */
  drawn(): Promise<number>
  /** Waits until so many are drawn. */
  until(lines: number): Promise<void>
}

/** The page with its first figure live; nothing may be complained of. */
async function open(
  browser: Browser,
  body: (opened: Opened) => Promise<void>,
  { hash = '', ...options }: BrowserContextOptions & { hash?: string } = {},
): Promise<void> {
  await withPage(browser, address + hash, options, async (page, noise) => {
    const live = page.locator('#cell-lines .live')
    await live.waitFor()
    const count = () => document.querySelector('#cell-lines .live-drawing')?.shadowRoot?.querySelectorAll('.l').length
    const drawn = async () => (await page.evaluate(count)) ?? 0
    const until = async (lines: number) => {
      await page.waitForFunction(
        (wanted) =>
          document.querySelector('#cell-lines .live-drawing')?.shadowRoot?.querySelectorAll('.l').length === wanted,
        lines,
      )
    }
    await body({ page, live, drawn, until })
    assert.equal(errors(noise.complaints), [])
  })
}

const hashIs = (page: Page, hash: string) => page.waitForFunction((wanted) => location.hash === wanted, hash)

test('a figure comes near → the verified picture until the first frame, then one of its size; the far one waits', async (browser) => {
  await withPage(browser, address, {}, async (page) => {
    const box = page.locator('#cell-lines div.figure')
    const before = await box.evaluate((figure) => {
      const { width, height } = figure.querySelector('svg')!.getBoundingClientRect()
      return [width, height]
    })
    await page.locator('#cell-lines .live-drawing').first().waitFor()
    const { width, height } = (await page.locator('#cell-lines .live-drawing').first().boundingBox())!
    if (before[0] !== 0) assert.equal([width, height], before)
    assert.not.ok(await box.isVisible())
    assert.is(await page.locator('#cell-plain .live').count(), 0)
    await page.locator('#cell-plain').scrollIntoViewIfNeeded()
    await page.locator('#cell-plain .live').waitFor()
    await page.emulateMedia({ media: 'print' })
    assert.ok(await box.isVisible())
    assert.not.ok(await page.locator('#cell-lines .live').isVisible())
  })
})

test('a slider by keyboard and by mouse → drawn anew, told in words and in the address, which stays one step of history', (browser) =>
  open(browser, async ({ page, live, until }) => {
    const slider = live.getByRole('slider', { name: 'lines', exact: true })
    const steps = await page.evaluate(() => history.length)
    await slider.focus()
    await page.keyboard.press('ArrowRight')
    await until(5)
    assert.is(await slider.getAttribute('aria-valuetext'), '5\u00a0lines')
    await hashIs(page, '#cell-lines:rate=5')
    const { x, y, height } = (await slider.boundingBox())!
    await page.mouse.move(x + 40, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + 8, y + height / 2, { steps: 8 })
    await page.mouse.up()
    await until(1)
    await hashIs(page, '#cell-lines:rate=1')
    await live.locator('.live-said', { hasText: 'There are 1 plain lines.' }).waitFor()
    await live.locator('.words summary').click()
    await page.waitForFunction(() => {
      const words = document.querySelector<HTMLElement>('#cell-lines .live .words')
      return /There are 1 plain lines\.\s+lines {2}1/.test(words?.innerText ?? '')
    })
    assert.is(await page.evaluate(() => history.length), steps)
    await live.getByRole('radio', { name: 'bold' }).check()
    await hashIs(page, '#cell-lines:rate=1&kind=bold')
    await live.getByRole('button', { name: 'Reset' }).click()
    await until(4)
    await hashIs(page, '')
  }))

test('an address with settings → restored, bad ones clamped or passed over; another address → followed; an anchor → left alone', (browser) =>
  open(
    browser,
    async ({ page, live, until }) => {
      await until(9)
      assert.is(await live.locator('.live-list b').textContent(), '2, 3')
      assert.ok(await live.getByRole('radio', { name: 'plain' }).isChecked())
      assert.ok((await live.boundingBox())!.y < 400)
      await page.evaluate(() => {
        location.hash = '#cell-lines:rate=3'
      })
      await until(3)
      assert.is(await live.locator('.live-list b').textContent(), 'none')
      await page.evaluate(() => {
        location.hash = '#two'
      })
      await page.waitForFunction(() => document.querySelector('#two')!.getBoundingClientRect().y < 200)
      assert.is(await live.getByRole('slider', { name: 'lines', exact: true }).inputValue(), '3')
      assert.is(await page.evaluate(() => location.hash), '#two')
    },
    { hash: '#cell-lines:rate=900&kind=no&lost=2,77,x,3&hurt=1;cell-no:a=b' },
  ))

test('an address that leads to a figure far below → opened, there, and as it says', (browser) =>
  withPage(browser, `${address}#cell-plain:size=3.4`, {}, async (page) => {
    await page.locator('#cell-plain .live').waitFor()
    assert.is(await page.locator('#cell-plain input').inputValue(), '3.5')
    await page.waitForFunction(() => {
      const { y } = document.querySelector('#cell-plain')!.getBoundingClientRect()
      return y >= 0 && y < innerHeight
    })
  }))

test('places in the picture by keyboard → one stop, arrows go on, Space presses and the focus stays; alike ones are marked everywhere', (browser) =>
  open(browser, async ({ page, live }) => {
    const places = live.locator('.live-frame').first().locator('.live-target')
    assert.is(await places.and(page.locator('[tabindex="0"]')).count(), 1)
    await live.getByRole('button', { name: 'Numbers' }).focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowDown')
    assert.is(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'lose line 2')
    assert.is(await live.locator('.live-tip').first().textContent(), 'lose line 2')
    assert.is(await live.locator('.live-target.linked').count(), 2)
    await page.keyboard.press('Space')
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'keep line 2')
    assert.is(await live.locator('.live-list b').textContent(), '2')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await live.getByText('Two are gone.').waitFor()
    await live.getByText('Lost: 2, 4.').waitFor()
    await live.getByRole('button', { name: 'Clear: lines lost' }).click()
    await live.getByRole('button', { name: 'lose line 2' }).waitFor({ state: 'attached' })
    // Two of its places point to the same thing.
    assert.is(await live.locator('.live-views .live-target').count(), 5)
  }))

test('a pointer over a line → its label, its like marked in the other view; a press beside it → is one of it', (browser) =>
  open(browser, async ({ page, live }) => {
    const place = live.locator('.live-frame').first().locator('.live-hit').nth(2)
    // The bar of moments lies over the lower end of the window.
    await place.evaluate((path) => path.scrollIntoView({ block: 'center' }))
    const { x, y, height } = (await place.boundingBox())!
    await page.mouse.move(x + 60, y + height / 2 + 9)
    await page.waitForFunction(() => document.querySelectorAll('.live-target.linked').length === 2)
    assert.is(await live.locator('.live-tip').first().textContent(), 'lose line 3')
    await page.mouse.click(x + 60, y + height / 2 + 9)
    await live.getByRole('button', { name: 'keep line 3' }).waitFor({ state: 'attached' })
    // Drawn anew below the pointer.
    assert.is(await live.locator('.live-target.linked').count(), 2)
    await page.mouse.move(0, 0)
    await page.waitForFunction(() => document.querySelectorAll('.live-target.linked').length === 0)
  }))

test('play → from the first moment to the last, where it stops; steps and the slider go back', (browser) =>
  open(browser, async ({ live, until }) => {
    const bar = live.getByRole('group', { name: 'shown up to' })
    await bar.getByRole('button', { name: 'Play' }).click()
    await until(1)
    assert.is(await bar.getByRole('slider').getAttribute('aria-valuetext'), '1 of 4: line 1 is drawn')
    assert.is(await live.locator('[aria-current=step]').textContent(), 'draw()')
    assert.match(await live.locator('.changed').innerText(), /1/)
    await until(4)
    await bar.getByRole('button', { name: 'Play' }).waitFor()
    await bar.getByRole('button', { name: 'Back' }).click()
    await until(3)
    await bar.getByRole('slider').press('Home')
    await until(1)
    await bar.getByRole('button', { name: 'Step' }).click()
    await until(2)
  }))

test('no motion wanted → nothing plays, and steps are there', (browser) =>
  open(
    browser,
    async ({ live, until }) => {
      assert.is(await live.getByRole('button', { name: 'Play' }).count(), 0)
      await live.getByRole('button', { name: 'Back' }).click()
      await until(3)
    },
    { reducedMotion: 'reduce' },
  ))

test('buttons → pressed ones are marked, one that cannot says why, a file is handed out', (browser) =>
  open(browser, async ({ page, live }) => {
    await live.getByRole('button', { name: 'bold' }).click()
    await live.locator('button[aria-pressed=true]', { hasText: 'bold' }).waitFor()
    await live.getByRole('button', { name: 'loud' }).click({ force: true })
    await live.getByText('Lines make no noise.').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      live.getByRole('button', { name: 'Numbers' }).click(),
    ])
    assert.is(download.suggestedFilename(), 'lines.bin')
    assert.equal([...readFileSync(await download.path())], [1, 2, 4])
  }))

test('an exception, and a run without end → said, and stopped by the reader; the last picture stays, faint, and the next settings are drawn', (browser) =>
  open(browser, async ({ live, until, drawn }) => {
    const slider = live.getByRole('slider', { name: 'lines', exact: true })
    await slider.fill('7')
    await live.getByText('seven is one too many').waitFor()
    assert.is(await drawn(), 4)
    assert.is(await live.locator('.stale').count(), 1)
    await slider.fill('8')
    await live.getByText('working …').waitFor()
    await live.getByRole('button', { name: 'Stop' }).click()
    await live.getByText('This was stopped.').waitFor()
    assert.not.ok(await live.getByText('working …').isVisible())
    await slider.fill('6')
    await until(6)
    assert.is(await live.locator('.stale').count(), 0)
  }))

test('a run without end → ended after ten seconds', (browser) =>
  open(browser, async ({ page, live, until }) => {
    await page.clock.install()
    await live.getByRole('slider', { name: 'lines', exact: true }).fill('8')
    await page.clock.fastForward(10_500)
    await page.clock.resume()
    await live.getByText('took more than ten seconds').waitFor()
    await live.getByRole('button', { name: 'Reset' }).click()
    await until(4)
  }))

test('places by keyboard → none below the bars of the window', (browser) =>
  open(
    browser,
    async ({ page, live }) => {
      const places = live.locator('.live-picture').first().locator('.live-target')
      await live.getByRole('slider', { name: 'lines', exact: true }).evaluate((input) => input.scrollIntoView())
      await places.first().focus()
      const count = await places.count()
      for (let at = 1; at < count; at++) {
        await page.keyboard.press('ArrowDown')
        const isInSight = await page.evaluate(() => {
          const { bottom, top } = document.activeElement!.getBoundingClientRect()
          const bar = document.querySelector('#cell-lines .live-moment')!.getBoundingClientRect()
          const head = document.querySelector('header.site')?.getBoundingClientRect().bottom ?? 0
          return bottom <= bar.top && top >= head
        })
        assert.ok(isInSight, `place ${at}`)
      }
    },
    { viewport: { width: 1280, height: 260 } },
  ))

test('what is no drawing → not in the page', (browser) =>
  open(
    browser,
    async ({ page, until }) => {
      await until(9)
      const found = await page.evaluate(() => {
        const root = document.querySelector('#cell-lines .live-drawing')!.shadowRoot!
        const names = [...root.querySelectorAll('svg *')].map((each) => each.localName)
        const rect = root.querySelector('rect')!
        return [[...new Set(names)].sort().join(), rect.getAttributeNames().sort().join(), 'hurt' in window]
      })
      assert.equal(found, ['path,rect,style', 'height,width', false])
    },
    { hash: '#cell-lines:rate=9' },
  ))

test('a text is not there → the verified picture stays, without controls', async (browser) => {
  const other = mkdtempSync(join(folder, 'other-'))
  await withPage(browser, writeLivePage(other, ['own', 'gone']), {}, async (page, noise) => {
    await page.waitForFunction(() => document.head.querySelector('script[src$="gone.js"]'))
    await page.waitForFunction(() => document.readyState === 'complete')
    assert.is(await page.locator('.live').count(), 0)
    assert.ok(await page.locator('#cell-lines div.figure').isVisible())
    assert.equal(noise.complaints.length > 0, true)
  })
})

for (const [name, options] of [
  ['1280 px', { viewport: { width: 1280, height: 900 } }],
  ['390 px, dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
] as const) {
  test(`axe, ${name} → has no objections, and no place is too small`, (browser) =>
    open(
      browser,
      async ({ page, live, until }) => {
        await until(4)
        await live.locator('.words summary').click()
        const rules = Object.fromEntries(PLACES.map((id) => [id, { enabled: true }]))
        assert.equal(await axe(page, { rules }), [])
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
      },
      { ...options, hash: '#cell-lines:lost=2' },
    ))
}

test('the window gets narrow → the narrow layout; the theme is changed → the picture follows', (browser) =>
  open(
    browser,
    async ({ page }) => {
      const seen = () =>
        page.evaluate(() => {
          const svg = document.querySelector('#cell-lines .live-drawing')!.shadowRoot!.querySelector('svg')!
          return [svg.viewBox.baseVal.width, getComputedStyle(svg).color]
        })
      assert.equal(await seen(), [680, 'rgb(0, 0, 0)'])
      await page.locator('#page_theme').click()
      assert.equal(await seen(), [680, 'rgb(238, 238, 238)'])
      await page.setViewportSize({ width: 390, height: 800 })
      await page.waitForFunction(
        () =>
          document.querySelector('#cell-lines .live-drawing')!.shadowRoot!.querySelector('svg')!.viewBox.baseVal
            .width === 340,
      )
    },
    { viewport: { width: 1280, height: 900 } },
  ))

test.run()
