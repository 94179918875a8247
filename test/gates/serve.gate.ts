/** A page that is read in a browser while its notebook is written. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page, Route } from 'playwright-core'
import * as assert from 'uvu/assert'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { serving } from '../helpers/serving.ts'

const test = browserTests()

const paragraphs = (count: number) => Array.from({ length: count }, (_, at) => `Paragraph ${at}.`).join('\n\n')
const page = (before: number) => {
  const source = `# Title\n\n${paragraphs(before)}\n\n## Read\n\n${paragraphs(200)}`
  const prose = { cell_type: 'markdown', id: 'a', metadata: {}, source }
  const folded = { cell_type: 'markdown', id: 'b', metadata: { tags: ['hide-cell'] }, source: 'Folded.' }
  return JSON.stringify({ ...JSON.parse(notebookFile([])), cells: [folded, prose] })
}

test('a notebook is saved, broken, mended → its page follows where it is read, folds as they were; says what is wrong', (browser) =>
  withFolder({ 'n/a.ipynb': page(20) }, async (cwd) => {
    await serving(['n'], cwd, async ({ address }) => {
      await withPage(browser, `${address}a.html`, {}, async (open, { complaints }) => {
        const heading = open.locator('h2', { hasText: 'Read' })
        const top = () => heading.evaluate((element) => Math.round(element.getBoundingClientRect().top))
        await open.locator('main details').evaluate((fold) => fold.setAttribute('open', ''))
        await heading.evaluate((element) => {
          element.scrollIntoView({ behavior: 'instant' })
          scrollBy({ top: 70, behavior: 'instant' })
        })
        const before = await top()
        writeFileSync(join(cwd, 'n/a.ipynb'), page(60))
        await open.locator('p', { hasText: 'Paragraph 59.' }).first().waitFor({ state: 'attached' })
        await open.locator('main p').nth(250).waitFor({ state: 'attached' })
        await open.waitForLoadState()
        assert.ok(Math.abs((await top()) - before) < 2)
        assert.is(await open.locator('main details').getAttribute('open'), '')
        const problems = open.getByRole('alert')
        writeFileSync(join(cwd, 'n/a.ipynb'), '{')
        await problems.waitFor()
        assert.match(await problems.innerText(), 'n/a.ipynb: not a notebook')
        writeFileSync(join(cwd, 'n/a.ipynb'), page(60))
        await problems.waitFor({ state: 'hidden' })
        assert.equal(complaints, [])
      })
    })
  }))

type Cell = Record<string, unknown>
const notebook = (...cells: Cell[]) => JSON.stringify({ ...JSON.parse(notebookFile([])), cells })
const prose = (id: string, source: string): Cell => ({ cell_type: 'markdown', id, metadata: {}, source })
const code = (id: string, source: string, text: string, tags: string[] = []): Cell => ({
  ...{ cell_type: 'code', id, metadata: { tags }, source, execution_count: 1 },
  outputs: [{ output_type: 'stream', name: 'stdout', text }],
})
const long = prose('long', paragraphs(100))

interface Opened {
  open: Page
  save(...cells: Cell[]): void
  /** Marks the page as it is loaded now. */
  mark(): Promise<void>
  /** Whether it has been loaded again since. */
  isMarked(): Promise<boolean>
  complaints: string[]
}

/** A notebook of these cells is served, and its page is open. */
function opened(browser: Browser, cells: Cell[], body: (opened: Opened) => Promise<void>): Promise<void> {
  return withFolder({ 'n/a.ipynb': notebook(...cells), 'n/b.ipynb': notebook(prose('b', '# Other')) }, async (cwd) => {
    await serving(['n'], cwd, async ({ address }) => {
      await withPage(browser, `${address}a.html`, {}, async (open, { complaints }) => {
        await body({
          ...{ open, complaints },
          save: (...own) => writeFileSync(join(cwd, 'n/a.ipynb'), notebook(...own)),
          mark: () => open.evaluate(() => void Object.assign(window, { isMarked: true })),
          isMarked: () => open.evaluate(() => 'isMarked' in window),
        })
      })
    })
  })
}

