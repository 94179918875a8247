import { relative } from 'node:path'

/** A path as the reader would type it in `cwd`; as it is where that leads out of there. */
export function shownPath(path: string, cwd: string): string {
  const way = relative(cwd, path)
  return way.startsWith('..') ? path : way || '.'
}
