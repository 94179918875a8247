/** Cells that run in the page: each gives there what its notebook has, and what a reader does with them. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CellMetadata, type CodeCell, formatNotebook } from '../../lib/notebook/index.ts'
import { AAA_COLOURS, axe, notColours, only } from '../helpers/axe.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { command } from '../helpers/command.ts'
import { codeOf, lessons } from '../helpers/course.ts'
import { courseSite } from '../helpers/course-site.ts'
import { withFolder } from '../helpers/folder.ts'
import { code, notebook, prose, stream } from '../helpers/pages.ts'

const gate = suite('cells in the page')
const folder = mkdtempSync(join(tmpdir(), 'ackbook-cells-'))
/** Two notebooks of somebody else, with a module of ten lines. */
const files = {
  'n/queue.ts': `/** Waits in line. */
export class Queue {
  readonly #items: string[] = []
  /** Puts one behind the others. */
  put(item: string): number {
    return this.#items.push(item)
  }
}
export const check = async (answer: number) => (answer === 3 ? '✓ it is three' : '✗ it is not')
`,
  'n/a.ipynb': formatNotebook(
    notebook([
      prose('# First'),
      cell('setup', "import { check, Queue } from './queue.ts'\nconst queue = new Queue()\nqueue.put('a')", '1\n'),
      cell('more', "queue.put('b' as string)", '2\n', { ackbook: { try: 'put c' } }),
      cell('file', "import { readFileSync } from 'node:fs'\nconst text = readFileSync('queue.ts', 'utf8')"),
      cell('length', 'text.length'),
      cell('twice', 'const queue = [{ a: 1 }]\nqueue', '[ { a: 1 } ]\n'),
      cell('exercise', 'const three = 2\nawait check(three)', '✗ it is not\n', { tags: ['starter'] }),
    ]),
  ),
  'n/b.ipynb': formatNotebook(notebook([prose('# Second')])),
}

function cell(id: string, source: string, text?: string, metadata: CellMetadata = {}): CodeCell {
  return { ...code(source, text === undefined ? [] : [stream(text)], metadata), id } as CodeCell
}

gate.before(async () => {
  await courseSite(join(folder, 'course'))
  await withFolder(files, async (cwd) => {
    const { code: exit, err } = await command(['render', 'n', '--out', join(folder, 'own')], { cwd })
    assert.is(exit, 0, err)
  })
})
gate.after(() => rmSync(folder, { recursive: true, force: true }))
const test = browserTests(gate)

/** What a cell gave: text that was printed, and what was shown, by its types. */
type Given = { text: string } | { data: Record<string, string> }

/** Streams of one name that follow one another are one text. */
function storedOf({ outputs }: CodeCell): Given[] {
  const all = outputs.map((output): Given => {
    const { text, data = {} } = output as { text?: string; data?: Record<string, unknown> }
    return text !== undefined ? { text } : { data: data as Record<string, string> }
  })
  return joined(all)
}

function joined(all: readonly Given[]): Given[] {
  const parts: Given[] = []
  for (const each of all) {
    const last = parts.at(-1)
    if (last && 'text' in last && 'text' in each) parts[parts.length - 1] = { text: last.text + each.text }
    else parts.push(each)
  }
  return parts
}

/** Has the first cell opened, by which the page loads all that it needs. */
async function openFirst(page: Page): Promise<void> {
  // The translator of this file names functions by it.
  await page.evaluate('window.__name = (named) => named')
  await page
    .locator('.cell[data-runs] button', { hasText: 'Edit and run' })
    .first()
    .evaluate((button: HTMLElement) => button.click())
  await page.locator('.cm-content').first().waitFor({ state: 'attached' })
}

/** Runs a cell as its button does. */
function runInPage(page: Page, anchor: string): Promise<{ given: Given[]; faults: string[]; first: number }> {
  return page.evaluate(
    (id) =>
      new Promise((resolve) => {
        const given: ({ text: string } | { data: Record<string, string> })[] = []
        const faults: string[] = []
        const began = performance.now()
        let first = 0
        window.ackbook.cells?.run(
          id,
          {
            printed: (_, text) => {
              first ||= performance.now() - began
              given.push({ text })
            },
            shown: (data) => {
              first ||= performance.now() - began
              given.push({ data })
            },
            cut: () => faults.push('cut'),
            failed: ({ name, message, line }) => faults.push(`${name}: ${message} (line ${line})`),
            ended: (how) => {
              if (how !== 'end') faults.push(how)
              resolve({ given, faults, first })
            },
          },
          100_000,
        )
      }),
    anchor,
  )
}

