import { readFileSync } from 'node:fs'

/**
 * The script beside all pages that edits and runs cells, as it was bundled when the package was built.
 *
 * @throws Error when it was not: the package is not whole
 */
export function editorFile(): string {
  // This module lies in the package, or built in its `dist`; the scripts lie in the package.
  const folder = import.meta.url.includes('/dist/') ? '../../browser/' : '../browser/'
  return readFileSync(new URL(`${folder}made/editor.js`, import.meta.url), 'utf8')
}
