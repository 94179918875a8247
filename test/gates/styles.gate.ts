/** Ways to import and features of the language, in a project: by our kernel, which owes them, beside plain tslab and Deno. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bundledTslab } from '../../lib/kernel/tslab.ts'
import { findDeno } from '../../scripts/bench/peers.ts'
import { Speaker } from '../helpers/speaker.ts'
import { isOwed, styles, writeProject } from '../helpers/styles.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'ackbook-test-')))
const folder = writeProject(root)

const test = suite('styles')
test.after(() => rmSync(root, { recursive: true }))

const node = Number.parseInt(process.versions.node, 10)
const possible = styles.filter((style) => (style.node ?? 0) <= node)

test(`${possible.length} styles → what each owes`, async () => {
  const ours = await Speaker.start(folder)
  const wrong: string[] = []
  for (const style of possible) {
    const said = await ours.answer(style.cells)
    if (!isOwed(style, said)) wrong.push(`${style.about}:\n  ${style.cells.join('\n')}\n  said: ${said}`)
  }
  await ours.end()
  assert.equal(wrong, [])
})

const deno = findDeno(process.env.PATH ?? '')
const tslab = join(dirname(dirname(bundledTslab())), 'bin', 'tslab')
const peers: [name: 'tslab' | 'deno', argv: string[] | undefined][] = [
  ['tslab', [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}']],
  ['deno', deno === undefined ? undefined : [deno, 'jupyter', '--kernel', '--conn', '{connection_file}']],
]
for (const [name, argv] of peers) {
  const peerTest = argv ? test : test.skip
  peerTest(`${name} → as the table says of it`, async () => {
    const peer = await Speaker.start(folder, argv!)
    const others: Record<string, string> = {}
    const expected: Record<string, string> = {}
    for (const style of possible) {
      const said = await peer.answer(style.cells)
      // tslab swallows what comes soon after an error.
      if (name === 'tslab' && !isOwed(style, said)) await new Promise((resolve) => setTimeout(resolve, 220))
      others[`${style.about}: ${style.cells[0]}`] = isOwed(style, said) ? 'same' : 'other'
      expected[`${style.about}: ${style.cells[0]}`] = style[name]
    }
    await peer.end()
    assert.equal(others, expected)
  })
}

test.run()
