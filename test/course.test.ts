/** What every lesson of the course has. Whether it is true is for `ackbook verify` and its readers. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LESSONS } from '../lib/concepts/course.ts'
import { termsOf } from '../lib/concepts/terms.ts'
import { aboutOf, type CodeCell, hasTag, isCode, type Notebook, parseNotebook } from '../lib/notebook/index.ts'
import { minutesOf } from './helpers/course.ts'
import { missingPlaces } from './helpers/lesson-places.ts'

const folder = fileURLToPath(new URL('../notebooks', import.meta.url))
/** The sections that each RFC has, from its table of contents, with blanks between them. */
const sections = JSON.parse(readFileSync(new URL('./input/rfc-sections.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>
/** Lessons in which the article says something that does not hold. */
const corrected = LESSONS.map(({ name }) => name).filter((name) => name !== '3-summary')

interface Prediction {
  question: string
  choices: { text: string; why?: string; right?: boolean }[]
}

const code = (notebook: Notebook): CodeCell[] => notebook.cells.filter(isCode) as CodeCell[]
const prose = (notebook: Notebook): string =>
  notebook.cells.flatMap((cell) => (cell.cell_type === 'markdown' ? [cell.source] : [])).join('\n\n')
const predictions = (notebook: Notebook): Prediction[] =>
  notebook.cells.flatMap((cell) =>
    cell.metadata.ackbook?.prediction ? [cell.metadata.ackbook.prediction as Prediction] : [],
  )
const pictures = (notebook: Notebook): string[] =>
  code(notebook)
    .flatMap((cell) => cell.outputs)
    .map((output) => ('data' in output ? (output.data as Record<string, unknown>)['image/svg+xml'] : undefined))
    .filter((svg): svg is string => typeof svg === 'string')

test('every notebook and every lesson → in all the places where a lesson of the course stands', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ipynb'))
  const names = new Set([...files.map((file) => file.replace(/\.ipynb$/, '')), ...LESSONS.map(({ name }) => name)])
  const missing = [...names].flatMap((name) => missingPlaces(name).map((place) => `${name}: ${place}`))
  assert.equal(missing, [])
})

test('a lesson that is only thought of → each place that is to be written', () => {
  const said = missingPlaces('2.3-datagrams').map((place) => place.slice(0, place.indexOf(':')))
  const files = [
    'notebooks/2.3-datagrams.ipynb',
    'lib/concepts/course.ts',
    'lib/concepts/terms/',
    'lib/concepts/marks.ts',
  ]
  assert.equal(said, [...files, 'README.md'])
})

for (const { name } of LESSONS) {
  const path = join(folder, `${name}.ipynb`)
  if (!existsSync(path)) continue
  const notebook = parseNotebook(readFileSync(path, 'utf8'), path)
  const text = prose(notebook)
  const summary = name === '3-summary'

  test(`${name}: opens with a question, what it teaches, how long it takes, what it presupposes`, () => {
    const opening = notebook.cells[0]?.source ?? ''
    if (!summary) assert.match(opening, /^### .*\?/m)
    if (!summary) assert.match(opening, 'Afterwards you can')
    const about = notebook.cells[1] && aboutOf(notebook.cells[1])
    assert.is(about?.minutes, minutesOf(notebook))
    assert.match(notebook.cells[1]!.source, new RegExp(`^\\*${about!.minutes} minutes\\b`))
    if (summary) return
    const [, presupposed = ''] = /Presupposes: ([\s\S]+?)\. New terms: /.exec(notebook.cells[1]!.source) ?? []
    assert.ok(presupposed)
    assert.equal(
      about!.presupposes,
      [...presupposed.matchAll(/\]\(([^)]+)\)/g)].map(([, file]) => file),
    )
  })

  if (!summary) {
    test(`${name}: its new terms → those that the list of terms gives to it`, () => {
      const [, listed = ''] = /New terms: ([^*]+)\.\*/.exec(notebook.cells[1]?.source ?? '') ?? []
      assert.equal(
        listed.split(', '),
        termsOf(name).map((term) => term.name),
      )
      assert.equal(
        aboutOf(notebook.cells[1]!)?.terms,
        termsOf(name).map((term) => ({ name: term.name, means: term.sentence })),
      )
    })
  }

  test(`${name}: eight code cells and 500 words at the least, no cell longer than 15 lines`, () => {
    const long = code(notebook).filter((cell) => cell.source.trimEnd().split('\n').length > 15)
    assert.equal(
      long.map((cell) => cell.id),
      [],
    )
    if (summary) return
    assert.ok(code(notebook).length >= 8, `${code(notebook).length} code cells`)
    const words = text.split(/\s+/).length
    assert.ok(words >= 500, `${words} words`)
  })

  test(`${name}: predictions with two to four choices, one right, each wrong one with why it tempts; what follows is kept back`, () => {
    if (!summary) assert.ok(predictions(notebook).length >= 2, `${predictions(notebook).length} predictions`)
    for (const { question, choices } of predictions(notebook)) {
      assert.ok(choices.length >= 2 && choices.length <= 4, question)
      assert.is(choices.filter(({ right }) => right === true).length, 1, question)
      for (const { text: choice, why, right } of choices) assert.ok(right || why, `${question}: ${choice}`)
    }
    notebook.cells.forEach((cell, index) => {
      if (!cell.metadata.ackbook?.prediction) return
      const following = notebook.cells.slice(index).find(isCode)
      assert.ok(following && hasTag(following, 'reveal'), `${cell.id}: the code cell after it is tagged reveal`)
    })
  })

  test(`${name}: a picture at the least, each with a title and a description in words`, () => {
    assert.ok(pictures(notebook).length >= 1, 'no picture')
    for (const svg of pictures(notebook)) {
      assert.match(svg, /<title[^>]*>[^<]+<\/title>/)
      assert.match(svg, /<desc[^>]*>[^<]{20,}<\/desc>/)
      assert.match(svg, /aria-labelledby/)
    }
  })

  test(`${name}: no output is ignored wholesale`, () => {
    for (const cell of code(notebook)) assert.not.ok(hasTag(cell, 'nbval-ignore-output'), cell.id)
  })

  if (corrected.includes(name)) {
    test(`${name}: what the article says otherwise, with sources`, () => {
      const fold = notebook.cells.find(({ id }) => id === 'in-the-article')
      assert.match(fold?.source ?? '', /\]\(https:\/\//)
    })
  }

  if (!summary) {
    test(`${name}: three to five exercises, their solutions folded, and three sentences to keep`, () => {
      const exercises = section(text, 'Exercises')
      const count = exercises.match(/^\*\*\d\. /gm)?.length ?? 0
      assert.ok(count >= 3 && count <= 5, `${count} exercises`)
      const solutions = code(notebook).filter(
        (cell) => hasTag(cell, 'hide-cell') && /solution|exercise/.test(cell.id ?? ''),
      )
      assert.ok(solutions.length >= count, `${solutions.length} solutions of ${count}`)
      const keep = section(text, 'Three sentences to keep')
      assert.is(keep.match(/^\d\. /gm)?.length, 3)
    })
  }

  test(`${name}: every link leads somewhere`, () => {
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)) {
      if (/^https?:/.test(target)) assert.match(target, /^https:\/\//, target)
      else if (!target.startsWith('#'))
        assert.ok(existsSync(join(dirname(path), decodeURI(target.replace(/#.*/, '')))), target)
    }
  })

  test(`${name}: every link to an RFC says what the RFC, or its section, is called`, () => {
    const bare = text.match(/\]\(https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d+(?:#section-[\d.]+)?\)/g) ?? []
    assert.equal(bare, [])
  })

  test(`${name}: every section of an RFC that it links exists`, () => {
    for (const [link, rfc = '', anchor] of text.matchAll(
      /https:\/\/www\.rfc-editor\.org\/rfc\/rfc(\d+)(?:\.html)?(?:#([\w.-]+))?/g,
    )) {
      assert.type(sections[rfc], 'string', `${link}: RFC ${rfc} is not in test/input/rfc-sections.json`)
      if (anchor === undefined || /^page-\d+$/.test(anchor)) continue
      const wanted = anchor.replace(/^section-/, '').replace(/-\d+(\.\d+)*$/, '')
      assert.ok(sections[rfc]?.split(' ').includes(wanted), `${link}: RFC ${rfc} has no section ${wanted}`)
    }
  })
}

/** From a heading to the next of its level. */
function section(text: string, heading: string): string {
  const at = text.indexOf(`## ${heading}`)
  assert.ok(at >= 0, `no heading "${heading}"`)
  const rest = text.slice(at + 3)
  const end = rest.search(/^## /m)
  return end < 0 ? rest : rest.slice(0, end)
}

test.run()
