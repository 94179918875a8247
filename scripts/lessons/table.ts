import { readFileSync } from 'node:fs'
import { LESSONS } from '../../lib/concepts/course.ts'
import { titleOf } from '../../lib/lesson/index.ts'
import { parseNotebook } from '../../lib/notebook/index.ts'

/** Where the table stands. */
export const README_FILE: URL = new URL('../../README.md', import.meta.url)
const TABLE = /(?<=^## The lessons\n\n)(?:\|.*\n)*/m

/** `README.md` with a row for each lesson: its heading as a link, its summary. @throws Error for a README without that section */
export function readmeWithLessons(): string {
  const readme = readFileSync(README_FILE, 'utf8')
  if (!TABLE.test(readme)) throw new Error('README.md has no section "The lessons"; write its heading again.')
  const table = ['| | |', '|---|---|', ...LESSONS.map(({ name }) => rowOf(name))].map((row) => `${row}\n`).join('')
  return readme.replace(TABLE, () => table)
}

function rowOf(name: string): string {
  const path = `notebooks/${name}.ipynb`
  const notebook = parseNotebook(readFileSync(new URL(path, README_FILE), 'utf8'), path)
  return `| [${titleOf(notebook, name)}](${path}) | ${notebook.metadata.ackbook?.summary ?? ''} |`
}
