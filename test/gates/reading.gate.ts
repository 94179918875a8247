/** What a lesson does while it is read: its contents, the meanings of its terms, code that is copied; by pointer, finger and keyboard. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { renderLesson } from '../../lib/lesson/index.ts'
import { renderMissing } from '../../lib/site/missing-page.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { code, notebook, prose, stream } from '../helpers/pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'ackbook-reading-'))
const addressOf = (file: string) => pathToFileURL(join(folder, file)).href
const links = ['one', 'two'].map((name) => ({
  name,
  title: `Page ${name}`,
  href: `${name}.html`,
  file: `${name}.html`,
}))

const long = Array.from({ length: 40 }, (_, at) => `Paragraph ${at}.`).join('\n\n')
const meaning = 'A segment that asks whether there is room again.'
const prediction = {
  question: 'How much?',
  choices: [
    { text: 'all', why: 'Not with a buffer as small as this one.' },
    { text: 'half', right: true, why: 'It takes what there is room for.' },
  ],
}
const lesson = notebook([
  prose('# Page one', { ackbook: { about: { terms: [{ name: 'window probe', means: meaning }] } } }),
  prose('A **window probe** is sent.'),
  prose('## First\n\nOne window probe. See [the standard](https://example.com/ "Managing the Window").'),
  code('const one = 1\nconst two = 2'),
  prose('How much?', { ackbook: { prediction } }),
  code('fill()', [stream('half of it\n')], { tags: ['reveal'] }),
  prose(`## Second\n\n${long}`),
  prose('## Third\n\nThe end.'),
])
for (const { name, file } of links) {
  const place = { site: 'reading', file }
  writeFileSync(join(folder, file), renderLesson(lesson, { name, links, kind: 'lesson', place }).html)
}
writeFileSync(join(folder, '404.html'), renderMissing({ title: 'All pages', links }))

const gate = suite('reading')
gate.after(() => rmSync(folder, { recursive: true }))
const test = browserTests(gate)

const wide: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' }
const phone: BrowserContextOptions = { ...wide, viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }
const isActive = (element: Locator) => element.evaluate((each) => each === document.activeElement)
const contentsOf = (page: Page) => page.locator('#page_contents')
const noteOf = (page: Page) => page.getByRole('tooltip')
/** Presses Tab until that element has the focus; fails when the page is at its end before. */
async function tabTo(page: Page, element: Locator): Promise<void> {
  for (let pressed = 0; !(await isActive(element)); pressed += 1) {
    assert.ok(pressed < 60, `not reached: ${element}`)
    await page.keyboard.press('Tab')
  }
}

test('a page is read on → its contents mark the heading that is being read, at the end the last one', (browser) =>
  withPage(browser, addressOf('one.html'), wide, async (page, { complaints }) => {
    const current = contentsOf(page).locator('[aria-current=location]')
    for (const heading of ['First', 'Second', 'First']) {
      await page.getByRole('heading', { name: heading }).evaluate((each) => each.scrollIntoView())
      await current.getByText(heading, { exact: true }).waitFor()
      assert.is(await current.count(), 1)
    }
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    await current.getByText('Third', { exact: true }).waitFor()
    assert.equal(complaints, [])
  }))

test('Tab from the top → header, then the contents, then the text', (browser) =>
  withPage(browser, addressOf('one.html'), wide, async (page) => {
    const inContents = contentsOf(page).getByRole('link')
    await tabTo(page, inContents.first())
    assert.not.ok(await page.locator('main').evaluate((main) => main.contains(document.activeElement)))
    await tabTo(page, inContents.last())
    await page.keyboard.press('Tab')
    assert.ok(await page.locator('main').evaluate((main) => main.contains(document.activeElement)))
  }))

test('on a phone → the contents lie over the page when asked for; Escape and each of their links close them', (browser) =>
  withPage(browser, addressOf('one.html'), phone, async (page, { complaints }) => {
    const button = page.getByRole('button', { name: 'Contents' })
    const contents = contentsOf(page)
    assert.not.ok(await contents.isVisible())
    await button.tap()
    await contents.waitFor({ state: 'visible' })
    await page.keyboard.press('Escape')
    await contents.waitFor({ state: 'hidden' })
    assert.ok(await isActive(button))
    await button.press('Enter')
    await contents.getByRole('link', { name: 'Second' }).tap()
    await contents.waitFor({ state: 'hidden' })
    assert.is(await page.evaluate(() => location.hash), '#second')
    assert.ok((await page.getByRole('heading', { name: 'Second' }).boundingBox())!.y < 200)
    assert.equal(complaints, [])
  }))

