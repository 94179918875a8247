/** The course's pages as they are published: how heavy they may be, valid to the letter, and the same bytes each time. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { HtmlValidate } from 'html-validate'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { courseSite } from '../helpers/course-site.ts'

/** Compressed, with both layouts of every figure and the programs in folds. */
const most = 64 * 1024
const mostOf: Readonly<Record<string, number>> = {
  '3-summary.html': 80 * 1024,
  // With a kernel's own run beside ours.
  '2.0.3-congestion-control.html': 68 * 1024,
}

const test = suite('limits')
const folder = mkdtempSync(join(tmpdir(), 'ackbook-limits-'))
const [site, again] = [join(folder, 'site'), join(folder, 'again')]
await courseSite(site)
test.after(() => rmSync(folder, { recursive: true }))

const files = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name))
const pages = files.filter((name) => name.endsWith('.html'))
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  // Links from elsewhere lead to what a heading is called, be it a number.
  rules: { 'valid-id': ['error', { relaxed: true }] },
})

for (const page of pages) {
  test(`${page} → no heavier than a page may be`, () => {
    const size = gzipSync(readFileSync(join(site, page)), { level: 9 }).length
    assert.ok(size <= (mostOf[page] ?? most), `${size} bytes`)
  })

  test(`${page} → valid HTML`, async () => {
    const { results } = await validator.validateString(readFileSync(join(site, page), 'utf8'))
    const messages = results.flatMap((result) =>
      result.messages.map(({ ruleId, message, line, column }) => `${ruleId} ${line}:${column}: ${message}`),
    )
    assert.equal(messages, [])
  })
}

test('rendered a second time into another folder → the same files, byte by byte', async () => {
  await courseSite(again)
  for (const name of files) assert.ok(readFileSync(join(site, name)).equals(readFileSync(join(again, name))), name)
})

test.run()
