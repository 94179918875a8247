/** A program that a lesson calls stands on its page, in a cell or printed from its source. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isCode } from '../../lib/notebook/index.ts'
import { codeOf, isShown, lessons, outputText } from '../helpers/course.ts'

/** What is no program of a lesson: it prints the others, tries what the reader writes, sets transcripts side by side. */
const NO_PROGRAMS = /^(?:exercises|problems|transcripts|figures\/.+)$/

for (const { name, notebook } of lessons()) {
  const imports = codeOf(notebook).flatMap((cell) => importsIn(cell.source).map((each) => ({ ...each, cell })))

  test(`${name}: each function of ackbook/concepts that a cell imports → its source is on the page`, async () => {
    const read = notebook.cells
      .filter(isCode)
      .map((cell) => `${cell.source}\n${outputText(cell)}`)
      .join('\n')
    const missing: string[] = []
    for (const { module, names } of imports) {
      const [, concept] = /^ackbook\/concepts\/(.+)$/.exec(module) ?? []
      if (concept === undefined || NO_PROGRAMS.test(concept)) continue
      const members = (await import(`../../lib/concepts/${concept}.ts`)) as Record<string, unknown>
      const programs = names.filter((each) => typeof members[each] === 'function')
      missing.push(...programs.filter((each) => !new RegExp(`\\b(?:function\\*?|class) ${each}\\b`).test(read)))
    }
    assert.equal(missing, [])
  })

  test(`${name}: a module → imported once in the cells that are read`, () => {
    const shown = imports.filter(({ cell }) => isShown(cell)).map(({ module }) => module)
    assert.equal(
      shown.filter((module, at) => shown.indexOf(module) !== at),
      [],
    )
  })

  test(`${name}: the first cell → eight lines at the most`, () => {
    const [first] = codeOf(notebook)
    assert.ok(first!.source.trim().split('\n').length <= 8, first!.source)
  })
}

function importsIn(source: string): { module: string; names: string[] }[] {
  return [...source.matchAll(/^import (?:type )?\{([^}]*)\}\s*from '([^']+)'/gm)].map(
    ([, names = '', module = '']) => ({
      module,
      names: names.split(',').map((each) => each.trim().split(/ as /)[0]!),
    }),
  )
}

test.run()
