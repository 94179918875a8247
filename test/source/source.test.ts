import { inspect } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Assessment } from '../../lib/concepts/exercises.ts'
import { sendAll } from '../../lib/socket/index.ts'
import { namedDeclaration } from '../../lib/source/declaration.ts'
import { source } from '../../lib/source/index.ts'

test('a function → its source with its comment, as Markdown for a notebook and plain where it is printed', () => {
  const listing = source(sendAll)
  assert.match(listing.code, /^\/\*\*\n \* Sends everything/)
  assert.match(listing.code, /\nasync function sendAll\(socket: Socket, [\s\S]*\n}$/)
  assert.is(inspect(listing), listing.code)
  const { [Symbol.for('Jupyter.display')]: show } = listing as unknown as Record<symbol, () => unknown>
  assert.equal(show?.call(listing), { 'text/markdown': `\`\`\`ts\n${listing.code}\n\`\`\`` })
})

test('several, a class, a constant by its name → one below the other', () => {
  const { code } = source(Assessment, 'GREETING')
  assert.match(
    code,
    /\nclass Assessment \{\n[\s\S]*\n}\n\n\/\*\* A message of the right length. \*\/\nconst GREETING = /,
  )
})

test('what the package does not declare → an error that names it', () => {
  assert.throws(() => source(function nowhere() {}), /ackbook declares no "nowhere"/)
})

test('a declaration → from its comment to its closing bracket, blank lines in it kept', () => {
  const text = '/** File. */\nimport x\n\n/** Two. */\nexport const two = () => {\n  a\n\n  b\n}\n\nconst three = 3\n'
  assert.is(namedDeclaration(text, 'two'), '/** Two. */\nconst two = () => {\n  a\n\n  b\n}')
  assert.is(namedDeclaration(text, 'three'), 'const three = 3')
  assert.is(namedDeclaration(text, 'four'), undefined)
})

test.run()
