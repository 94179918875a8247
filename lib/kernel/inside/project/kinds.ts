import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ancestors } from '../../ancestors.ts'

/** Which files Node takes for ECMAScript modules, each folder looked at once. */
export class ModuleKinds {
  readonly #isModule = new Map<string, boolean>()

  /** For a declaration file, which tells of something that was not found for `require`, too. */
  mayBeModule(file: string): boolean {
    if (/\.(?:mjs|d\.[cm]?ts)$/.test(file)) return true
    if (!file.endsWith('.js')) return false
    const folder = dirname(file)
    const known = this.#isModule.get(folder) ?? typeIn(folder) === 'module'
    this.#isModule.set(folder, known)
    return known
  }
}

function typeIn(folder: string): unknown {
  const manifest = ancestors(folder)
    .map((above) => join(above, 'package.json'))
    .find((file) => existsSync(file))
  try {
    return manifest && (JSON.parse(readFileSync(manifest, 'utf8')) as { type?: unknown }).type
  } catch {
    return undefined
  }
}
