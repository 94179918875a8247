import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'

const output = join(dirname(fileURLToPath(import.meta.url)), '..', 'output')

/** Holds `actual` against `test/output/<path>`; where they differ, it is written beside it as `*-changed.*`. */
export function matchesGolden(actual: string, path: string): void {
  const file = join(output, path)
  const extension = extname(file)
  const changed = `${file.slice(0, -extension.length)}-changed${extension}`
  rmSync(changed, { force: true })
  const expected = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  if (actual === expected) return
  mkdirSync(dirname(changed), { recursive: true })
  writeFileSync(changed, actual)
  assert.is(actual, expected ?? `(no file ${path})`, `${path} has changed; look at ${changed}`)
}
