import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
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
    await symlink(join(root, 'node_modules'), join(other, 'node_modules'))
    await rm(join(other, tools), { recursive: true, force: true })
    await cp(join(root, tools), join(other, tools), { recursive: true })
    await body(other)
  } finally {
    await git('worktree', 'remove', '--force', other).catch(() => {})
    await rm(folder, { recursive: true, force: true })
  }
}

async function git(...words: string[]): Promise<void> {
  try {
    await execa('git', words, { cwd: root })
  } catch (error) {
    const reason = error instanceof ExecaError ? error.stderr : error
    throw new Error(`git ${words[0]} ${words[1]} failed: ${reason}`, { cause: error })
  }
}
