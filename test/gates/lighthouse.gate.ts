/**
 * Lighthouse over HTTP, at a phone: nothing to complain of in accessibility, best practices and what search engines ask. Its time
 * depends on the machine, so it is told and not asserted. Lighthouse is put into `.build/lighthouse` when it is not there.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chromiumArguments, chromiumPath } from '../helpers/chromium.ts'
import { courseSite } from '../helpers/course-site.ts'
import { type Served, served } from '../helpers/served.ts'

interface Report {
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>
  audits: Record<string, { score: number | null; title: string; displayValue?: string }>
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const prefix = join(root, '.build', 'lighthouse')
const program = join(prefix, 'node_modules', 'lighthouse', 'cli', 'index.js')
const isThere = existsSync(chromiumPath) && (existsSync(program) || (await install()))
const pages = ['index.html', '2.0.3-congestion-control.html', '3-summary.html']

async function install(): Promise<boolean> {
  const asked = ['install', '--silent', '--no-save', '--ignore-scripts', '--prefix', prefix, 'lighthouse@12.8.2']
  const { exitCode } = await execa('npm', asked, { reject: false })
  return exitCode === 0
}

const test = suite('lighthouse')
const folder = mkdtempSync(join(tmpdir(), 'ackbook-lighthouse-'))
let site: Served | undefined
test.before(async () => {
  if (!isThere) return
  await courseSite(join(folder, 'site'))
  site = await served(join(folder, 'site'))
})
test.after(async () => {
  await site?.close()
  rmSync(folder, { recursive: true })
})

for (const page of pages) {
  const name = `${page} over HTTP → 100 in all that does not depend on the machine`
  if (!isThere && !process.env.CI) {
    process.stdout.write(`skipped, no Chromium or no Lighthouse: ${name}\n`)
    test.skip(name)
    continue
  }
  test(name, async () => {
    assert.ok(isThere, `Lighthouse and ${chromiumPath} are needed here`)
    const flags = `--chrome-flags=${chromiumArguments.join(' ')}`
    const { stdout } = await execa(
      process.execPath,
      [program, site!.address + page, '--quiet', '--output=json', flags],
      {
        env: { CHROME_PATH: chromiumPath },
        timeout: 180_000,
      },
    )
    const { categories, audits } = JSON.parse(stdout) as Report
    const wrong = ['accessibility', 'best-practices', 'seo'].flatMap((category) =>
      categories[category]!.auditRefs.flatMap(({ id, weight }) => {
        const { score, title, displayValue = '' } = audits[id]!
        return weight > 0 && score !== null && score < 1 ? [`${category}: ${title} ${displayValue}`] : []
      }),
    )
    assert.equal(wrong, [])
    process.stdout.write(`${page}: performance ${Math.round(100 * (categories.performance?.score ?? 0))}\n`)
  })
}

test.run()
