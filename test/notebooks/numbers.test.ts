/** Numbers in prose: each stands in an output or in the source of a cell of its lesson, or its origin is told. */
import { existsSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cell } from '../../lib/notebook/index.ts'
import { codeOf, lessons, outputText, predictionIn } from '../helpers/course.ts'
import type { Origin, Origins } from './numbers/number.ts'

/** 60,000 and 60000 and 60_000; 0.5; not a part of a name (`2.0.3`, `RFC 9293`, `10.0.0.1`, `§3.4`). */
const NUMBER = /(?<![\w.§#,-])\d[\d,_]*(?:\.\d+)?(?![\w]|\.\d)/g
/** Which small numbers are words: `three ways`, `(2)`, an item of a list. */
const LEAST = 10

for (const { name, notebook } of lessons()) {
  const number = name.split('-')[0]!
  const known = new Set(
    codeOf(notebook).flatMap((cell) => numbersIn(`${cell.source}\n${outputText(cell)}\n${drawn(cell)}`)),
  )

  test(`${name}: each number of its prose → in an output or a source of the lesson, or with an origin that holds`, async () => {
    const origins = await originsOf(number)
    const wrong: string[] = []
    const used = new Set<Origin>()
    for (const cell of notebook.cells.filter(({ cell_type }) => cell_type === 'markdown')) {
      const prose = proseOf(cell)
      for (const match of prose.matchAll(NUMBER)) {
        const value = numberIn(match[0])
        if (Number.isInteger(value) && value < LEAST) continue
        if (known.has(value)) continue
        const origin = origins.find(({ says }) => saysThere(prose, match.index, says))
        if (origin) used.add(origin)
        if (!origin || !holds(origin))
          wrong.push(`${cell.id}: …${prose.slice(Math.max(0, match.index - 30), match.index + 25)}…`)
      }
    }
    assert.is(wrong.map((each) => each.replace(/\n/g, ' ')).join('\n'), '')
    const idle = origins.filter((origin) => !used.has(origin)).map(({ says }) => says)
    assert.equal(idle, [], 'origins of numbers that no prose has')
  })
}

/** Without what only looks like a number: links, code spans and blocks, numbers of RFCs, sections, lessons, years in citations. */
function proseOf(cell: Cell): string {
  const { question = '', choices } = predictionIn(cell) ?? {}
  // What a wrong choice says is wrong; why it is, is not.
  const whys = (choices ?? []).map(({ text, why = '', right }) => `${right ? text : ''}\n${why}`)
  const source = choices ? cell.source.replace(/^- \(.*$/gm, '') : cell.source
  return [source, question, ...whys]
    .join('\n')
    .replace(/^\*\d+ minutes/gm, blank)
    .replace(/```[\s\S]*?```/g, blank)
    .replace(/\]\([^)]*\)/g, blank)
    .replace(/`[^`]*`/g, blank)
    .replace(/\b(?:RFC |HTTP\/)\d[\d.]*/g, blank)
    .replace(/(?:\blesson |\[)\d(?:\.\d)*(?=[ \]])/g, blank)
    .replace(/§+ ?[\d.]+/g, blank)
    .replace(/\b(?:19|20)\d\d\b/g, blank)
    .replace(/^\d+\. /gm, blank)
    .replace(/\*\*\d+\. /g, blank)
    .replace(/<[^>]*>/g, blank)
}

/** As long as it was, so that places stay. */
function blank(text: string): string {
  return ' '.repeat(text.length)
}

function numbersIn(text: string): number[] {
  return [...text.matchAll(/\d[\d,_]*(?:\.\d+)?/g)].map(([each]) => numberIn(each))
}

/** The words in a drawing. */
function drawn(cell: Cell): string {
  const { outputs = [] } = cell as { outputs?: { data?: Record<string, unknown> }[] }
  return outputs
    .map(({ data = {} }) => String(data['image/svg+xml'] ?? '').replace(/<style.*?<\/style>|<[^>]*>/gs, ' '))
    .join(' ')
}

function numberIn(text: string): number {
  return Number(text.replace(/[,_]/g, '').replace(/\.$/, ''))
}

/** Whether `says` stands where this number begins. */
function saysThere(prose: string, at: number, says: string): boolean {
  const offset = says.search(/\d/)
  return prose.slice(Math.max(0, at - offset), Math.max(0, at - offset) + says.length).replace(/\n/g, ' ') === says
}

function holds(origin: Origin): boolean {
  if ('source' in origin) return origin.source.length > 5
  if ('given' in origin) return origin.given.length > 5
  const [text = ''] = /\d[\d,]*(?:\.\d+)?/.exec(origin.says) ?? []
  const places = text.split('.')[1]?.length ?? 0
  return Math.abs(origin.is() - numberIn(text)) <= 0.5 * 10 ** -places + 1e-9
}

async function originsOf(number: string): Promise<Origins> {
  const file = new URL(`./numbers/${number}.ts`, import.meta.url)
  if (!existsSync(file)) return []
  // A template, not an address: so the bundle of tests has all of them.
  return ((await import(`./numbers/${number}.ts`)) as { origins: Origins }).origins
}

test.run()
