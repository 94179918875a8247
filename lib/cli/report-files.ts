import { stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type TextStream, UsageError } from '../command/index.ts'
import { checkWritable, FileError, obstacleIn, reasonOf, writeWhole } from '../files/index.ts'
import type { Loaded } from './load.ts'
import { nothingRun, type Problem } from './problems.ts'

/** A report that is asked for by the option of its name. */
export interface ReportTarget {
  format: 'json' | 'junit' | 'gitlab' | 'html'
  /** As it was given; `-` = stdout. */
  path: string
}

/**
 * Before anything runs: each report has a file of its own that can be one, and none takes the place of a notebook.
 *
 * @throws UsageError, or FileError for a file that is not to be written
 */
export async function checkTargets(
  targets: readonly ReportTarget[],
  notebooks: readonly Loaded[],
  cwd: string,
): Promise<void> {
  const taken = new Map<string, string>()
  const sources = new Set(notebooks.map(({ path }) => resolve(cwd, path)))
  for (const { format, path } of targets) {
    const option = `--${format} ${path}`
    const file = path === '-' ? path : resolve(cwd, path)
    const other = taken.get(file)
    if (other !== undefined) refuseReport(`${other} and ${option} are one place: a report needs one of its own`)
    taken.set(file, option)
    if (path === '-') continue
    if (sources.has(file) || file.endsWith('.ipynb'))
      refuseReport(`${option} is a notebook: name another file for the report`)
    await checkFile(file, option)
  }
}

async function checkFile(file: string, option: string): Promise<void> {
  const entry = await stat(file).catch(() => undefined)
  if (entry?.isDirectory()) refuseReport(`${option} is a folder: name a file in it`)
  if (entry) return checkWritable(file)
  const obstacle = await obstacleIn(dirname(file))
  if (obstacle !== undefined) refuseReport(`${option} cannot be written: ${obstacle}`)
}

function refuseReport(message: string): never {
  throw new UsageError(message, { consequence: nothingRun })
}

/** Whole or not at all; what is no file (a pipe, a device) gets it as it comes. @throws FileError */
export async function writeReport(file: string, content: string): Promise<void> {
  const entry = await stat(file).catch(() => undefined)
  if (!entry || entry.isFile() || entry.isDirectory()) return writeWhole(file, content)
  try {
    await writeFile(file, content)
  } catch (cause) {
    throw new FileError(file, `cannot be written: ${reasonOf(cause)}`, { cause })
  }
}

/**
 * Writes all of them.
 *
 * @returns what could not be written
 */
export async function writeTargets(
  targets: readonly ReportTarget[],
  contentOf: (format: ReportTarget['format']) => Promise<string>,
  { cwd, stdout }: { cwd: string; stdout: TextStream },
): Promise<Problem[]> {
  const failed: Problem[] = []
  for (const { format, path } of targets) {
    try {
      const content = await contentOf(format)
      if (path === '-') stdout.write(content)
      else await writeReport(resolve(cwd, path), content)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      failed.push({ path, error: new FileError(path, error.message, { cause: error }) })
    }
  }
  return failed
}
