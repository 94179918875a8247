/** An exercise has a place where it is done, and a check that tells what is missing. */
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CodeCell, hasTag } from '../../lib/notebook/index.ts'
import { codeOf, lessons, outputText } from '../helpers/course.ts'

const checked = (cell: CodeCell): string | undefined => /\bcheck\('([^']+)'/.exec(cell.source)?.[1]

for (const { name, notebook } of lessons()) {
  const text = notebook.cells.map((cell) => (cell.cell_type === 'markdown' ? cell.source : '')).join('\n\n')
  const exercises = text.match(/^\*\*\d\. /gm)?.length ?? 0

  test(`${name}: each exercise → a starter that fails its check, a folded solution that passes it`, () => {
    const starters = codeOf(notebook).filter((cell) => hasTag(cell, 'starter'))
    const solutions = codeOf(notebook).filter((cell) => hasTag(cell, 'solution'))
    assert.is(starters.length, exercises, `${exercises} exercises`)
    assert.equal(solutions.map(checked), starters.map(checked))
    assert.ok(starters.every(checked), 'a starter checks nothing')
    for (const cell of starters) assert.match(outputText(cell), /^✗ /m, cell.id)
    for (const cell of solutions) {
      assert.ok(hasTag(cell, 'hide-cell'), `${cell.id} is folded`)
      assert.match(outputText(cell), /^✓ /m, cell.id)
      assert.not.match(outputText(cell), /^✗ /m, cell.id)
    }
  })

  test(`${name}: what a cell prints → computed, not a sentence that stands in it`, () => {
    const fixed = codeOf(notebook).filter((cell) => /console\.log\((['"])(?:(?!\1).)*\1\)/.test(cell.source))
    assert.equal(
      fixed.map(({ id }) => id),
      [],
    )
  })

  if (text.includes('**From earlier lessons.**')) {
    test(`${name}: questions from earlier lessons → answered in a fold right below`, () => {
      const at = notebook.cells.findIndex(({ source }) => source.includes('**From earlier lessons.**'))
      const answers = notebook.cells[at + 1]!
      assert.is(answers.cell_type, 'markdown')
      assert.ok(hasTag(answers, 'hide-cell'))
      assert.is(answers.metadata.ackbook?.summary, 'Answers')
    })
  }
}

test('every exercise → three wrong answers at the least that its tests have refused', () => {
  const tests = new URL('../concepts/exercises/', import.meta.url)
  const written = readdirSync(tests).map((file) => readFileSync(new URL(file, tests), 'utf8'))
  const refused = new Set(
    written.flatMap((source) => [...source.matchAll(/\brefuses\('([^']+)'/g)].map(([, id]) => id)),
  )
  const asked = lessons().flatMap(({ notebook }) => codeOf(notebook).flatMap((cell) => checked(cell) ?? []))
  assert.equal(
    [...new Set(asked)].filter((id) => !refused.has(id)),
    [],
  )
})

test.run()
