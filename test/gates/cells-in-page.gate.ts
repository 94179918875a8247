/** Cells that run in the page: each gives there what its notebook has, and what a reader does with them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CodeCell } from '../../lib/notebook/index.ts'
import { browserTests, withPage } from '../helpers/chromium.ts'
import { codeOf, lessons } from '../helpers/course.ts'
import { courseSite } from '../helpers/course-site.ts'

const gate = suite('cells in the page')
const folder = mkdtempSync(join(tmpdir(), 'ackbook-cells-'))
gate.before(() => courseSite(folder))
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
  test(`${name}: its cells, each run in the page → what the notebook has`, (browser) =>
    withPage(browser, pathToFileURL(join(folder, `${name}.html`)).href, {}, async (page, noise) => {
      await openFirst(page)
      const differences: string[] = []
      const ids = await page.locator('.cell[data-runs]').evaluateAll((cells) => cells.map(({ id }) => id))
      assert.ok(ids.length > 0)
      for (const cell of codeOf(notebook)) {
        const anchor = `cell-${cell.id}`
        if (!ids.includes(anchor)) continue
        const { given, faults, first } = await runInPage(page, anchor)
        if (process.env.TIMES) process.stdout.write(`${name} ${cell.id}: ${first.toFixed(0)} ms\n`)
        for (const fault of faults) differences.push(`${cell.id}: ${fault}`)
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

test.run()
