import { dirname, resolve } from 'node:path'

/** The folder itself and every one above it, nearest first. */
export function ancestors(folder: string): string[] {
  const found = [resolve(folder)]
  for (;;) {
    const above = dirname(found.at(-1)!)
    if (above === found.at(-1)) return found
    found.push(above)
  }
}
