/** Nothing in sight on a page tells what the reader is asked to predict; what he then opens tells it all. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { renderLesson } from '../../lib/lesson/index.ts'
import { hasTag, isRemoved, type Notebook, parseNotebook } from '../../lib/notebook/index.ts'
import { renderQuestions } from '../../lib/site/index.ts'
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

/** A course of two pages that ask, in a folder of their own: what one keeps, no other has. */
function courseOf(name: string): string[] {
  const course = join(folder, name)
  mkdirSync(course)
  const links = ['one', 'two'].map((page) => ({
    ...{ name: page, title: page, href: `${page}.html`, file: `${page}.html` },
    questions: questionsOf(asking).length,
  }))
  return links.map(({ name: page, file }) => {
    const { html } = renderLesson(asking, { name: page, links, kind: 'lesson', place: { site: name, file } })
    writeFileSync(join(course, file), html)
    return pathToFileURL(join(course, file)).href
  })
}

/** Of each choice: whether it is marked, and the reason in sight below it. */
const choicesOf = (box: Locator) =>
  box.locator('label').evaluateAll((labels) =>
    labels.map((label) => {
      const reason = label.nextElementSibling as HTMLElement
      return [label.className, reason.innerText]
    }),
  )

test('a change of mind → marks and verdict are always those of what is chosen, the reasons of all in place', (browser) =>
  withPage(browser, courseOf('mind')[0]!, {}, async (page) => {
    const box = page.locator('.prediction').first()
    const { choices } = questionsOf(asking)[0]!
    const outcome = page.locator(`#${(await box.getAttribute('data-reveals'))!.split(' ')[0]} .outputs`)
    assert.not.ok(await outcome.isVisible())
    for (const at of [...choices.keys(), 0]) {
      await box.getByRole('radio').nth(at).check()
      const isRight = choices[at]!.right === true
      assert.match((await box.getByRole('status').textContent())!, isRight ? /^Right\./ : /^Not this one\./)
      const shown = await choicesOf(box)
      for (const [place, [mark, reason]] of shown.entries()) {
        const { right } = choices[place]!
        assert.is(mark, right ? 'right' : place === at ? 'wrong' : '')
        assert.is(/^Right\./.test(reason!), right === true)
        assert.is(/^Not this one\./.test(reason!), place === at && !right)
        assert.ok(reason!.length > 15)
      }
      assert.ok(await outcome.isVisible())
    }
  }))

test('an answer → there after a reload, with its outcome; told in the contents, and on the other page', async (browser) => {
  const [one, other] = courseOf('kept')
  await withPage(browser, one!, {}, async (page, noise) => {
    const total = questionsOf(asking).length
    assert.is(await page.locator('.progress span').textContent(), `0 of ${total} answered`)
    await page.locator('.prediction').last().getByRole('radio').nth(1).check()
    await page.reload()
    const box = page.locator('.prediction').last()
    assert.ok(await box.getByRole('radio').nth(1).isChecked())
    assert.is(await page.locator('.prediction label.right').count(), 1)
    assert.is(await box.getByRole('status').textContent(), '')
    for (const id of (await box.getAttribute('data-reveals'))?.split(' ') ?? [])
      assert.ok(await isInSight(page.locator(`#${id} .outputs`)))
    assert.is(await page.locator('.progress span').textContent(), `1 of ${total} answered`)
    assert.match((await page.locator('#page_contents [aria-current=page]').textContent())!, ` 1 of ${total}`)
    await page.goto(other!)
    assert.is(await page.locator('.prediction input:checked').count(), 0)
    // What one page kept may reach the next a moment after it is shown.
    await page.locator('#page_contents a', { hasText: `one 1 of ${total}` }).waitFor()
    assert.equal(noise.complaints, [])
  })
})

test('all answers forgotten → asked twice, then as at first, on each page', async (browser) => {
  const [one, other] = courseOf('forgotten')
  await withPage(browser, one!, {}, async (page) => {
    const before = await page.locator('main').innerText()
    const forget = page.locator('.progress button')
    assert.not.ok(await forget.isVisible())
    await page.locator('.prediction').first().getByRole('radio').first().check()
    await forget.click()
    assert.match((await forget.textContent())!, 'all 1?')
    await page.keyboard.press('Tab')
    assert.is(await forget.textContent(), 'Forget')
    await forget.click()
    await forget.click()
    assert.not.ok(await forget.isVisible())
    await page.waitForFunction(() => document.querySelectorAll('.explanation:not([hidden])').length === 0)
    assert.is(await page.locator('main').innerText(), before)
    await page.goto(other!)
    await forget.waitFor({ state: 'hidden' })
  })
})

