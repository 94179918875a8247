/**
 * Makes a page of all figures of the course, to be looked at: each in both widths, in light and in dark, with its words and numbers.
 *
 *     npm run gallery                        all of them, to .build/gallery.html
 *     npm run gallery -- 2.0.3 3             those of some lessons
 *     npm run gallery -- --ends 2.0.2        with each parameter at its ends, too
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LESSONS } from '../lib/concepts/course.ts'
import { buildIfChanged } from './built.js'
import { type LessonFigure, lessonFigures, madeFigure, type Values, variationsOf } from './gallery/lesson-figures.ts'
import { type Exhibit, galleryPage } from './gallery/page.ts'
import { optionsOf } from './options.ts'

const { values, positionals } = optionsOf({ options: { ends: { type: 'boolean' } }, allowPositionals: true })
const numbers = LESSONS.map(({ name }) => name.split('-')[0]!)
const unknown = positionals.find((number) => !numbers.includes(number))
if (unknown !== undefined) {
  console.error(`gallery: there is no lesson ${unknown}; there are ${numbers.join(', ')}.`)
  process.exit(2)
}

await buildIfChanged()
const exhibits: Exhibit[] = []
const figures = lessonFigures(positionals)
for (const [at, figure] of figures.entries()) {
  if (process.stderr.isTTY) process.stderr.write(`\r${at + 1} of ${figures.length}`)
  exhibits.push(await exhibitOf(figure))
  if (values.ends) for (const ends of variationsOf(figure.live)) exhibits.push(await exhibitOf(figure, ends))
}
if (process.stderr.isTTY) process.stderr.write('\r')
const path = fileURLToPath(new URL('../.build/gallery.html', import.meta.url))
mkdirSync(dirname(path), { recursive: true })
writeFileSync(path, galleryPage(exhibits))
console.log(`${exhibits.length} figures: ${path}`)

async function exhibitOf({ lesson, cell, live }: LessonFigure, ends?: Values): Promise<Exhibit> {
  const call = `${live.export}(${ends ? JSON.stringify(ends) : ''})`
  return { lesson, name: `${cell}: ${call}`, figure: await madeFigure(live, ends) }
}
