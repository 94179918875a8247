import { readdirSync, readFileSync } from 'node:fs'
import { parseSync } from 'oxc-parser'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { browserScripts } from '../../lib/lesson/scripts.ts'

const folder = new URL('../../lib/browser/', import.meta.url)
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.js'))
  .map((file) => file.slice(0, -'.js'.length))

for (const name of names) {
  test(`${name}.js → without its comments, the same script`, () => {
    const made = browserScripts(name)
    assert.equal(programOf(made), programOf(readFileSync(new URL(`${name}.js`, folder), 'utf8')))
    assert.not.match(made, /@ts-check|@param|@type|^\s/m)
  })
}

test('several → one behind the other', () => {
  const [one, other] = names
  assert.is(browserScripts(one!, other!), `${browserScripts(one!)}\n${browserScripts(other!)}`)
})

test('no script of that name → refused', () => assert.throws(() => browserScripts('no-such'), /ENOENT/))

/** Its syntax, without places. */
function programOf(script: string): unknown {
  const { program, errors } = parseSync('a.js', script, { sourceType: 'script', preserveParens: false })
  assert.equal(errors, [])
  return JSON.parse(
    JSON.stringify(program, (key, value) => (['start', 'end', 'loc'].includes(key) ? undefined : value)),
  )
}

test.run()
