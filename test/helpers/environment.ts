import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { test } from 'uvu'

/**
 * A folder for a suite's temporary files, and variables of the environment that hold while it runs: all suites run in
 * one process, one after another, after all their files were loaded.
 */
export function surround(suite: typeof test, variables: (folder: string) => Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ackbook-test-'))
  const before = { ...process.env }
  suite.before(() => void Object.assign(process.env, variables(folder)))
  suite.after(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
    rmSync(folder, { recursive: true })
  })
  return folder
}
