/** The search of a site in a browser, from files and from a server; and pages without what lies beside them. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { formatNotebook } from '../../lib/notebook/index.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { command } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { code, notebook, prose, stream } from '../helpers/pages.ts'

const filler = Array.from({ length: 60 }, (_, at) => prose(`Paragraph ${at}.`))
const files = {
  'n/a.ipynb': formatNotebook(
    notebook([prose('# First page\n\nHow it begins.'), ...filler, prose('## The end\n\nA zebra.')]),
  ),
  'n/sub/b #1.ipynb': formatNotebook(
    notebook([
      prose('# Second page\n\n## Folded'),
      ...filler,
      { ...code('const giraffe = 1', [stream('1')], { tags: ['hide-cell'] }), id: 'tall' },
    ]),
  ),
}

const gate = suite('search')
const folder = mkdtempSync(join(tmpdir(), 'ackbook-search-'))
const types: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8' }
const server = createServer(({ url = '' }, response) => {
  const file = join(folder, decodeURIComponent(new URL(url, 'http://site').pathname))
  readFile(file).then(
    (content) => response.setHeader('content-type', types[extname(file)] ?? 'text/plain').end(content),
    () => response.writeHead(404).end(),
  )
})
gate.before(async () => {
  await withFolder(files, async (cwd) => {
    assert.is((await command(['render', 'n', '--out', folder], { cwd })).code, 0)
  })
  mkdirSync(join(folder, 'mailed'))
  copyFileSync(join(folder, 'a.html'), join(folder, 'mailed', 'a.html'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
gate.after(() => {
  server.close()
  rmSync(folder, { recursive: true })
})
const test = browserTests(gate)

const roots = {
  files: () => pathToFileURL(`${folder}/`).href,
  'a server': () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Search' })
const places = (page: Page) => dialog(page).getByRole('link')
const search = async (page: Page, words: string) => {
  await page.locator('#page_search').waitFor()
  await page.keyboard.press('/')
  await dialog(page).waitFor()
  await page.keyboard.type(words)
}

for (const [name, root] of Object.entries(roots)) {
  test(`${name}: / and words → the place in another page's fold; Enter opens both`, (browser) =>
    withPage(browser, `${root()}a.html`, {}, async (page, { requests, complaints }) => {
      await search(page, 'giraffe')
      assert.is(requests.at(-1), `${root()}ackbook/search.js`)
      assert.match(await places(page).first().innerText(), /^Folded Second page\nconst giraffe = 1$/)
      await page.keyboard.press('Enter')
      await page.waitForURL(`${root()}sub/b%20%231.html#cell-tall`)
      await page.getByText('const giraffe = 1').waitFor({ state: 'visible' })
      await search(page, 'zebra')
      await page.keyboard.press('Enter')
      await page.waitForURL(`${root()}a.html#the-end`)
      assert.equal(complaints, [])
    }))

  test(`${name}: a page alone → no button, no word in the console, and / does nothing`, (browser) =>
    withPage(browser, `${root()}mailed/a.html`, {}, async (page, { complaints }) => {
      await page.waitForFunction(() => !document.querySelector('object'))
      await page.keyboard.press('/')
      assert.not.ok(await page.locator('#page_search').isVisible())
      assert.equal([await page.locator('dialog, script[src]').count(), complaints], [0, []])
    }))
}

test('keys: arrows through the places, letters go on in the field, Escape back to where one was', (browser) =>
  withPage(browser, `${roots.files()}a.html`, {}, async (page) => {
    const button = page.getByRole('button', { name: 'Search' })
    await button.press('Enter')
    await dialog(page).waitFor()
    await page.keyboard.type('page')
    assert.match(await dialog(page).getByRole('status').innerText(), /^\d places on 2 pages$/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    assert.ok(
      await places(page)
        .nth(1)
        .evaluate((link) => link === document.activeElement),
    )
    await page.keyboard.press('ArrowUp')
    await page.keyboard.type('x')
    assert.is(await dialog(page).getByRole('searchbox').inputValue(), 'pagex')
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'hidden' })
    assert.ok(await button.evaluate((each) => each === document.activeElement))
  }))

test('the same place twice → its fold opens again', (browser) =>
  withPage(browser, `${roots.files()}sub/b%20%231.html`, {}, async (page) => {
    const fold = page.locator('details:has(#cell-tall)')
    for (const _ of [1, 2]) {
      await search(page, 'giraffe')
      await page.keyboard.press('Enter')
      await dialog(page).waitFor({ state: 'hidden' })
      await page.waitForFunction(() => document.getElementById('cell-tall')?.closest('details')?.open)
      await fold.evaluate((each) => each.removeAttribute('open'))
    }
  }))

test.run()
