import { readFileSync, statSync } from 'node:fs'
import { posix, resolve, sep } from 'node:path'
import { globSync } from 'tinyglobby'
import { statedOriginal } from '../notebook/index.ts'

/** `2.1` goes before `2.10`. */
const naturalOrder = new Intl.Collator('en', { numeric: true })

/**
 * The notebooks that are meant by paths, folders and patterns; each once, with `/`, relative to `cwd`. At once and not by and by: a
 * runner of tests wants to know its tests when a file of them has been read.
 */
export function findByPattern(patterns: readonly string[], cwd: string): string[] {
  const found = patterns.flatMap((pattern) => {
    const entry = statSync(resolve(cwd, pattern), { throwIfNoEntry: false })
    if (entry?.isFile()) return pattern.split(sep).join('/')
    const glob = pattern.split(sep).join('/')
    const all = below(entry?.isDirectory() ? ['**/*.ipynb', glob] : [glob], cwd)
    // Learner's copies are meant where they are named, or a folder in which there is nothing else.
    const originals = all.filter((path) => !isLearnersCopy(resolve(cwd, path)))
    return originals.length === 0 && entry?.isDirectory() ? all : originals
  })
  const bare = (path: string) => path.replace(/^\.\//, '')
  return [...new Set(found.map(bare))].sort(
    (a, b) => naturalOrder.compare(a.replace(/\.ipynb$/, ''), b.replace(/\.ipynb$/, '')) || (a < b ? -1 : 1),
  )
}

function below([pattern, folder]: string[], cwd: string): string[] {
  const root = folder === undefined ? cwd : resolve(cwd, folder)
  const ignore = ['**/node_modules/**', '**/.ipynb_checkpoints/**']
  const paths = globSync([pattern!], { cwd: root, ignore, expandDirectories: false })
  return paths.filter((path) => path.endsWith('.ipynb')).map((path) => posix.join(folder ?? '', path))
}

function isLearnersCopy(file: string): boolean {
  try {
    return statedOriginal(readFileSync(file, 'utf8')) !== undefined
  } catch {
    // Its test will tell.
    return false
  }
}
