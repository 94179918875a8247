/** The module, metadata and cell that docs/pages.md shows, word for word in a project of one's own: a figure that moves, from a file. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { withFolder } from '../helpers/folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const section = readFileSync(join(root, 'docs/pages.md'), 'utf8').split('## A figure that can be run again\n')[1]!
const [metadata, source, cell] = [...section.matchAll(/```(?:json|ts)\n([\s\S]*?)```/g)].map(([, text]) => text!)
const gate = suite('a live figure of a project of its own')
const test = browserTests(gate)

const notebook = JSON.stringify({
  cells: [
    { cell_type: 'markdown', id: 'top', metadata: {}, source: '# Queues' },
    {
      ...{ cell_type: 'code', id: 'queue', execution_count: null, outputs: [], source: cell!.trim() },
      metadata: JSON.parse(metadata!),
    },
  ],
  metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
  ...{ nbformat: 4, nbformat_minor: 5 },
})

/** By its file, as a project's own command starts it. */
async function ackbook(cwd: string, ...words: string[]) {
  const run = await execa(process.execPath, [join(root, 'lib/dist/bin.js'), ...words], { cwd, reject: false })
  return { code: run.exitCode, said: run.stdout + run.stderr }
}

test('verified and rendered → it moves by slider and choice, from a file; a module that changes → exit code 1, and a picture', (browser) =>
  withFolder(
    { 'package.json': '{ "type": "module" }', 'one.ipynb': notebook, 'figures/queue.ts': source! },
    async (cwd) => {
      const verified = await ackbook(cwd, 'verify', '--update', 'one.ipynb')
      assert.is(verified.code, 0, verified.said)
      const rendered = await ackbook(cwd, 'render', 'one.ipynb', '--out', 'x')
      assert.is(rendered.code, 0, rendered.said)
      const address = pathToFileURL(join(cwd, 'x/one.html')).href
      await withPage(browser, address, {}, async (page, { complaints }) => {
        const titled = (title: string) =>
          page.waitForFunction(
            (wanted) =>
              document.querySelector('.live-drawing')?.shadowRoot?.querySelector('title')?.textContent === wanted,
            title,
          )
        const firstBar = () =>
          page.evaluate(() =>
            document.querySelector('.live-drawing')!.shadowRoot!.querySelector('rect')!.getAttribute('width'),
          )
        await titled('After 120 ms 8 packets are under way.')
        assert.is(await firstBar(), '34')
        await page.getByRole('slider', { name: 'round trip' }).focus()
        await page.keyboard.press('End')
        await titled('After 600 ms 8 packets are under way.')
        assert.is(await firstBar(), '170')
        await page.getByText('cubic', { exact: true }).click()
        await titled('After 600 ms 27 packets are under way.')
        assert.equal(complaints, [])
      })
      writeFileSync(join(cwd, 'figures/queue.ts'), source!.replace('rtt = 40', 'rtt = 50'))
      const changed = await ackbook(cwd, 'render', 'one.ipynb', '--out', 'x')
      assert.is(changed.code, 1)
      assert.match(changed.said, 'one.ipynb, cell "queue": its figure comes out otherwise than what is stored')
      await withPage(browser, address, {}, async (page) => {
        await page.waitForLoadState()
        assert.ok(await page.locator('#cell-queue .figure').isVisible())
        assert.is(await page.locator('.live').count(), 0)
      })
    },
  ))

test.run()
