/** What one round of serving makes, and what it leaves for when nobody waits. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Rounds } from '../../lib/cli/rounds.ts'
import { ioInto, notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cli: rounds of serving')

const titled = (title: string) =>
  JSON.stringify({
    ...JSON.parse(notebookFile([])),
    cells: [{ cell_type: 'markdown', id: 'a', metadata: {}, source: `# ${title}` }],
  })

test('a title is changed → its page is made at once, what stands beside it once the round is finished', () =>
  withFolder({ 'n/a.ipynb': titled('First'), 'n/b.ipynb': titled('Second') }, async (cwd) => {
    const out = join(cwd, 'pages')
    const heard: string[] = []
    const io = ioInto({ code: -1, out: '', err: '' }, { cwd })
    const rounds = await Rounds.open(['n'], { out, kept: join(out, '.kept') }, io, ({ file }) => heard.push(file))
    const read = (file: string) => readFileSync(join(out, file), 'utf8')
    assert.is((await rounds.make()).pages.length, 2)
    assert.match(read('index.html'), 'First')
    assert.is(await rounds.finish(), undefined)
    writeFileSync(join(cwd, 'n/a.ipynb'), titled('Third'))
    heard.length = 0
    await rounds.make()
    assert.ok(heard.includes('a.html'))
    assert.match(read('a.html'), 'Third')
    assert.match(read('index.html'), 'First')
    assert.equal((await rounds.finish())?.problems, [])
    for (const file of ['index.html', 'ackbook/site.js', 'ackbook/search.js']) {
      assert.match(read(file), 'Third')
      assert.not.match(read(file), 'First')
    }
    assert.is(await rounds.finish(), undefined)
  }))

test('no cell can run for a module that is not there, then it comes → the page runs its cells', () => {
  const running = JSON.parse(notebookFile([["import { one } from './one.ts'"], ['one + 1']]))
  Object.assign(running.metadata, { ackbook: { inPage: true } })
  return withFolder({ 'n/a.ipynb': JSON.stringify(running), 'n/b.ipynb': titled('Second') }, async (cwd) => {
    const out = join(cwd, 'pages')
    const io = ioInto({ code: -1, out: '', err: '' }, { cwd })
    const rounds = await Rounds.open(['n'], { out, kept: join(out, '.kept') }, io, () => undefined)
    const cells = join(out, 'ackbook/cells/of/a.js')
    for (const _ of ['first', 'as it was']) {
      assert.equal((await rounds.make()).problems, [])
      assert.not(existsSync(cells))
    }
    writeFileSync(join(cwd, 'n/one.ts'), 'export const one = 1')
    assert.equal((await rounds.make()).pages.length, 1)
    assert.match(readFileSync(cells, 'utf8'), 'one + 1')
  })
})

test.run()