test('cells are saved one after the other → replaced in the page that is open: it stays where it is read, scripts reach what came', (browser) => {
  const titled = (words: string) => prose('title', `# Title\n\n${words} See [Other](b.ipynb "It says.").`)
  const folded = { ...prose('fold', 'Folded.'), metadata: { tags: ['hide-cell'] } }
  return opened(browser, [titled('First.'), folded, long, code('code', 'one', 'One.')], async (page) => {
    const { open, save, mark, isMarked, complaints } = page
    await mark()
    await open.locator('main details').evaluate((fold) => fold.setAttribute('open', ''))
    const cell = open.locator('.cell')
    await cell.evaluate((element) => element.scrollIntoView({ behavior: 'instant' }))
    const top = () => cell.evaluate((element) => Math.round(element.getBoundingClientRect().top))
    const before = await top()
    const longer = titled('First, and more.')
    save(longer, folded, long, code('code', 'one', 'One.'))
    await open.getByText('First, and more.').waitFor()
    assert.ok(Math.abs((await top()) - before) < 2)
    assert.is(await open.locator('main a[title]').count(), 0)
    const refolded = { ...folded, source: 'Folded, and more.' }
    save(longer, refolded, long, code('code', 'two', 'Two.'))
    await open.getByText('Two.').waitFor()
    await open.getByText('Folded, and more.').waitFor()
    assert.is(await isMarked(), true)
    assert.is(await cell.locator('button.copy').count(), 1)
    save(longer, refolded, long, code('code', 'two', 'Three.'), prose('end', 'Last.'))
    await open.getByText('Last.').waitFor()
    assert.is(await open.getByText('Two.').count(), 0)
    assert.is(await isMarked(), true)
    assert.equal(complaints, [])
  })
})

test('the code of a cell that runs in the page is saved → it can be run as it is now', (browser) => {
  const cells = (source: string) => [
    prose('title', '# Title'),
    { ...code('code', source, 'One.'), metadata: { ackbook: { try: 'put 2' } } },
  ]
  return opened(browser, cells("console.log('said', 1)"), async ({ open, save, mark, isMarked, complaints }) => {
    await mark()
    for (const number of [1, 2]) {
      if (number > 1) save(...cells(`console.log('said', ${number})`))
      const button = open
        .locator('.cell pre.code', { hasText: String(number) })
        .locator('..')
        .getByRole('button', {
          name: 'Edit and run',
        })
      await button.click()
      await open.locator('.cm-content').press('Shift+Enter')
      await open.getByText(`said ${number}`, { exact: true }).waitFor()
    }
    assert.is(await isMarked(), true)
    assert.equal(complaints, [])
  })
})

test('what cannot be replaced is saved: a title, what a question opens → the page is loaded again', (browser) => {
  const asks = { question: 'What?', choices: [{ text: 'This', right: true }, { text: 'That' }] }
  const ask = { ...prose('ask', 'What?'), metadata: { ackbook: { prediction: asks } } }
  const cells = (title: string, shown: string) => [prose('title', title), ask, code('code', '1', shown, ['reveal'])]
  return opened(browser, cells('# Title', 'One.'), async ({ open, save, mark, isMarked, complaints }) => {
    await mark()
    save(...cells('# New title', 'One.'))
    await open.getByRole('heading', { name: 'New title' }).waitFor()
    assert.is(await isMarked(), false)
    assert.match(await open.title(), 'New title')
    await mark()
    save(...cells('# New title', 'Two.'))
    await open.getByText('Two.').waitFor({ state: 'attached' })
    assert.is(await isMarked(), false)
    await open.getByText('This', { exact: true }).first().click()
    await open.getByText('Two.').waitFor()
    assert.equal(complaints, [])
  })
})

test('a page older than the server knows, one whose search is open → loaded again, and replaced in from then on', (browser) =>
  opened(browser, [prose('title', '# Title\n\nFirst.')], async ({ open, save, mark, isMarked, complaints }) => {
    const older = async (route: Route) => {
      const response = await route.fetch()
      const body = (await response.text()).replace(/data-version="\w+"/, 'data-version="old"')
      await route.fulfill({ response, body })
    }
    await open.route('**/a.html', older, { times: 1 })
    await open.reload()
    await open.waitForFunction(() => document.querySelector('[data-version]:not([data-version=old])'))
    await mark()
    save(prose('title', '# Title\n\nSecond.'))
    await open.getByText('Second.').waitFor()
    assert.is(await isMarked(), true)
    await open.getByRole('button', { name: 'Search' }).click()
    await open.locator('#search input').waitFor()
    save(prose('title', '# Title\n\nThird.'))
    await open.getByText('Third.').waitFor()
    assert.is(await isMarked(), false)
    assert.equal(complaints, [])
  }))

test.run()
