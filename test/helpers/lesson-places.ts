import { existsSync, readFileSync } from 'node:fs'
import { LESSONS, SOCKETS_FIRST } from '../../lib/concepts/course.ts'
import { marksOf } from '../../lib/concepts/marks.ts'
import { termsOf } from '../../lib/concepts/terms.ts'
import { wholeConnection } from '../../lib/concepts/whole-connection.ts'
import { parseNotebook } from '../../lib/notebook/index.ts'

const root = new URL('../../', import.meta.url)
const readme = readFileSync(new URL('README.md', root), 'utf8')
const marked = new Set(marksOf((await wholeConnection()).trace).map(({ lesson }) => lesson))

/** What looks back at all lessons brings no words of its own, and has no mark. */
const looksBack = (name: string): boolean => name.endsWith('-summary')

/** Where a lesson of the course stands; each says what to write there, or `undefined` where it is written. */
const places: readonly ((name: string) => string | undefined)[] = [
  (name) => need(existsSync(notebookOf(name)), `notebooks/${name}.ipynb: there is no such notebook`),
  (name) => {
    if (!existsSync(notebookOf(name))) return undefined
    const heading = headingOf(name)
    const number = name.slice(0, name.indexOf('-'))
    return need(
      heading.startsWith(`# ${number} `),
      `notebooks/${name}.ipynb: its first line has to be the heading "# ${number} …", and is "${heading}"`,
    )
  },
  (name) =>
    need(
      !existsSync(notebookOf(name)) || notebook(name).metadata.ackbook?.summary,
      `notebooks/${name}.ipynb: "summary" below "ackbook" in its metadata, a sentence on what it is about`,
    ),
  (name) => need(isAmong(LESSONS, name), 'lib/concepts/course.ts: a line in LESSONS, where the article has it'),
  (name) =>
    need(
      !isAmong(LESSONS, name) || isAmong(SOCKETS_FIRST, name),
      'lib/concepts/course.ts: no rule of SOCKETS_FIRST takes it in',
    ),
  (name) =>
    need(
      looksBack(name) || termsOf(name).length > 0,
      `lib/concepts/terms/: the words that it brings, in termsIn('${name}', …)`,
    ),
  (name) =>
    need(
      looksBack(name) || marked.has(name),
      'lib/concepts/marks.ts: the moment of the whole connection at which it shows, in MARKINGS',
    ),
  (name) =>
    need(readme.includes(`](notebooks/${name}.ipynb) | `), 'README.md: its row, which `npm run lessons` writes'),
]

/** What is missing of a lesson, a sentence a place. @param name its notebook's, without the ending */
export function missingPlaces(name: string): string[] {
  return places.flatMap((place) => place(name) ?? [])
}

function need(isThere: unknown, otherwise: string): string | undefined {
  return isThere ? undefined : otherwise
}

function notebookOf(name: string): URL {
  return new URL(`notebooks/${name}.ipynb`, root)
}

function notebook(name: string) {
  return parseNotebook(readFileSync(notebookOf(name), 'utf8'), name)
}

function headingOf(name: string): string {
  return notebook(name).cells[0]?.source.split('\n')[0] ?? ''
}

function isAmong(lessons: readonly { name: string }[], name: string): boolean {
  return lessons.some((lesson) => lesson.name === name)
}
