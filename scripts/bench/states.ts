import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { buildIfChanged } from '../built.js'
import { root, withRevision } from '../worktree.ts'
import type { State } from './setting.ts'

/**
 * Builds this state, and a former one in a folder of its own, and takes away afterwards what was made meanwhile.
 *
 * @throws Error when git has no such revision, or it does not build
 */
export async function withStates(
  revision: string | undefined,
  say: (text: string) => void,
  body: (states: State[]) => Promise<void>,
): Promise<void> {
  await buildIfChanged()
  await withState('this state', root, async (present) => {
    if (revision === undefined) return await body([present])
    await withRevision(revision, 'scripts/bench', async (other) => {
      say(`building ${revision}`)
      const built = await execa('npm', ['run', '--silent', 'build', '-w', 'lib'], {
        cwd: other,
        all: true,
        reject: false,
      })
      if (built.exitCode !== 0)
        throw new Error(`${revision} does not build with the packages of this state: ${built.all}`)
      await withState(revision, other, (former) => body([present, former]))
    })
  })
}

async function withState(name: string, folder: string, body: (state: State) => Promise<void>): Promise<void> {
  mkdirSync(join(folder, '.build'), { recursive: true })
  const scratch = mkdtempSync(join(folder, '.build', 'bench-'))
  try {
    const { CI, JUPYTER_PATH, ...around } = process.env
    const env = { ...around, ACKBOOK_CACHE_DIR: join(scratch, 'cache') }
    const help = await execa(process.execPath, [join(folder, 'lib', 'ackbook.js'), 'verify', '--help'], { env })
    await body({ name, folder, scratch, env, options: new Set(help.stdout.match(/--[a-z-]+/g)) })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
