/** Nothing in sight tells what the reader is asked to predict. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Cell, hasTag, isCode, type Notebook } from '../../lib/notebook/index.ts'
import { isShown, lessons, outputText, predictionIn } from '../helpers/course.ts'
import { says } from '../helpers/says.ts'

for (const { name, notebook } of lessons()) {
  test(`${name}: what is asserted → in cells tagged check, or folded: out of the reader's sight`, () => {
    const seen = notebook.cells.filter((cell) => isCode(cell) && isShown(cell) && /\bassert\b/.test(cell.source))
    assert.equal(
      seen.map(({ id }) => id),
      [],
    )
  })

  test(`${name}: a check → holds asserts, and shows nothing`, () => {
    for (const cell of notebook.cells.filter((each) => hasTag(each, 'check'))) {
      assert.match(cell.source, /\bassert\b/, cell.id)
      assert.is(outputText(cell).trim(), '', cell.id)
      assert.is(cell.metadata.jupyter?.source_hidden, true, cell.id)
    }
  })

  test(`${name}: the key words of a right choice → in the answer, and nowhere in sight before it`, () => {
    notebook.cells.forEach((cell, at) => {
      const prediction = predictionIn(cell)
      if (!prediction) return
      const { keys = [], choices, question } = prediction
      assert.ok(keys.length > 0, `${cell.id}: no keys`)
      const right = choices.find((choice) => choice.right)!
      const { revealed, seen } = around(notebook, at)
      for (const key of keys) {
        assert.ok(says(`${right.text}\n${right.why ?? ''}\n${revealed}`, key), `${cell.id}: the answer has no "${key}"`)
        assert.not.ok(says(question, key), `${cell.id}: "${key}" stands in the question`)
        for (const [where, text] of seen) assert.not.ok(says(text, key), `${cell.id}: "${key}" stands in ${where}`)
      }
    })
  })

  test(`${name}: a question in prose → the same words and choices, in the same order, as its metadata`, () => {
    for (const cell of notebook.cells) {
      const prediction = predictionIn(cell)
      if (!prediction || cell.cell_type !== 'markdown') continue
      const asked = prediction.choices.map(({ text }, at) => `- (${'abcd'[at]}) ${text}`)
      assert.is(cell.source.trim(), `**Before you run it.** ${prediction.question}\n\n${asked.join('\n')}`, cell.id)
    }
  })

  test(`${name}: right answers → never at the same place three times in a row`, () => {
    const places = rightPlaces(notebook)
    const row = places.findIndex((place, at) => at > 1 && place === places[at - 1] && place === places[at - 2])
    assert.is(row, -1, places.map((place) => 'abcd'[place]).join(' '))
  })
}

test('right answers of the course → at no place more than 45 of 100', () => {
  const places = lessons().flatMap(({ notebook }) => rightPlaces(notebook))
  for (const place of new Set(places)) {
    const share = places.filter((each) => each === place).length / places.length
    assert.ok(share <= 0.45, `(${'abcd'[place]}) is right in ${Math.round(share * 100)} %`)
  }
})

function rightPlaces(notebook: Notebook): number[] {
  return notebook.cells.flatMap((cell) => {
    const prediction = predictionIn(cell)
    return prediction ? [prediction.choices.findIndex(({ right }) => right === true)] : []
  })
}

/**
 * What is revealed: the outputs of the cells that the question is about, and the text right behind them, to its first heading.
 * And what stands in sight from the section's beginning on, up to the next question or the section's end: outputs that nothing keeps back
 * are in sight while the reader thinks.
 */
function around(notebook: Notebook, question: number): { revealed: string; seen: [string, string][] } {
  const { cells } = notebook
  const seen: [string, string][] = []
  const see = (cell: Cell, text: string) => seen.push([`${cell.id}: ${text.slice(0, 60)}`, text])
  let start = question
  while (start > 0 && !(cells[start]!.cell_type === 'markdown' && /^#{2,3} /m.test(cells[start]!.source))) start -= 1
  for (const cell of cells.slice(start, question)) {
    if (predictionIn(cell)) continue
    if (cell.cell_type === 'markdown') see(cell, cell.source.slice(Math.max(0, cell.source.search(/^#{2,3} /m))))
    else if (isShown(cell)) see(cell, cell.source)
    if (isCode(cell) && !hasTag(cell, 'reveal') && isShown(cell)) see(cell, outputText(cell))
  }
  let revealed = ''
  let isAnswered = false
  let isTold = false
  for (const cell of cells.slice(question + 1)) {
    if (predictionIn(cell)) break
    if (isCode(cell)) {
      const isKept = hasTag(cell, 'reveal')
      if (isShown(cell)) see(cell, isKept ? cell.source : `${cell.source}\n${outputText(cell)}`)
      if (isKept && !isTold) revealed += `\n${outputText(cell)}`
      if (isAnswered && !isKept && !hasTag(cell, 'check')) isTold = true
      isAnswered = true
    } else if (isAnswered) {
      const heading = cell.source.search(/^#{2,4} /m)
      if (!isTold) revealed += `\n${heading < 0 ? cell.source : cell.source.slice(0, heading)}`
      isTold = true
      const [title] = /^#{2,4} .*/m.exec(cell.source) ?? []
      if (!title) continue
      see(cell, title)
      break
    } else see(cell, cell.source)
  }
  return { revealed, seen }
}

test.run()
