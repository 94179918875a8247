import { createHash } from 'node:crypto'
import { existsSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ancestors } from '../ancestors.ts'
import { bundledTslab, launcherFile, nearestTslab } from '../tslab.ts'

/** What a snapshot is for: a Node with its flags, a tslab, a launcher, and the types that cells see. */
export interface Subject {
  node: string
  /** The `main.js` of the tslab. */
  tslab: string
  launcher: string
  /** The folder in which the kernel starts: the notebook's. */
  cwd: string
  /** In which the kernel starts. */
  env: Record<string, string>
}

/**
 * What a kernel's command line starts, as far as a snapshot can do it; `undefined` for what is no launcher of ours on this
 * very Node, and for options of Node by which more is loaded.
 */
export function subjectOf(argv: readonly string[], given: string, env: Record<string, string>): Subject | undefined {
  // As the kernel's process will have it.
  const cwd = existsSync(given) ? realpathSync(given) : given
  const [node, launcher, ...words] = argv
  if (node === undefined || launcher !== launcherFile() || !isThisNode(node) || loadsMore(env)) {
    return undefined
  }
  const named = words.indexOf('--tslab')
  const tslab = named < 0 ? (nearestTslab(cwd) ?? bundledTslab()) : words[named + 1]!
  return { node, tslab, launcher, cwd, env }
}

/** What a process that starts from a snapshot does not do, or not in the same way. @see https://nodejs.org/api/cli.html */
function loadsMore({ NODE_OPTIONS = '', NODE_V8_COVERAGE = '' }: Record<string, string>): boolean {
  const words = NODE_OPTIONS.split(/[\s"']+/).map((word) => word.split('=', 1)[0]!)
  return NODE_V8_COVERAGE !== '' || words.some((word) => word === '-r' || word === '-C' || loadingOptions.test(word))
}

const loadingOptions =
  /^--(?:require|import|(?:experimental-)?loader|inspect|debug|env-file|conditions|watch|(?:build-)?snapshot|test|(?:experimental-)?permission|enable-source-maps|preserve-symlinks|(?:cpu-|heap-)?prof|experimental-test-coverage)/

function isThisNode(node: string): boolean {
  if (node === process.execPath) return true
  try {
    return realpathSync(node) === realpathSync(process.execPath)
  } catch {
    return false
  }
}

/** A name for the snapshots that would do; which files a snapshot holds, and how they were, is told beside it. */
export function snapshotKeyOf({ tslab, launcher, cwd, env }: Subject): string {
  const { version, arch, platform, versions, execPath } = process
  const { size, mtimeMs } = statSync(execPath)
  const runtime = [version, versions.v8, arch, platform, execPath, size, mtimeMs, env.NODE_OPTIONS?.trim() ?? '']
  const parts = [format, ...runtime, tslab, launcher, typesAbove(cwd) ?? 'none']
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)
}

/** Another one for another way to make them. */
const format = 1

/** Node's types that the compiler finds from a folder on. */
function typesAbove(folder: string): string | undefined {
  return ancestors(folder)
    .map((above) => join(above, 'node_modules', '@types', 'node'))
    .find((place) => existsSync(join(place, 'package.json')))
}
