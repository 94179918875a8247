/**
 * The packed tarball in a user's project, on this Node with this npm: alone, and beside a TypeScript of the project's own. On others:
 * `npm run soak -- --pack 20,22,24,26`.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import { ownTools, Trial } from '../../scripts/pack/trial.ts'
import { besideTypeScript, firstHour, installedWell, snapshot } from '../../scripts/pack/uses.ts'

const test = suite('pack')
const root = fileURLToPath(new URL('../..', import.meta.url))
const version = '5.9.3'
let folder: string
let tarball: string

test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'ackbook-pack-gate-'))
  const said = execFileSync('npm', ['run', '--silent', 'pack', '--', folder], { cwd: root, encoding: 'utf8' })
  tarball = said.trim().split('\n').at(-1)!
})
test.after(() => rmSync(folder, { recursive: true, force: true }))

test('npm install and npm ci → no script is spoken of; a first notebook is green; a TypeScript of the project stays its own', async () => {
  const trial = new Trial(join(folder, 'mine'), join(folder, 'cache'), ownTools)
  installedWell(trial, await trial.install(tarball))
  await snapshot(trial)
  // Both to their end: what still ran would write into the folder after it was removed.
  const ended = await Promise.allSettled([firstHour(trial), besideTypeScript(trial, version)])
  for (const each of ended) if (each.status === 'rejected') throw each.reason
})

test.run()
