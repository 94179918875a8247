/** Nothing in sight on a page tells what the reader is asked to predict; what he then opens tells it all. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { renderLesson } from '../../lib/lesson/index.ts'
import { hasTag, isRemoved, type Notebook, parseNotebook } from '../../lib/notebook/index.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { type Lesson, lessons, predictionIn } from '../helpers/course.ts'
import { isInSight, sectionInSight } from '../helpers/in-sight.ts'
import { code, notebook, prose, stream } from '../helpers/pages.ts'
import { says } from '../helpers/says.ts'

const folder = mkdtempSync(join(tmpdir(), 'ackbook-predictions-'))
const fixture = fileURLToPath(new URL('../input/lesson/asking.ipynb', import.meta.url))
const asking = parseNotebook(readFileSync(fixture, 'utf8'), fixture)

const gate = suite('predictions')
gate.after(() => rmSync(folder, { recursive: true }))
const test = browserTests(gate)

async function open(
  browser: Browser,
  { name, notebook: content }: Lesson,
  body: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const file = join(folder, `${name}.html`)
  writeFileSync(file, renderLesson(content, { name, links: [], kind: 'lesson' }).html)
  await withPage(browser, pathToFileURL(file).href, options, (page) => body(page))
}

/** In the order of the page. */
const questionsOf = ({ cells }: Notebook) =>
  cells.filter((cell) => !isRemoved(cell, 'cell')).flatMap((cell) => predictionIn(cell) ?? [])

/** Key words that stand in sight before the answer does, each with its question. */
async function spoiled(page: Page, content: Notebook): Promise<string[]> {
  const found: string[] = []
  for (const [at, { keys = [], question }] of questionsOf(content).entries()) {
    const seen = await sectionInSight(page, at)
    found.push(...keys.filter((key) => says(seen, key)).map((key) => `“${key}”: ${question}`))
  }
  return found
}

for (const lesson of [{ name: 'asking', notebook: asking }, ...lessons()]) {
  const { name, notebook: content } = lesson
  const questions = questionsOf(content)

  test(`${name}: key words of right choices → nowhere in sight before the answer; no assert in sight`, (browser) =>
    open(browser, lesson, async (page) => {
      assert.equal(await spoiled(page, content), [])
      const asserts: string[] = []
      for (const part of await page.locator('pre', { hasText: /\bassert\b/ }).all()) {
        if (await isInSight(part)) asserts.push((await part.innerText()).slice(0, 80))
      }
      assert.equal(asserts, [])
    }))

  test(`${name}: each question answered right → the outcome, its explanation and the verdict are in sight`, (browser) =>
    open(browser, lesson, async (page) => {
      for (const [at, { choices, question }] of questions.entries()) {
        const box = page.locator('.prediction').nth(at)
        await box
          .getByRole('radio')
          .nth(choices.findIndex(({ right }) => right === true))
          .check()
        await box.getByRole('button').click()
        assert.match((await box.getByRole('status').textContent()) ?? '', /^Right\./, question)
        for (const id of (await box.getAttribute('data-reveals'))?.split(' ') ?? []) {
          assert.ok(await isInSight(page.locator(`#${id} .outputs`)), question)
          const explanations = page.locator(`[data-of="${id}"]`)
          // Told of the fold's opening in a turn of its own.
          await page.waitForFunction((of) => !document.querySelector(`[data-of="${of}"][hidden]`), id)
          for (const each of await explanations.all()) assert.ok(await isInSight(each), question)
        }
      }
    }))
}

const spoilers: Record<string, Notebook['cells']> = {
  'a heading above the question': [prose('## Both buffers hold it')],
  'an output above the question': [prose('## A full buffer'), code('f()', [stream('14336 bytes\n')])],
  'text right below the question': [prose('## A full buffer')],
}
for (const [what, before] of Object.entries(spoilers)) {
  test(`a key word in ${what} → found`, async (browser) => {
    const question = asking.cells.find((cell) => predictionIn(cell))!
    const after = what.includes('below') ? [prose('It takes 14336.')] : []
    const reveal = asking.cells.find((cell) => hasTag(cell, 'reveal'))!
    const content = notebook([prose('# T'), ...before, question, ...after, reveal])
    await open(browser, { name: 'spoiled', notebook: content }, async (page) => {
      assert.is((await spoiled(page, content)).length, 1)
    })
  })
}

test('without script → nothing is kept back, and all opens by hand', (browser) =>
  open(
    browser,
    { name: 'asking', notebook: asking },
    async (page) => {
      assert.ok(await page.getByText('What fits into the two buffers').isVisible())
      await page.locator('details.reveal > summary').first().click()
      assert.ok(await page.locator('details.reveal .outputs').first().isVisible())
      await page.locator('details.check > summary').first().click()
      assert.ok(await page.locator('details.check pre').first().isVisible())
    },
    { javaScriptEnabled: false },
  ))

test.run()