for (const { name, notebook } of lessons()) {
  test(`${name}: its cells, each run in the page → what the notebook has, where it needs no operating system`, (browser) =>
    withPage(browser, pathToFileURL(join(folder, 'course', `${name}.html`)).href, {}, async (page, noise) => {
      await openFirst(page)
      const differences: string[] = []
      const marks = await page
        .locator('.cell[data-runs]')
        .evaluateAll((cells) => cells.map((cell) => [cell.id, cell.getAttribute('data-runs')] as const))
      const runs = new Map(marks)
      assert.ok(runs.size > 0)
      for (const cell of codeOf(notebook)) {
        const anchor = `cell-${cell.id}`
        if (!runs.has(anchor)) continue
        const { given, faults, first } = await runInPage(page, anchor)
        if (process.env.TIMES) process.stdout.write(`${name} ${cell.id}: ${first.toFixed(0)} ms\n`)
        for (const fault of faults) differences.push(`${cell.id}: ${fault}`)
        // With the sockets of a simulated machine in place of Linux's it may come out otherwise.
        if (runs.get(anchor) === 'instead') continue
        try {
          assert.equal(joined(given), storedOf(cell))
        } catch (error) {
          differences.push(`${cell.id}: ${(error as assert.Assertion).details}`)
        }
      }
      assert.is(differences.join('\n\n'), '')
      assert.equal(noise.complaints, [])
      assert.ok(noise.requests.every((url) => url.startsWith('file:') || url.startsWith('blob:')))
    }))
}

const own = pathToFileURL(join(folder, 'own/a.html')).href

/** Opens a cell's editor by its button. */
async function opened(page: Page, id: string): Promise<Locator> {
  const place = page.locator(`#cell-${id}`)
  await place.getByRole('button', { name: 'Edit and run' }).click()
  await place.locator('.cm-content').waitFor()
  return place
}

/** Puts a text in the place of a cell's code, and runs it. */
async function write(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(text)
  await page.keyboard.press('Shift+Enter')
}

/** What a run gave, without empty lines. */
const said = async (place: Locator) =>
  (await place.locator('.bench .outputs').innerText()).replace(/\n{2,}/g, '\n').trim()
const status = (place: Locator) => place.getByRole('status')
const ended = async (place: Locator, words: RegExp) => {
  await status(place).filter({ hasText: words }).waitFor()
}

test('a cell with a change to try → its code opens the editor; edited, run, and as it was', (browser) =>
  withPage(browser, own, {}, async (page, noise) => {
    const place = page.locator('#cell-more')
    assert.match((await place.textContent())!, /Try it: put c\./)
    await place.locator('pre.code').click()
    await place.locator('.cm-content').waitFor()
    await write(page, "console.log('x', { queue: 1 })\nqueue.put('c')")
    await ended(place, /Done/)
    assert.is(await said(place), 'x { queue: 1 }\n2')
    assert.not.ok(await place.locator(':scope > .outputs').isVisible())
    // What one page keeps reaches the next a moment late.
    const kept = async () => {
      await page.reload()
      await opened(page, 'more')
      return place.locator('.cm-content').innerText()
    }
    let text = await kept()
    for (let turns = 0; turns < 4 && !text.includes("'x'"); turns++) text = await kept()
    assert.match(text, /'x'/)
    await place.getByRole('button', { name: 'As it was' }).click()
    assert.is(await place.locator('.cm-content').innerText(), "queue.put('b' as string)")
    assert.ok(await place.locator(':scope > .outputs').isVisible())
    assert.is(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.endsWith(':cells')).length), 0)
    assert.equal(noise.complaints, [])
  }))

