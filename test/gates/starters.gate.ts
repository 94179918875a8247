/** A starter is no solution: each one put in place of its solution makes `verify` refuse the lesson, in that cell. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { verify } from '../../lib/index.ts'
import { type Cell, formatNotebook, hasTag } from '../../lib/notebook/index.ts'
import { lessons } from '../helpers/course.ts'
import { withFolder } from '../helpers/folder.ts'

for (const { name, notebook } of lessons()) {
  test(`${name}: its starters in place of its solutions → exit code 1, and a finding in each of them`, () =>
    withFolder({}, async (cwd) => {
      const solutions: string[] = []
      let starter = ''
      const swapped = notebook.cells.map((cell): Cell => {
        if (hasTag(cell, 'starter')) starter = cell.source
        if (!hasTag(cell, 'solution')) return cell
        solutions.push(cell.id!)
        return { ...cell, source: starter }
      })
      writeFileSync(join(cwd, 'swapped.ipynb'), formatNotebook({ ...notebook, cells: swapped }))
      const { exitCode, notebooks } = await verify('swapped.ipynb', { cwd, rerun: false, cache: false })
      const found = new Set(notebooks[0]!.findings.map(({ id }) => id))
      assert.is(exitCode, 1)
      assert.ok(solutions.length > 0)
      assert.equal(
        solutions.filter((id) => !found.has(id)),
        [],
      )
    }))
}

test.run()
