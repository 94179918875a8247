/** A page that is read in a browser while its notebook is written. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
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

test('a notebook is saved, broken, mended → its page is loaded again where it is read, folds as they were; says what is wrong', (browser) =>
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

test.run()