test('a cell before it that was edited → runs as it is now', (browser) =>
  withPage(browser, own, {}, async (page) => {
    const setup = await opened(page, 'setup')
    await write(page, "import { Queue } from './queue.ts'\nconst queue = new Queue()\nqueue.put('a')\nqueue.put('a')")
    await ended(setup, /Done/)
    const more = await opened(page, 'more')
    await page.keyboard.press('Control+Enter')
    await ended(more, /Done/)
    assert.is(await said(more), '3')
  }))

test('a name declared anew, in its cell and in the next run → as in the kernel', (browser) =>
  withPage(browser, own, {}, async (page) => {
    const place = await opened(page, 'twice')
    for (const _ of [1, 2]) {
      await place.getByRole('button', { name: 'Run' }).click()
      await ended(place, /Done/)
      assert.is(await said(place), '[ { a: 1 } ]')
    }
  }))

test('what fails → its name, message and line; also where it is no program, or in a cell before', (browser) =>
  withPage(browser, own, {}, async (page) => {
    const place = await opened(page, 'more')
    const shown = () => said(place)
    await write(page, "const a: number = 1\n\nqueue.take('b')")
    await ended(place, /error/)
    assert.is(await shown(), "error in line 3\nTypeError: queue.take is not a function\n3 | queue.take('b')")
    await write(page, 'const a = 1\nconst b = = 2')
    await ended(place, /error/)
    assert.match(await shown(), /^error in line 2\nSyntaxError: Unexpected token/)
    await write(page, 'const a = 1\nconst a = 2')
    await ended(place, /error/)
    assert.match(await shown(), /^error in line 2\nSyntaxError: Identifier 'a' has already been declared/)
    const setup = await opened(page, 'setup')
    await write(page, "const queue = undefined\nqueue.put('a')")
    await ended(setup, /error/)
    await place.locator('.cm-content').click()
    await write(page, 'queue')
    await ended(place, /error/)
    assert.match(await shown(), /^error in line 2 of a cell before this one\nTypeError/)
  }))

test('a loop without end → Stop ends it, and so does the limit; what it printed stands', (browser) =>
  withPage(browser, own, {}, async (page) => {
    const place = await opened(page, 'more')
    await write(page, "console.log('begun')\nfor (;;) {}")
    await place.locator('.bench .output', { hasText: 'begun' }).waitFor()
    await place.getByRole('button', { name: 'Stop' }).click()
    await ended(place, /Stopped/)
    await page.keyboard.press('Shift+Tab')
    await place.getByRole('button', { name: 'Run' }).click()
    await ended(place, /Ended after 10 seconds/)
    assert.is(await said(place), 'begun')
  }))

test('an endless text → the page takes some of it', (browser) =>
  withPage(browser, own, {}, async (page) => {
    const place = await opened(page, 'more')
    await write(page, "for (let line = 0; line < 1e5; line++) console.log('a line of some length')")
    await ended(place, /Done/)
    assert.match(await said(place), /beyond 200,000 characters is not shown/)
  }))

test('what a timer prints later, and a promise that nobody takes → are shown', (browser) =>
  withPage(browser, own, {}, async (page) => {
    const place = await opened(page, 'more')
    await write(page, "setTimeout(() => {\n  console.log('later')\n  Promise.reject(new RangeError('late'))\n}, 50)")
    await place.locator('.bench .output.error').waitFor()
    assert.match(await said(place), /later\nerror in line 3\nRangeError: late/)
  }))

test('what a cell shows → harmless: markup runs nothing and asks for nothing', (browser) =>
  withPage(browser, own, {}, async (page, noise) => {
    const place = await opened(page, 'more')
    const bad =
      '<b>bold</b><script>document.title = 1</script><img src="http://example.org/x.png" onerror="document.title = 2"><a href="javascript:document.title = 3">x</a>'
    await write(
      page,
      `import { display } from 'tslab'\ndisplay.html(${JSON.stringify(bad)})\ndisplay.svg('<svg xmlns="http://www.w3.org/2000/svg" onload="document.title = 4"><rect width="9" height="9"/></svg>')\ndisplay.markdown('| a | b |\\n|---|---|\\n| 1 | \`2\` |')`,
    )
    await ended(place, /Done/)
    const markup = await place
      .locator('.bench .output > div')
      .evaluateAll((hosts) => hosts.map((host) => host.shadowRoot?.innerHTML ?? '').join())
    assert.match(markup, /<b>bold<\/b>/)
    assert.match(markup, /<rect/)
    assert.not.match(markup, /script|onload|onerror|http:\/\/example/)
    assert.equal(await place.locator('.bench table td').allTextContents(), ['1', '2'])
    assert.is(await page.title(), 'First · Notebooks')
    assert.ok(noise.requests.every((url) => /^(?:file|blob|data):/.test(url)))
  }))

