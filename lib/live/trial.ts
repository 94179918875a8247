import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { LiveError } from './error.ts'

/** A figure that is made once, as a page's worker would make it. */
export interface Trial {
  page: string
  cell: string
  values: object
}

/** What became of it: its picture at its usual width, the digest of its data, or why there is none. */
export interface TrialResult {
  svg?: string
  digest?: string
  error?: string
}

/** Seconds for all of them. */
const mostSeconds = 120

/**
 * Makes figures in a process that can do nothing else: it reads no file but its own, starts nothing, has none of Node's modules and no
 * network, and no code comes of text there. What notebooks name is code of anyone.
 *
 * @param texts in an order in which they may be run: all are, before the first figure is asked for
 * @returns in the order of the trials
 * @throws LiveError when the process ends before the last
 */
export async function tryFigures(texts: readonly string[], trials: readonly Trial[]): Promise<TrialResult[]> {
  const head = readFileSync(new URL('live-worker.js', browserFolder), 'utf8')
  const file = fileURLToPath(new URL(isBuilt ? './trial-process.js' : '../dist/live/trial-process.js', import.meta.url))
  try {
    const { stdout } = await execa(process.execPath, [...restrictions(file), file], {
      env: {},
      extendEnv: false,
      input: JSON.stringify({ texts: [head, ...texts], trials }),
      maxBuffer: 256 * 1024 * 1024,
      timeout: mostSeconds * 1000,
    })
    return JSON.parse(stdout) as TrialResult[]
  } catch (error) {
    const { timedOut } = error as { timedOut?: boolean }
    const why = timedOut ? `took longer than ${mostSeconds} s` : 'ended before the last was made'
    throw new LiveError(`the figures of the pages at their defaults ${why}`, { cause: error })
  }
}

/** This module lies in the package, or built in its `dist`; the scripts of pages lie in the package, what is a process in `dist`. */
const isBuilt = import.meta.url.includes('/dist/')
const browserFolder = new URL(isBuilt ? '../../browser/' : '../browser/', import.meta.url)

function restrictions(file: string): string[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isSettled = major > 23 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13)
  return [
    isSettled ? '--permission' : '--experimental-permission',
    `--allow-fs-read=${file}`,
    '--no-warnings',
    '--disallow-code-generation-from-strings',
    '--max-old-space-size=1024',
  ]
}
