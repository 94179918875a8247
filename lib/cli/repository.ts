import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { UsageError } from '../command/index.ts'
import { GitError, saidByGit } from './git.ts'
import { nothingRun } from './problems.ts'

/** What differs in a repository since some commit, and of what git can tell that. All paths are absolute, without links. */
export interface Changes {
  /** The top of its working tree. */
  top: string
  /** Files that were changed, made or removed, both names of one that was renamed; repositories inside this one by their folder. */
  paths: readonly string[]
  /** Whether a change of this file would be among them; so it is not with one that git passes over, or that lies elsewhere. */
  tells(file: string): boolean
  /** Of places at which there is nothing, those at which git would pass over a file. */
  ignored(places: readonly string[]): Promise<ReadonlySet<string>>
  /** What git passes over in these folders: files, and folders as a whole. */
  ignoredIn(folders: readonly string[]): Promise<readonly string[]>
}

/** The nearest folder, there or above, that git takes for the top of a repository. @param folder absolute, without links */
export function repositoryOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (at === dirname(at)) return undefined
  }
}

/**
 * What differs between the working tree, with what is staged and what git does not follow yet, and the commit at which `rev`
 * and HEAD parted; HEAD itself for `HEAD`.
 *
 * @throws UsageError when git cannot tell
 */
export async function changesSince(rev: string, top: string): Promise<Changes> {
  try {
    const base = await baseOf(rev, top)
    const [changed, others, index] = await Promise.all([
      saidByGit(top, [
        ...'diff --name-only -z --no-renames --no-ext-diff --ignore-submodules=none'.split(' '),
        base,
        '--',
      ]),
      saidByGit(top, ['ls-files', '--others', '--exclude-standard', '-z']),
      saidByGit(top, ['ls-files', '-v', '--stage', '-z']),
    ])
    const paths = [...saidNames(changed), ...saidNames(others)].map((name) => join(top, name.replace(/\/$/, '')))
    return { top, paths, ...knownIn(index, paths, top) }
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause
    const lacks = (cause.cause as NodeJS.ErrnoException).code === 'ENOENT'
    const said = lacks ? 'git is not there, or not in PATH: install it' : `git says "${cause.message}"`
    throw new UsageError(`--changed cannot tell what differs in ${top}: ${said}`, { cause, consequence: nothingRun })
  }
}

/** The commit to compare with. Where nothing is committed yet, a tree with nothing in it. */
async function baseOf(rev: string, top: string): Promise<string> {
  const head = await commitOf('HEAD', top)
  if (rev === 'HEAD') return head ?? (await saidByGit(top, ['hash-object', '-t', 'tree', '--stdin'])).trim()
  const commit = rev === '' || rev.startsWith('-') ? undefined : await commitOf(rev, top)
  if (commit === undefined) {
    const remedy = 'name a branch, a tag or a commit that is here, like --changed=main'
    refuseRevision(`--changed=${rev} names no commit of ${top}: ${remedy}`)
  }
  const base = head && (await saidByGit(top, ['merge-base', commit, head]).catch(nothingByOne))?.trim()
  if (base) return base
  const remedy = 'fetch more of the history (git fetch --unshallow; on GitHub, fetch-depth: 0)'
  refuseRevision(`--changed=${rev}: it has no commit in common with HEAD, as far as ${top} knows: ${remedy}`)
}

async function commitOf(rev: string, top: string): Promise<string | undefined> {
  const found = await saidByGit(top, ['rev-parse', '--verify', '--quiet', `${rev}^{commit}`]).catch(nothingByOne)
  return found?.trim() || undefined
}

/** By which git says that there is none. */
function nothingByOne(error: unknown): undefined {
  if (error instanceof GitError && error.code === 1) return undefined
  throw error
}

function saidNames(said: string): string[] {
  return said.split('\0').filter((name) => name !== '')
}

/** @param index what `ls-files -v --stage -z` says: `H 100644 … 0⇥name` */
function knownIn(
  index: string,
  paths: readonly string[],
  top: string,
): Pick<Changes, 'tells' | 'ignored' | 'ignoredIn'> {
  const entries = saidNames(index).map((line) => ({
    sort: line.slice(0, 2),
    mode: line.slice(2, 8),
    name: line.slice(line.indexOf('\t') + 1),
  }))
  // Others were told to git to be taken for unchanged, whatever they are.
  const known = new Set(entries.filter(({ sort }) => /^[HMRCK] /.test(sort)).map(({ name }) => join(top, name)))
  const inner = new Set(entries.filter(({ mode }) => mode === '160000').map(({ name }) => join(top, name)))
  const changed = new Set(paths)
  const isBelow = (file: string, folders: ReadonlySet<string>): boolean => {
    for (let at = file; at.length > top.length; at = dirname(at)) if (folders.has(at)) return true
    return false
  }
  const isInside = (file: string) => file.startsWith(join(top, sep))
  return {
    tells: (file) => isInside(file) && (known.has(file) || isBelow(file, inner) || isBelow(file, changed)),
    ignored: async (places) => {
      const asked = places.filter((place) => isInside(place) && !isBelow(place, inner) && !isBelow(place, changed))
      const input = asked.map((place) => `${relative(top, place)}\0`).join('')
      if (input === '') return new Set()
      const said = await saidByGit(top, ['check-ignore', '-z', '--stdin'], { input }).catch(nothingByOne)
      return new Set(saidNames(said ?? '').map((name) => join(top, name)))
    },
    ignoredIn: async (folders) => {
      const inside = folders.filter((folder) => folder === top || isInside(folder))
      const below = inside.map((folder) => `:(literal)${relative(top, folder) || '.'}`)
      if (below.length === 0) return []
      const words = 'ls-files --others --ignored --exclude-standard --directory --no-empty-directory -z --'.split(' ')
      return saidNames(await saidByGit(top, [...words, ...below])).map((name) => join(top, name.replace(/\/$/, '')))
    },
  }
}

function refuseRevision(message: string): never {
  throw new UsageError(message, { consequence: nothingRun })
}
