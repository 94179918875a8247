import type { Dirent } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'

/** Something that stands beside notebooks and is none. */
export interface Companion {
  /** Its way below the folder. */
  below: string
  /** `link` leads out of the folder, to `target` (absolute); what a link leads to inside of it is a file or in a folder. */
  kind: 'file' | 'link'
  target: string
  /** Octets, of a file. */
  size: number
  mode: number
}

const leftAlone = new Set(['node_modules', '__pycache__'])

/**
 * What notebooks may need of their own folder: sources, data, settings; no notebooks, nothing hidden, no packages, and no folder of
 * what was made: of pages, of a Python environment, or one that keeps itself out of the repository.
 *
 * @param folder absolute
 * @param output absolute; it is passed over
 * @param most how many are listed at the most
 */
export async function companionsIn(folder: string, output: string, most: number): Promise<Companion[]> {
  const root = await realpath(folder)
  const left = await realpath(output).catch(() => output)
  const found: Companion[] = []
  await walk('', new Set())
  return found

  async function walk(below: string, above: ReadonlySet<string>): Promise<void> {
    const real = await realpath(join(root, below))
    if (above.has(real) || real === left || (below !== '' && (await isMade(real)))) return
    const entries = await readdir(real, { withFileTypes: true }).catch((): Dirent[] => [])
    for (const { name } of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      if (found.length >= most) return
      if (name.startsWith('.') || leftAlone.has(name) || name.endsWith('.ipynb')) continue
      const way = join(below, name)
      // One that leads nowhere is nothing that a notebook needs.
      const target = await realpath(join(root, way)).catch(() => undefined)
      const entry = target === undefined ? undefined : await stat(target).catch(() => undefined)
      if (target === undefined || !entry || target === left) continue
      const { size, mode } = entry
      if (!isInside(root, target)) found.push({ below: way, kind: 'link', target, size: 0, mode })
      else if (entry.isDirectory()) await walk(way, new Set([...above, real]))
      else if (entry.isFile()) found.push({ below: way, kind: 'file', target, size, mode })
    }
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path)
  return !way.startsWith('..') && !isAbsolute(way)
}

async function isMade(folder: string): Promise<boolean> {
  const text = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '')
  if (/^\s*\*\s*$/m.test(await text('.gitignore'))) return true
  if ((await text('pyvenv.cfg')) !== '') return true
  return (await text('index.html')).slice(0, 2000).includes('<meta name="generator" content="ackbook">')
}
