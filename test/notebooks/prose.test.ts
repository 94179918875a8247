/** What holds of the prose of all lessons: terms, units, headings, phrases that are no longer written. */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TERMS } from '../../lib/concepts/terms.ts'
import { type Cell, parseNotebook } from '../../lib/notebook/index.ts'
import { codeOf, type Lesson, lessons, outputText, predictionIn } from '../helpers/course.ts'

/** What sounds translated, or stands too often: see "Prose" in ARCHITECTURE.md. */
const AVOIDED = [
  /\bSo it is (?:with|on|in)\b/,
  /\bSo it would be\b/,
  /\bIt (?:tempts|would tempt)\b/,
  /\bis the matter of\b/,
  /\bfor ever\b/,
  /\bas chance will have it\b/,
  // A relative clause for a subject: "Who asks takes …", "Who stood in it is reset".
  /(?:^|[.:;] )Who (?!(?:is|are|was|does|did|has|can|could|may|would|should|will)\b)[a-z]+[^?.]*\./m,
]

for (const lesson of lessons()) {
  const { name, notebook } = lesson
  const prose = notebook.cells.filter(({ cell_type }) => cell_type === 'markdown')

  test(`${name}: each new term → in bold where it is explained`, () => {
    const [, listed = ''] = /New terms: ([^*]+)\.\*/.exec(prose[1]?.source ?? '') ?? []
    const bold = new Set(
      prose.flatMap(({ source }) => [...source.matchAll(/\*\*([^*]+)\*\*/g)].map(([, each]) => bare(each!))),
    )
    const missing = listed
      .split(',')
      .map((each) => each.replace(/\s+/g, ' ').trim())
      .filter((each) => each !== '' && ![bare(each), `${bare(each)}s`].some((form) => bold.has(form)))
    assert.equal(missing, [])
  })

  test(`${name}: the unit → bytes, in prose and in outputs; octet is said once, in lesson 1`, () => {
    const texts = notebook.cells.flatMap((cell) => [textOf(cell), outputText(cell), drawings(cell)])
    const octets = texts.join('\n').match(/octet/gi)?.length ?? 0
    assert.ok(octets <= (isFirst(lesson) ? 2 : name === '3-summary' ? 1 : 0), `${octets} times`)
  })

  test(`${name}: headings → say what is below them, each another`, () => {
    const headings = prose.flatMap(({ source }) => [...source.matchAll(/^#{2,4} (.+)$/gm)].map(([, each]) => each!))
    assert.equal(
      headings.filter(
        (each, at) => headings.indexOf(each) !== at || (each.split(/\s+/).length < 2 && each !== 'Exercises'),
      ),
      [],
    )
  })

  test(`${name}: phrases → an English engineer's`, () => {
    const found = prose.flatMap((cell) =>
      AVOIDED.flatMap((pattern) => {
        const [phrase] = pattern.exec(textOf(cell)) ?? []
        return phrase === undefined ? [] : [`${cell.id}: ${phrase.trim().slice(0, 60)}`]
      }),
    )
    assert.is(found.join('\n'), '')
  })
}

const SUMMARY = 'notebooks/3-summary.ipynb'
const { cells } = parseNotebook(readFileSync(new URL(`../../${SUMMARY}`, import.meta.url), 'utf8'), SUMMARY)
const references = cells.find(({ id }) => id === 'references')!.source

test('each RFC that a lesson names → linked there, or among the references of the summary', () => {
  const missing = lessons().flatMap(({ name, notebook }) => {
    const prose = notebook.cells.filter(({ cell_type }) => cell_type === 'markdown').map(textOf)
    const linked = [...prose, references].join('\n')
    const named = new Set([...prose.join('\n').matchAll(/\bRFC (\d+)/g)].map(([, number]) => number!))
    return [...named].filter((number) => !linked.includes(`/rfc${number}`)).map((number) => `${name}: RFC ${number}`)
  })
  assert.equal(missing, [])
})

test('the glossary → bytes', () => {
  assert.equal(
    TERMS.filter(({ name, sentence }) => name !== 'octet' && /octet/.test(sentence)).map(({ name }) => name),
    [],
  )
})

/** Source, and what a question's choices say. */
function textOf(cell: Cell): string {
  const { question = '', choices = [] } = predictionIn(cell) ?? {}
  return [cell.source, question, ...choices.flatMap(({ text, why = '' }) => [text, why])].join('\n')
}

function drawings(cell: Cell): string {
  const texts = codeOf({ cells: [cell] } as never).flatMap(({ outputs }) =>
    outputs.map((output) => String((output as { data?: Record<string, unknown> }).data?.['image/svg+xml'] ?? '')),
  )
  return texts.join('\n')
}

function bare(term: string): string {
  return term.toLowerCase().replace(/[`'’]/g, '').trim()
}

function isFirst({ name }: Lesson): boolean {
  return name === '1-introduction'
}

test.run()