test('an exercise → checked by its own check, and told when all holds', (browser) =>
  withPage(browser, own, {}, async (page) => {
    assert.match(await page.locator('.starter').innerText(), /Your turn, here or in Jupyter/)
    const place = await opened(page, 'exercise')
    await place.getByRole('button', { name: 'Run' }).click()
    await ended(place, /Done/)
    await place.locator('.cm-content').click()
    await write(page, 'const three = 3\nawait check(three)')
    await ended(place, /All checks pass/)
  }))

test('cells that cannot run → say why, and have no button', (browser) =>
  withPage(browser, own, {}, async (page) => {
    for (const id of ['file', 'length']) {
      assert.match(await page.locator(`#cell-${id}`).innerText(), /Not to be run in this page: it needs node:fs/)
      assert.is(await page.locator(`#cell-${id} button`, { hasText: 'Edit' }).count(), 0)
    }
  }))

test('while one types → names and members are offered, with what is said of them', (browser) =>
  withPage(browser, own, {}, async (page) => {
    const place = await opened(page, 'more')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('Que')
    const offers = page.locator('.cm-tooltip-autocomplete li')
    await offers.filter({ hasText: /^Queue$/ }).waitFor()
    await page.locator('.cm-completionInfo', { hasText: /Waits in line\.\s*of \.\/queue\.ts/ }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.type('\nqueue.pu')
    await offers.filter({ hasText: /^put$/ }).waitFor()
    await page.locator('.cm-completionInfo', { hasText: 'Puts one behind the others.' }).waitFor()
    assert.ok(await place.locator('.cm-content').isVisible())
  }))

test('by keyboard → Tab indents, after Escape it leaves the editor for the button', (browser) =>
  withPage(browser, own, {}, async (page) => {
    const place = page.locator('#cell-more')
    await place.getByRole('button', { name: 'Edit and run' }).focus()
    await page.keyboard.press('Enter')
    await place.locator('.cm-content').waitFor()
    await page.keyboard.press('Tab')
    assert.match(await place.locator('.cm-content').innerText(), /^ {2}queue/)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    assert.is(await page.evaluate(() => document.activeElement?.textContent), 'Run')
  }))

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe, ${colorScheme}, wide and narrow → nothing`, (browser) =>
    withPage(browser, own, { colorScheme }, async (page) => {
      const place = await opened(page, 'more')
      await write(page, "/** Why. */\nconst f = (n: number) => `n` + /x/.source\nconsole.log(f(1), 'b', true)\nfail()")
      await ended(place, /error/)
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 800 })
        assert.equal(await axe(page, notColours()), [])
        assert.equal(await axe(page, only(AAA_COLOURS)), [])
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
      }
    }))
}

test('a page without what lies beside it → no button; without the editor → the button says so', (browser) =>
  withFolder({}, async (alone) => {
    copyFileSync(join(folder, 'own/a.html'), join(alone, 'a.html'))
    await withPage(browser, pathToFileURL(join(alone, 'a.html')).href, {}, async (page) => {
      await page.locator('object').waitFor({ state: 'detached' })
      assert.is(await page.getByRole('button', { name: 'Edit and run' }).count(), 0)
    })
    for (const file of ['here.svg', 'site.js']) {
      mkdirSync(join(alone, 'ackbook'), { recursive: true })
      copyFileSync(join(folder, 'own/ackbook', file), join(alone, 'ackbook', file))
    }
    await withPage(browser, pathToFileURL(join(alone, 'a.html')).href, {}, async (page) => {
      const place = page.locator('#cell-more')
      await place.getByRole('button', { name: 'Edit and run' }).click()
      await place.getByText('is not beside this page').waitFor()
      assert.ok(await place.locator('pre.code').isVisible())
    })
  }))

test.run()
