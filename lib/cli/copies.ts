import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { lstat, readFile, symlink } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { UsageError } from '../command/index.ts'
import { type Companion, checkInside, companionsIn, FileError, obstacleIn, reasonOf, writeNew } from '../files/index.ts'
import { formatNotebook, learnersCopy } from '../notebook/index.ts'
import { count, thousands } from '../words.ts'
import { copyOfIn } from './copy-of.ts'
import type { Io } from './io.ts'
import type { Loaded } from './load.ts'
import { type Problem, unwritten } from './problems.ts'
import { shownPath } from './shown-path.ts'

/** Where learner's copies of some notebooks are. */
export interface CopyPlan {
  /** Of the notebooks, absolute. */
  folder: string
  /** Of the copies, absolute. */
  out: string
}

/** What was done; ways below the folder of the copies. */
export interface Copied {
  notebooks: { below: string; isKept: boolean }[]
  /** How many of what is no notebook were copied. */
  others: number
  remarks: string[]
  problems: Problem[]
}

/** A file that is larger, and all files together, are more than notebooks ship with. */
const largest = 50_000_000
const mostOctets = 200_000_000
const mostFiles = 2000

/**
 * Beside the folder of the notebooks, at the same depth, so that what they import from elsewhere holds. A folder that is the top of
 * its project, or holds the one we are in, has no such place: its copies are in it.
 */
export function copyPlan(notebooks: readonly Loaded[], out: string | undefined, { cwd }: Pick<Io, 'cwd'>): CopyPlan {
  const [{ path, below } = { path: '', below: '' }] = notebooks
  const folder = resolve(cwd, path).slice(0, -below.length - 1) || sep
  if (out !== undefined) return { folder, out: resolve(cwd, out) }
  const isTop = ['package.json', '.git'].some((name) => existsSync(join(folder, name)))
  const isAround = !relative(folder, cwd).startsWith('..')
  return { folder, out: isTop || isAround ? join(folder, 'learn') : join(dirname(folder), 'learn') }
}

/**
 * Writes learner's copies, and what notebooks may need beside them. What is there is kept; the originals are only read.
 *
 * @throws UsageError for a folder that is somebody else's, FileError for one that cannot be written
 */
export async function makeCopies(notebooks: readonly Loaded[], plan: CopyPlan, io: Io): Promise<Copied> {
  const { out } = plan
  const shown = shownPath(out, io.cwd)
  await checkOut(plan, shown)
  const copied: Copied = { notebooks: [], others: 0, remarks: [], problems: [] }
  await writeNew(join(out, '.gitignore'), '*\n')
  for (const { path, below, notebook } of notebooks) {
    const file = join(out, below)
    try {
      await checkInside(out, file, shown)
      const original = relative(dirname(file), resolve(io.cwd, path)).split(sep).join('/')
      const isKept = !(await writeNew(file, formatNotebook(learnersCopy(notebook, original))))
      if (isKept) checkIsCopyOf(file, resolve(io.cwd, path), shownPath(file, io.cwd))
      copied.notebooks.push({ below, isKept })
    } catch (error) {
      copied.problems.push(unwritten(error, `No copy was made of ${path}.`, io.cwd))
    }
  }
  await copyCompanions(plan, shown, copied, io)
  return copied
}

/** Nothing of anybody else's gets a `.gitignore` of ours. */
async function checkOut({ folder, out }: CopyPlan, shown: string): Promise<void> {
  const consequence = 'Nothing was written.'
  const obstacle = await obstacleIn(out)
  if (obstacle !== undefined) throw new UsageError(`${shown} cannot be written: ${obstacle}`, { consequence })
  if (out === folder || !relative(out, folder).startsWith('..'))
    throw new UsageError(`--out ${shown} holds the originals: name another folder`, { consequence })
  if (!existsSync(out) || readdirSync(out).length === 0 || isFolderOfCopies(out)) return
  throw new UsageError(
    `${shown} is there and holds no learner's copies: have them elsewhere by "ackbook learn --out DIR"`,
    { consequence },
  )
}

/** It keeps itself out of the repository. */
function isFolderOfCopies(folder: string): boolean {
  const file = join(folder, '.gitignore')
  return existsSync(file) && readFileSync(file, 'utf8').trim() === '*'
}

/** A copy that a learner has moved his work to says of what it is one. */
function checkIsCopyOf(file: string, original: string, shown: string): void {
  const copyOf = copyOfIn(file)
  if (copyOf === undefined || resolve(dirname(file), copyOf) === original) return
  throw new FileError(shown, `is kept, for it is a copy of ${copyOf}: name another folder by --out`)
}

async function copyCompanions({ folder, out }: CopyPlan, shown: string, copied: Copied, io: Io): Promise<void> {
  const companions = await companionsIn(folder, out, mostFiles + 1)
  if (companions.length > mostFiles) {
    copied.remarks.push(`only the first ${thousands(mostFiles)} other files are copied: the notebooks' folder has more`)
  }
  let octets = 0
  let changed = 0
  for (const companion of companions.slice(0, mostFiles)) {
    const { below, kind, size } = companion
    if (size > largest || octets + size > mostOctets) {
      const megabytes = thousands(Math.ceil(size / 1e6))
      copied.remarks.push(`${below} is not copied, for it has ${megabytes} MB: copy it by hand if a notebook reads it`)
      continue
    }
    try {
      const file = join(out, below)
      await checkInside(out, dirname(file), shown)
      const isMade = kind === 'link' ? await linkNew(companion.target, file) : await copyNew(companion, file)
      if (isMade) copied.others += 1
      else if (kind === 'file' && !(await isSame(companion, file))) changed += 1
      octets += size
    } catch (error) {
      copied.problems.push(unwritten(error, `${below} was not copied.`, io.cwd))
    }
  }
  if (changed > 0)
    copied.remarks.push(
      `${count(changed, 'other file')} kept, which ${changed === 1 ? 'is' : 'are'} not as beside the originals`,
    )
}

async function copyNew({ target, mode }: Companion, file: string): Promise<boolean> {
  if (await lstat(file).catch(() => undefined)) return false
  return writeNew(file, await readFile(target), mode & 0o777)
}

async function isSame({ target }: Companion, file: string): Promise<boolean> {
  const [one, other] = await Promise.all([target, file].map((path) => readFile(path).catch(() => undefined)))
  return one !== undefined && other !== undefined && one.equals(other)
}

/** What is outside of the notebooks' folder is not copied: the link is made again. */
async function linkNew(target: string, file: string): Promise<boolean> {
  try {
    await symlink(relative(dirname(file), target), file)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new FileError(file, `cannot be made, a link: ${reasonOf(cause)}`, { cause })
  }
}
