import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Commit } from '../cache/index.ts'
import { projectOf } from '../files/index.ts'
import { saidByGit } from './git.ts'

/** A repository as it stands, and the notebooks that its commit has, absolute. */
interface RepositoryState {
  commit: Commit
  notebooks: ReadonlySet<string>
}

/** The states of the repositories that notebooks are in, each asked for once. */
export class Commits {
  readonly #states = new Map<string, Promise<RepositoryState | undefined>>()

  /**
   * @param path of a notebook, absolute
   * @returns `undefined` for one that no commit has, and where nobody can tell
   */
  async of(path: string): Promise<Commit | undefined> {
    const folder = await realpath(dirname(path)).catch(() => dirname(path))
    const top = projectOf(folder)
    const asked = this.#states.get(top) ?? repositoryStateOf(top)
    this.#states.set(top, asked)
    const state = await asked
    return state?.notebooks.has(join(folder, basename(path))) ? state.commit : undefined
  }
}

async function repositoryStateOf(folder: string): Promise<RepositoryState | undefined> {
  const [id, changes, notebooks] = await Promise.all([
    said(folder, 'rev-parse', 'HEAD'),
    said(folder, 'status', '--porcelain', '--untracked-files=no'),
    said(folder, 'ls-files', '-z', '--', '*.ipynb'),
  ])
  if (id === undefined || changes === undefined || !/^[\da-f]{40,64}\n$/.test(id)) return undefined
  return {
    commit: { id: id.trim(), isChanged: changes !== '' },
    notebooks: new Set(notebooks?.split('\0').map((name) => join(folder, name))),
  }
}

/** `undefined` where there is no git, or no repository. */
async function said(cwd: string, ...words: string[]): Promise<string | undefined> {
  return saidByGit(cwd, words, { timeout: 5000 }).catch(() => undefined)
}
