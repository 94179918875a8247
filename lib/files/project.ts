import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The nearest folder, there or above, that is the top of a project; else the folder itself.
 *
 * @param folder absolute
 */
export function projectOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git')) || existsSync(join(at, 'package.json'))) return at
    if (at === dirname(at)) return folder
  }
}
