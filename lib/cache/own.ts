import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { realPath } from './folders.ts'
import { isInstalled } from './packages.ts'

/** The package that this is a part of. */
export interface Own {
  /** Without links. */
  folder: string
  version: string
  /** What in it decides on a verdict, to be looked into; none where the version says it all. */
  files: readonly string[]
}

/** What starts kernels, runs cells and compares outputs. */
const deciding = ['kernel/launcher', 'run/index', 'verify/index']

export function ownPackage(): Own {
  const manifest = createRequire(import.meta.url).resolve('ackbook/package.json')
  const folder = realPath(dirname(manifest))
  const { version } = createRequire(manifest)(manifest) as { version: string }
  // In a checkout the version stays while the code is worked on.
  const files = isInstalled(folder) ? [] : deciding.map((file) => join(folder, 'dist', `${file}.js`))
  return { folder, version, files }
}
