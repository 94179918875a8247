/** `docs/article.md` says where each statement of the article is taken up: the cells are there, and the folds say what they must. */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hasTag } from '../../lib/notebook/index.ts'
import { isShown, type Lesson, lessons } from '../helpers/course.ts'

interface Statement {
  section: string
  says: string
  verdict: string
  where: string
}

const VERDICTS = ['taught', 'corrected', 'set aside']
const CELL = /`([\d.]+)#([\w-]+)`/g

const text = readFileSync(new URL('../../docs/article.md', import.meta.url), 'utf8')
const statements: Statement[] = text.split(/^## /m).slice(1).flatMap(statementsIn)
const all = lessons()
const byNumber = new Map(all.map((lesson) => [numberOf(lesson), lesson]))

test('each row → a verdict that there is, and cells or a reason', () => {
  const wrong = statements.filter(({ verdict, where }) => !VERDICTS.includes(verdict) || where.length < 5)
  assert.equal(wrong, [])
})

test('each statement that is taught or corrected → a cell at least, in sight or in a fold; each cell → in its lesson', () => {
  const missing: string[] = []
  for (const { says, verdict, where } of statements) {
    const cells = [...where.matchAll(CELL)]
    if (verdict !== 'set aside' && cells.length === 0) missing.push(`no cell: ${says}`)
    for (const [, number = '', id = ''] of cells) {
      const lesson = byNumber.get(number)
      if (lesson && !lesson.notebook.cells.some((cell) => cell.id === id)) missing.push(`${number}#${id}`)
    }
  }
  assert.equal(missing, [])
})

for (const lesson of all) {
  const { name, notebook } = lesson
  const fold = notebook.cells.find(({ id }) => id === 'in-the-article')
  const mine = statements.filter(({ section }) => lessonOf(section) === numberOf(lesson))

  test(`${name}: its section of the article → statements in docs/article.md`, () => assert.ok(mine.length > 0))

  test(`${name}: the article → named in the fold "In the article" alone, and in the introduction once`, () => {
    assert.ok(fold && fold.cell_type === 'markdown' && hasTag(fold, 'hide-cell'), 'no folded cell "in-the-article"')
    assert.is(fold.metadata.ackbook?.summary, 'In the article')
    const elsewhere = notebook.cells.filter((cell) => cell !== fold && /\barticle\b/i.test(cell.source))
    const allowed = name === '1-introduction' ? 1 : 0
    assert.ok(
      elsewhere.length <= allowed && elsewhere.every((cell) => isShown(cell)),
      `also in ${elsewhere.map(({ id }) => id).join(', ')}`,
    )
  })

  test(`${name}: each statement that is corrected or set aside → a line of the fold`, () => {
    const lines = (fold?.source ?? '').split('\n').filter((line) => line.startsWith('- '))
    const told = mine.filter(({ verdict }) => verdict !== 'taught')
    assert.ok(lines.length >= told.length, `${lines.length} lines for ${told.map(({ says }) => says).join(' | ')}`)
  })
}

function statementsIn(part: string): Statement[] {
  return part
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
    .map(([, section = '', says = '', verdict = '', where = '']) => ({ section, says, verdict, where }))
}

function numberOf({ name }: Lesson): string {
  return name.split('-')[0]!
}

/** `2 (3)` is lesson 2.0.3, `4` belongs to lesson 3. */
function lessonOf(section: string): string {
  const [, item] = /^2 \((\d)\)$/.exec(section) ?? []
  if (item !== undefined) return `2.0.${item}`
  return section === '4' ? '3' : section
}

test.run()
