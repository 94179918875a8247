import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Contents } from '../../lib/cache/contents.ts'
import { Dependencies } from '../../lib/cache/dependencies.ts'
import { ownPackage, ownPart } from '../../lib/cache/own.ts'

const test = suite('cache: this package')
/** What an installed `kernel.json` starts: no kernel of ours begins there. */
const forJupyterAlone = ['kernel/become.js', 'kernel/starter.js']
/** What no verdict is made by: two notebooks beside each other, a kernel that is tried, widgets that are shown. */
const ofOtherCommands = ['verify/cell-pairs.js', 'verify/notebook-diff.js']

test('a checkout → all that is built of kernel/, run/ and verify/ decides on a verdict, and no page does', () => {
  const own = ownPackage()
  assert.not.ok(own.isInstalled)
  const { parts } = ownPart(own, 'verdict', new Dependencies(new Contents(), own.folder))
  const dist = join(own.folder, 'dist')
  const files = new Set(parts.filter(({ kind }) => kind === 'own').map(({ name }) => relative(dist, name)))
  for (const room of ['kernel', 'run', 'verify']) {
    const built = readdirSync(join(dist, room), { recursive: true, encoding: 'utf8' })
    for (const file of built) {
      if (/\.c?js$/.test(file) && ![...forJupyterAlone, ...ofOtherCommands].includes(join(room, file)))
        assert.ok(files.has(join(room, file)), `${room}/${file} decides on nothing`)
    }
  }
  assert.equal(
    [...files].filter((file) => file.startsWith('lesson')),
    [],
  )
})

test('an installed package → its version says it all', () => {
  const own = { folder: '/x/node_modules/ackbook', version: '3.2.1', isInstalled: true }
  const { parts } = ownPart(own, 'verdict', new Dependencies(new Contents(), own.folder))
  assert.equal(parts, [
    { kind: 'version', name: 'ackbook', value: '3.2.1' },
    { kind: 'version', name: 'Node', value: process.versions.node },
  ])
})

test('what makes pages → the scripts that they carry too', () => {
  const own = ownPackage()
  const { parts } = ownPart(own, 'page', new Dependencies(new Contents(), own.folder))
  const names = parts.map(({ name }) => relative(own.folder, name))
  assert.ok(names.includes(join('browser', 'predictions.js')))
  assert.ok(names.includes(join('dist', 'lesson', 'scripts.js')))
})

test.run()