test('asked again → that question alone is as at first', (browser) =>
  withPage(browser, courseOf('again')[0]!, {}, async (page) => {
    const boxes = [page.locator('.prediction').first(), page.locator('.prediction').last()]
    for (const box of boxes) await box.getByRole('radio').first().check()
    await boxes[0]!.getByRole('button').click()
    assert.is(await page.locator('input:checked').count(), 1)
    assert.ok(
      await boxes[0]!
        .getByRole('radio')
        .first()
        .evaluate((radio) => radio === document.activeElement),
    )
    assert.is(await boxes[0]!.locator('.right, .wrong').filter({ visible: true }).count(), 0)
    assert.not.ok(await page.locator('details.reveal').first().isVisible())
  }))

test('by keyboard → arrows look around and tell nothing, Space answers', (browser) =>
  withPage(browser, courseOf('keys')[0]!, {}, async (page) => {
    const box = page.locator('.prediction').first()
    const radios = box.getByRole('radio')
    await radios.first().focus()
    for (const [key, at] of [
      ['ArrowDown', 1],
      ['ArrowUp', 0],
      ['ArrowUp', -1],
      ['ArrowRight', 0],
      ['ArrowRight', 1],
    ] as const) {
      await page.keyboard.press(key)
      assert.ok(await radios.nth(at).evaluate((radio) => radio === document.activeElement), `${key} ${at}`)
    }
    assert.is(await box.locator('input:checked').count(), 0)
    await page.keyboard.press('Space')
    assert.ok(await radios.nth(1).isChecked())
    assert.is.not(await box.getByRole('status').textContent(), '')
  }))

const isSoonThere = (locator: Locator): Promise<boolean> =>
  locator.waitFor({ timeout: 3_000 }).then(
    () => true,
    () => false,
  )

test('the page of all questions → each asks anew, wrong ones first, and an answer there counts in its lesson', async (browser) => {
  const [one] = courseOf('all')
  const links = ['one', 'two'].map((name) => {
    const file = `${name}.html`
    const { facts } = renderLesson(asking, { name, links: [], place: { site: 'all', file } })
    return { title: name, href: file, file, facts }
  })
  const file = join(folder, 'all', 'questions.html')
  writeFileSync(file, renderQuestions({ title: 'All', site: 'all', links }))
  const rightOf = (at: number) => questionsOf(asking)[at]!.choices.findIndex(({ right }) => right === true)
  const headings = (page: Page) => page.locator('h2').allTextContents()
  await withPage(browser, one!, {}, async (page, noise) => {
    await page.goto(pathToFileURL(file).href)
    assert.equal(await headings(page), ['one', 'two'])
    await page.goto(one!)
    const own = page.locator('.prediction')
    await own.nth(0).getByRole('radio').nth(rightOf(0)).check()
    await own
      .nth(1)
      .getByRole('radio')
      .nth(rightOf(1) === 0 ? 1 : 0)
      .check()
    await page.goto(pathToFileURL(file).href)
    // What one page kept may reach the next, another process of the browser, a moment after it is shown, or when it is shown again.
    const wrong = page.locator('h2', { hasText: 'Wrong the last time' })
    for (let again = 0; again < 5 && !(await isSoonThere(wrong)); again++) await page.reload()
    await wrong.waitFor()
    assert.equal(await headings(page), ['Wrong the last time (1)', 'Not answered yet (2)', 'Right the last time (1)'])
    assert.is(await page.locator('input:checked').count(), 0)
    const first = page.locator('.prediction').first()
    assert.is(await first.getAttribute('data-page'), 'one.html')
    assert.is(await first.getAttribute('data-anchor'), links[0]!.facts.questions[1]!.anchor)
    await first.getByRole('radio').nth(rightOf(1)).check()
    assert.match((await first.getByRole('status').textContent())!, /^Right\./)
    await first.getByRole('button').click()
    assert.is(await page.locator('input:checked').count(), 0)
    await page.goto(one!)
    await own
      .nth(1)
      .locator(`label:nth-of-type(${rightOf(1) + 1}) :checked`)
      .waitFor()
    assert.equal(noise.complaints, [])
  })
  await withPage(browser, pathToFileURL(file).href, { javaScriptEnabled: false }, async (page) => {
    await page.locator('.prediction summary').first().click()
    assert.ok(await page.locator('.why').first().isVisible())
  })
})

test('a machine that keeps nothing → answers all the same', (browser) =>
  open(browser, { name: 'asking', notebook: asking }, async (page) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get: () => {
          throw new DOMException('no', 'SecurityError')
        },
      })
    })
    await page.reload()
    await page.locator('.prediction').first().getByRole('radio').first().check()
    assert.is.not(await page.getByRole('status').first().textContent(), '')
    assert.match((await page.locator('.progress').textContent())!, /^1 of/)
  }))

test.run()
