import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reasonOf } from '../../files/error.ts'
import { firstLine } from '../first-line.ts'
import { isYounger } from './lock.ts'

/** Whether a snapshot of this key could not be made, or started, today. */
export async function isRefused(folder: string, key: string): Promise<boolean> {
  return isYounger(refusalFile(folder, key), millisecondsADay)
}

/** @returns the file that says why, as long as no other is made */
export async function refuse(folder: string, key: string, reason: string): Promise<string> {
  const file = refusalFile(folder, key)
  await writeFile(file, `${reason}\n`).catch(() => undefined)
  return file
}

function refusalFile(folder: string, key: string): string {
  return join(folder, `${key}.failed`)
}

const millisecondsADay = 24 * 60 * 60 * 1000

/** The folder is to blame, and not what was to be kept in it. */
export class PlaceError extends Error {}

/** What is wrong with the folder, if that is what it was. */
export function faultOfPlace(error: unknown): string | undefined {
  if (error instanceof PlaceError) return error.message
  const { code = '' } = error as NodeJS.ErrnoException
  return ['EACCES', 'EDQUOT', 'ENOSPC', 'EPERM', 'EROFS'].includes(code) ? reasonOf(error) : undefined
}

/** Of a process that failed. */
interface MakerFailure {
  name?: string
  message?: string
  stderr?: string
  signal?: NodeJS.Signals | null
  killed?: boolean
}

/** What went wrong, in a line; `undefined` when nothing did: it was stopped. */
export function reasonFor({ name, stderr = '', message = '', signal, killed }: MakerFailure): string | undefined {
  if (name === 'AbortError') return undefined
  if (killed) return 'it took too long'
  // Not by us: by whoever ends this process too.
  if (['SIGINT', 'SIGTERM', 'SIGHUP'].includes(signal ?? '')) return undefined
  const said = stderr.split('\n').filter((line) => /error/i.test(line) && !/ExperimentalWarning/.test(line))
  return firstLine(said[0] ?? (signal ? `its maker was ended by ${signal}` : message)).slice(0, 300)
}

/** @param file that says so for a day */
export function whyNotMade(reason: string, file?: string): string {
  const again = file === undefined ? '' : `; tried again after a day, or without ${file}`
  return `no start-up snapshot could be made (${reason}): ${without}${again}`
}

export function whyNotKept(folder: string, reason: string): string {
  const remedy = 'ACKBOOK_CACHE_DIR names another folder for caches, ACKBOOK_SNAPSHOT=off does without'
  return `no start-up snapshot can be kept in ${folder} (${reason}): ${without}; ${remedy}`
}

const without = 'kernels start without one, which takes longer'
