/** Some of the ways to import, drawn anew each time, and what a kernel says where it cannot go on; a gate has all. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { drawnFrom, seedFrom } from '../helpers/draws.ts'
import { Speaker } from '../helpers/speaker.ts'
import { isOwed, styles, writeProject } from '../helpers/styles.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'ackbook-test-')))
const folder = writeProject(root)
const seed = seedFrom('STYLES_SEED')
let kernel: Speaker

test.before(async () => {
  kernel = await Speaker.start(folder)
})
test.after(async () => {
  await kernel.end()
  rmSync(root, { recursive: true })
})

const node = Number.parseInt(process.versions.node, 10)
for (const style of drawnFrom(
  styles.filter((each) => (each.node ?? 0) <= node),
  5,
  seed,
)) {
  test(`${style.about} → what it owes (STYLES_SEED=${seed})`, async () => {
    const said = await kernel.answer(style.cells)
    assert.ok(isOwed(style, said), said)
  })
}

test('a source has changed since it was imported → the next import has it, and what imports it', async () => {
  writeFileSync(join(root, 'src', 'low.ts'), 'export const low = 1\n')
  writeFileSync(join(root, 'src', 'high.ts'), "import { low } from './low'\nexport const high = () => low * 10\n")
  const cell = "import { high } from '../src/high'\nhigh()"
  assert.is(await kernel.answer([cell]), '10\n')
  writeFileSync(join(root, 'src', 'low.ts'), 'export const low = 1000 / 500\n')
  assert.is(await kernel.answer([cell]), '20\n')
})

test('an error in a source → its place there, after a second import too', async () => {
  const said = await kernel.answer(["import { fails as wrong } from '../src/stats'\nwrong()"])
  assert.match(said, /at (?:Module\.|Object\.)?fails \(\.\.\/src\/stats\.ts:7:9\)/)
  assert.match(said, /> 2 \| wrong\(\)/)
})

test('a source that does not parse → its place', async () => {
  writeFileSync(join(root, 'src', 'broken.ts'), 'export const a = 1\nexport const = 2\n')
  const said = await kernel.answer(["import { a as broken } from '../src/broken'\nbroken"])
  assert.match(said, /SyntaxError: .*src\/broken\.ts:2:14: Variable declaration expected/)
})

for (const [about, cell, way] of [
  [
    'a package that is not there',
    "import x from 'not-there'",
    /not installed where the notebook looks: npm install not-there/,
  ],
  ['a source that is not there', "import { x } from '../src/stat'", /there is \.\.\/src\/stats\.ts/],
] as const) {
  test(`${about} → a way out`, async () => assert.match(await kernel.answer([cell]), way))
}

test('a tsconfig.json that cannot be read → each cell says so, by its place', async () => {
  writeFileSync(join(root, 'tsconfig.json'), '{ "compilerOptions": { "target": } }')
  const other = await Speaker.start(folder)
  const said = await other.answer(['1 + 1'])
  await other.end()
  assert.match(said, /\.\.\/tsconfig\.json:1:\d+ - error TS\d+: /)
})

test.run()
