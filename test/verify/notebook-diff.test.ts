/** Two notebooks, cell by cell: what was done to one is what is told of the other. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Cell, type Notebook, parseNotebook } from '../../lib/notebook/index.ts'
import { plainReplace } from '../../lib/verify/normalise.ts'
import { diffNotebooks } from '../../lib/verify/notebook-diff.ts'

const test = suite('notebook diff')
const text = readFileSync(new URL('../../notebooks/2.1.2-one-socket-per-conversation.ipynb', import.meta.url), 'utf8')
const lesson = parseNotebook(text, 'lesson.ipynb')

function told(before: Notebook, after: Notebook): string[] {
  const { cells, metadata } = diffNotebooks(before, after, { path: 'after.ipynb', replace: plainReplace })
  assert.equal(metadata, [])
  return cells
    .map(({ before: from, after: to, isMoved, source }) => {
      if (from === undefined) return `added ${after.cells[to!]!.id}`
      if (to === undefined) return `removed ${before.cells[from]!.id}`
      return `${isMoved ? 'moved' : source ? 'changed' : '?'} ${before.cells[from]!.id}`
    })
    .sort()
}

test('cells taken out, put in and changed → told, each with its id and nothing else', () => {
  const places = fc.uniqueArray(fc.nat(lesson.cells.length - 1), { maxLength: 9 })
  fc.assert(
    fc.property(places, fc.nat(8), fc.nat(8), (chosen, first, second) => {
      const [removed, changed, added] = [
        chosen.slice(0, first),
        chosen.slice(first, first + second),
        chosen.slice(first + second),
      ]
      const done: string[] = []
      const cells = lesson.cells.flatMap((cell, at): Cell[] => {
        if (removed.includes(at)) done.push(`removed ${cell.id}`)
        if (removed.includes(at)) return []
        if (added.includes(at)) {
          done.push(`added new-${at}`)
          return [{ cell_type: 'markdown', id: `new-${at}`, metadata: {}, source: `of ${at} alone` }, cell]
        }
        if (!changed.includes(at)) return [cell]
        done.push(`changed ${cell.id}`)
        return [{ ...cell, source: `${cell.source}\n\n` } as Cell]
      })
      assert.equal(told(lesson, { ...lesson, cells }), done.sort())
      assert.is(told({ ...lesson, cells }, lesson).length, done.length)
    }),
    { numRuns: 60 },
  )
})

test('one cell elsewhere → it alone has moved', () => {
  const place = fc.nat(lesson.cells.length - 1)
  fc.assert(
    fc.property(place, place, (from, to) => {
      // Of two neighbours either may be the one that moved.
      fc.pre(Math.abs(from - to) > 1)
      const cells = [...lesson.cells]
      const [cell] = cells.splice(from, 1)
      cells.splice(to, 0, cell!)
      assert.equal(told(lesson, { ...lesson, cells }), [`moved ${cell!.id}`])
    }),
    { numRuns: 60 },
  )
})

test('all ids are others → the same cells, whatever stands among them', () => {
  const cells = lesson.cells.map((cell, at) => ({ ...cell, id: `other-${at}` }) as Cell)
  assert.equal(told(lesson, { ...lesson, cells }), [])
})

test('thousands of cells without ids → paired, the one that changed too', () => {
  const cell = (at: number): Cell => ({ cell_type: 'markdown', metadata: {}, source: `line ${at}\nof ${at}\nand on` })
  const before = { ...lesson, cells: Array.from({ length: 3000 }, (_, at) => cell(at)) }
  const cells = before.cells.map(
    (each, at) => (at % 2 === 0 ? { ...each, source: `line ${at}\nnew\nand on` } : each) as Cell,
  )
  const { cells: found } = diffNotebooks(before, { ...before, cells }, { path: 'b', replace: plainReplace })
  assert.equal([found.length, found.every(({ source, before: from, after }) => source && from === after)], [1500, true])
})

test.run()
