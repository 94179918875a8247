import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'

/**
 * Holds `actual` against the golden file `test/output/<path>`. A mismatch writes `*-changed.*` beside it and fails; the golden
 * file itself is never written by a test.
 */
export function matchesGolden(actual: string, path: string): void {
  const file = fileURLToPath(new URL(`../output/${path}`, import.meta.url))
  const ending = extname(file)
  const changed = `${file.slice(0, -ending.length)}-changed${ending}`
  if (existsSync(file) && readFileSync(file, 'utf8') === actual) {
    rmSync(changed, { force: true })
    return
  }
  mkdirSync(dirname(changed), { recursive: true })
  writeFileSync(changed, actual)
  if (!existsSync(file)) assert.unreachable(`${path} is not there; what came is in ${changed}`)
  assert.fixture(actual, readFileSync(file, 'utf8'), `differs from ${path}; what came is in ${changed}`)
}
