import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ExecaError, execa } from 'execa'

/** This state: where `lib/` and `scripts/` are. */
export const root: string = fileURLToPath(new URL('..', import.meta.url))

/**
 * Checks another state out into a folder of its own, which is gone afterwards. It runs with this state's packages.
 *
 * @param revision a commit, a branch or a tag
 * @param tools folder below the root that holds what runs in both: this state's, there too
 * @throws Error when git has no such revision
 */
export async function withRevision(
  revision: string,
  tools: string,
  body: (other: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ackbook-other-'))
  const other = join(folder, 'other')
  try {
    await git('worktree', 'add', '--quiet', '--detach', other, revision)
    await linkPackages(other)
    await rm(join(other, tools), { recursive: true, force: true })
    await cp(join(root, tools), join(other, tools), { recursive: true })
    await body(other)
  } finally {
    await git('worktree', 'remove', '--force', other).catch(() => {})
    await rm(folder, { recursive: true, force: true })
  }
}

/** This state's packages; but `ackbook` is that state's own. */
async function linkPackages(other: string): Promise<void> {
  await mkdir(join(other, 'node_modules'))
  for (const name of await readdir(join(root, 'node_modules'))) {
    const target = name === 'ackbook' ? join(other, 'lib') : join(root, 'node_modules', name)
    await symlink(target, join(other, 'node_modules', name))
  }
  const ofLibrary = join('lib', 'node_modules')
  if (existsSync(join(root, ofLibrary))) await symlink(join(root, ofLibrary), join(other, ofLibrary))
}

async function git(...words: string[]): Promise<void> {
  try {
    await execa('git', words, { cwd: root })
  } catch (error) {
    const reason = error instanceof ExecaError ? error.stderr : error
    throw new Error(`git ${words[0]} ${words[1]} failed: ${reason}`, { cause: error })
  }
}
