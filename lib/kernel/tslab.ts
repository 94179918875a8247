import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ancestors } from './ancestors.ts'

const require = createRequire(import.meta.url)

/** The `main.js` of the tslab nearest a notebook's folder: in a `node_modules` there or above. */
export function nearestTslab(folder: string): string | undefined {
  return ancestors(folder)
    .map((above) => join(above, 'node_modules', 'tslab', 'dist', 'main.js'))
    .find((main) => existsSync(main))
}

/** The `main.js` of the tslab that this package depends on. */
export function bundledTslab(): string {
  return join(require.resolve('tslab/package.json'), '..', 'dist', 'main.js')
}

/** The built file that starts a tslab; also from the sources, which only run through a loader. */
export function launcherFile(): string {
  return require.resolve('ackbook/kernel/launcher')
}
