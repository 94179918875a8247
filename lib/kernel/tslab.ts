import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join, resolve } from 'node:path'
import { ancestors } from './ancestors.ts'

/** The `main.js` of the tslab nearest a notebook's folder: in a `node_modules` there or above. */
export function nearestTslab(folder: string): string | undefined {
  return ancestors(folder)
    .map((above) => join(above, 'node_modules', 'tslab', 'dist', 'main.js'))
    .find((main) => existsSync(main))
}

/** The `main.js` of the tslab that this package depends on. */
export function bundledTslab(): string {
  const require = createRequire(import.meta.url)
  return join(require.resolve('tslab/package.json'), '..', 'dist', 'main.js')
}

/** The `main.js` of the tslab that a command starts: a path, or a name on the PATH. */
export function mainOf(program: string, path = ''): string | undefined {
  const places = /[\\/]/.test(program) ? [program] : path.split(delimiter).map((folder) => join(folder, program))
  const file = places.find((place) => existsSync(place))
  const main = file && resolve(realpathSync(file), '..', '..', 'dist', 'main.js')
  return main && existsSync(main) ? main : undefined
}

/** The built file that starts a tslab; also from the sources, which only run through a loader. */
export function launcherFile(): string {
  return builtFile('launcher')
}

/** The built file that an installed `kernel.json` starts. */
export function starterFile(): string {
  return builtFile('starter')
}

function builtFile(name: string): string {
  return createRequire(import.meta.url).resolve(`ackbook/internal/kernel/${name}`)
}
