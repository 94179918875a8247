/** What drawings say stands in one table a module, by key, so that another edition can say it otherwise; what a lesson concludes stands in Markdown. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { hasTag } from '../lib/notebook/index.ts'
import { codeOf, lessons } from './helpers/course.ts'
import { phrasesIn } from './helpers/english.ts'

const lib = fileURLToPath(new URL('../lib', import.meta.url))
/** A label may have so many words in a row; more are a sentence. */
const LABEL = 5

for (const room of ['draw', 'concepts/figures']) {
  for (const entry of readdirSync(join(lib, room), { recursive: true, encoding: 'utf8' }).sort()) {
    if (!entry.endsWith('.ts')) continue
    test(`${room}/${entry}: English → in its table SAYS`, () => {
      const found = phrasesIn(readFileSync(join(lib, room, entry), 'utf8'))
      assert.is(found.map(({ text, line }) => `${line}: ${text}`).join('\n'), '')
    })
  }
}

for (const { name, notebook } of lessons()) {
  test(`${name}: what a cell prints → values with labels; sentences stand in Markdown`, () => {
    const found = codeOf(notebook)
      .filter((cell) => !hasTag(cell, 'check') && !hasTag(cell, 'solution'))
      .flatMap((cell) => phrasesIn(cell.source).map((phrase) => ({ ...phrase, id: cell.id })))
      .filter(({ words }) => words > LABEL)
    assert.is(found.map(({ id, line, text }) => `${id}:${line}: ${text}`).join('\n'), '')
  })
}

test.run()
