import { execFile } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Commit } from '../cache/index.ts'
import { projectOf } from '../files/index.ts'

const git = promisify(execFile)

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
    saidByGit(folder, 'rev-parse', 'HEAD'),
    saidByGit(folder, 'status', '--porcelain', '--untracked-files=no'),
    saidByGit(folder, 'ls-files', '-z', '--', '*.ipynb'),
  ])
  if (id === undefined || changes === undefined || !/^[\da-f]{40,64}\n$/.test(id)) return undefined
  return {
    commit: { id: id.trim(), isChanged: changes !== '' },
    notebooks: new Set(notebooks?.split('\0').map((name) => join(folder, name))),
  }
}

/** `undefined` where there is no git, or no repository. */
async function saidByGit(cwd: string, ...words: string[]): Promise<string | undefined> {
  // A repository may name a program that watches its files; and to look at it must not write in it.
  const options = ['--no-optional-locks', '-c', 'core.fsmonitor=false']
  return git('git', [...options, ...words], { cwd, maxBuffer: 64_000_000, timeout: 5000 }).then(
    ({ stdout }) => stdout,
    () => undefined,
  )
}