for (const [isAllowed, said] of [
  [true, 'Copied'],
  [false, 'Not allowed'],
] as const) {
  test(`code is copied, the clipboard ${isAllowed ? 'takes' : 'refuses'} it → “${said}”`, (browser) =>
    withPage(browser, 'about:blank', wide, async (page, { complaints }) => {
      await page.addInitScript((isAllowed) => {
        Object.defineProperty(navigator, 'clipboard', {
          value: {
            async writeText(text: string) {
              if (!isAllowed) throw new DOMException('no', 'NotAllowedError')
              document.documentElement.dataset.copied = text
            },
          },
        })
      }, isAllowed)
      await page.goto(addressOf('one.html'))
      const button = page.locator('button.copy').first()
      await button.press('Enter')
      await page.locator('button.copy').getByText(said, { exact: true }).waitFor()
      const copied = await page.evaluate(() => document.documentElement.dataset.copied)
      assert.is(copied, isAllowed ? 'const one = 1\nconst two = 2' : undefined)
      assert.equal(complaints, [])
    }))
}

test('a browser without a clipboard → no button for it', (browser) =>
  withPage(browser, 'about:blank', wide, async (page, { complaints }) => {
    await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
    await page.goto(addressOf('one.html'))
    assert.is(await page.locator('button.copy').count(), 0)
    assert.equal(complaints, [])
  }))

test('a term pointed at or focused → its meaning beside it, which describes it; Escape, leaving and going on hide it', (browser) =>
  withPage(browser, addressOf('one.html'), wide, async (page, { complaints }) => {
    await page.clock.install()
    await page.reload()
    const term = page.locator('main a.term').first()
    const note = noteOf(page)
    await term.hover()
    await page.clock.runFor(500)
    await note.waitFor()
    assert.is(await note.innerText(), meaning)
    assert.is(await term.getAttribute('aria-describedby'), await note.getAttribute('id'))
    // It stays while it is pointed at itself.
    await note.hover()
    await page.clock.runFor(5000)
    assert.ok(await note.isVisible())
    await page.keyboard.press('Escape')
    await note.waitFor({ state: 'hidden' })
    await page.mouse.move(0, 0)
    await term.focus()
    await note.waitFor()
    await page.keyboard.press('Escape')
    await note.waitFor({ state: 'hidden' })
    assert.is(await term.getAttribute('aria-describedby'), null)
    await page.keyboard.press('Tab')
    await page.getByRole('tooltip').getByText('Managing the Window').waitFor()
    await page.keyboard.press('Tab')
    await note.waitFor({ state: 'hidden' })
    assert.equal(complaints, [])
  }))

test('a term under a finger → the first tap tells its meaning, the second follows it', (browser) =>
  withPage(browser, addressOf('one.html'), phone, async (page) => {
    const term = page.locator('main a.term').first()
    await term.tap()
    await noteOf(page).getByText(meaning).waitFor()
    assert.is(await page.evaluate(() => location.hash), '')
    await term.tap()
    await page.waitForURL('**/one.html#term-window-probe')
  }))

test('by keyboard alone → past the contents into the lesson, a question answered, the next page', (browser) =>
  withPage(browser, addressOf('one.html'), wide, async (page, { complaints }) => {
    await page.keyboard.press('Tab')
    assert.ok(await isActive(page.locator('a.skip')))
    await page.keyboard.press('Enter')
    const radios = page.getByRole('radio')
    await tabTo(page, radios.first())
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    assert.ok(await radios.nth(1).isChecked())
    await page.getByText('half of it').waitFor()
    await tabTo(page, page.locator('nav.turn a.next'))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/two.html')
    await page.keyboard.press('Tab')
    assert.ok(await isActive(page.locator('a.skip')))
    assert.equal(complaints, [])
  }))

test('404.html → leads to each page, by keyboard too, and asks for nothing', (browser) =>
  withPage(browser, addressOf('404.html'), phone, async (page, noise) => {
    assert.equal(
      await page.locator('nav a').allInnerTexts(),
      links.map(({ title }) => title),
    )
    assert.equal(noise, { requests: [], complaints: [] })
    await tabTo(page, page.locator('nav a').first())
    await page.keyboard.press('Enter')
    await page.waitForURL('**/one.html')
  }))

test.run()
