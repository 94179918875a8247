import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Dependencies, nothingReached } from './dependencies.ts'
import { digestOf } from './digest.ts'
import { realPath } from './folders.ts'
import { isInstalled } from './packages.ts'
import { type Part, versionsOf } from './part.ts'

/** The package that this is a part of. */
export interface Own {
  /** Without links. */
  folder: string
  version: string
  /** It stays what it is as long as the version does; a checkout is worked on meanwhile. */
  isInstalled: boolean
}

/** What starts kernels, runs cells and compares outputs; what makes pages. Below `dist`; pages have the scripts in `browser` too. */
const deciding: Readonly<Record<'verdict' | 'page', readonly string[]>> = {
  verdict: [
    'kernel/launcher.js',
    'kernel/guard.js',
    'kernel/inside/snapshot.js',
    'kernel/snapshot/builder.cjs',
    'kernel/snapshot/maker.js',
    'run/index.js',
    'verify/index.js',
    'verify/unchanged.js',
    'cli/pattern-guard.js',
  ],
  page: ['cli/render.js', 'live/trial-process.js'],
}

/** All that the package's own part in a result hangs on. */
export interface OwnPart {
  parts: readonly Part[]
  digest: string
}

/** Those of its own, and what is bundled for pages; not what it is bundled from. */
function filesIn(folder: string): string[] {
  const folders = [folder, join(folder, 'made')].filter((each) => existsSync(each))
  const entries = folders.flatMap((each) => readdirSync(each, { withFileTypes: true }))
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** Those from which all is reached that decides; none where the version says what they are. */
export function ownFiles(own: Own, what: keyof typeof deciding): string[] {
  return own.isInstalled ? [] : deciding[what].map((file) => join(own.folder, 'dist', file))
}

const found = new WeakMap<Dependencies, Partial<Record<keyof typeof deciding, OwnPart>>>()

export function ownPart(own: Own, what: keyof typeof deciding, dependencies: Dependencies): OwnPart {
  const known = found.get(dependencies)?.[what]
  if (known) return known
  const reached = nothingReached()
  for (const file of ownFiles(own, what)) dependencies.reachFile(file, reached, false)
  for (const file of own.isInstalled || what !== 'page' ? [] : filesIn(join(own.folder, 'browser'))) {
    dependencies.reachFile(file, reached, false)
  }
  const parts: Part[] = [
    { kind: 'version', name: 'ackbook', value: own.version },
    { kind: 'version', name: 'Node', value: process.version.slice(1) },
    ...[...reached.files].map(([name, value]): Part => ({ kind: 'own', name, value })),
    ...[...reached.packages].map(([name, all]): Part => ({ kind: 'own package', name, value: versionsOf(all) })),
  ]
  const part = { parts, digest: digestOf(parts) }
  found.set(dependencies, { ...found.get(dependencies), [what]: part })
  return part
}

export function ownPackage(): Own {
  const manifest = createRequire(import.meta.url).resolve('ackbook/package.json')
  const folder = realPath(dirname(manifest))
  const { version } = createRequire(manifest)(manifest) as { version: string }
  return { folder, version, isInstalled: isInstalled(folder) }
}
