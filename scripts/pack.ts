/**
 * `npm run pack [-- FOLDER]`: the package as users install it, one tarball.
 *
 * What would be in a user's way, or is mostly never used, is bundled from a staged folder, without its superfluous parts:
 * `pack/bundled.ts` says what and why. The staged copies are those of the lock file.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { optionsOf } from './options.ts'
import { stagePackage } from './pack/stage.ts'

const root = resolve(fileURLToPath(new URL('..', import.meta.url)))
const { positionals } = optionsOf({ allowPositionals: true })
const destination = resolve(positionals[0] ?? root)
const stage = mkdtempSync(join(tmpdir(), 'ackbook-pack-'))

try {
  await execa('npm', ['run', '--silent', 'build', '-w', 'lib'], { cwd: root, stdio: 'inherit' })
  stagePackage(root, stage)
  mkdirSync(destination, { recursive: true })
  const { stdout } = await execa('npm', ['pack', '--ignore-scripts', '--pack-destination', destination], { cwd: stage })
  console.log(join(destination, stdout.trim().split('\n').at(-1) ?? ''))
} finally {
  rmSync(stage, { recursive: true, force: true })
}
