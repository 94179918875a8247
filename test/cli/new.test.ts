/** `ackbook new`. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseNotebook, settingsProblem } from '../../lib/notebook/index.ts'
import { asJupyter } from '../helpers/as-jupyter.ts'
import { command } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('cli: new')

const starter = readFileSync(new URL('../../lib/starter.ipynb', import.meta.url), 'utf8')

test('a name → a notebook in the form of Jupyter, with that heading, every cell executed; what to do next', () =>
  withFolder({}, async (cwd) => {
    const { code, out, err } = await command(['new', 'notebooks/first_look.ipynb'], { cwd })
    assert.equal([code, err], [0, ''])
    const steps =
      /^ ✓ notebooks\/first_look\.ipynb\n {3}npx ackbook verify notebooks\/first_look\.ipynb .*\n {3}npx ackbook jupyter /
    assert.match(out, steps)
    const text = readFileSync(join(cwd, 'notebooks/first_look.ipynb'), 'utf8')
    assert.is(text, asJupyter(JSON.parse(text)))
    assert.is(text, starter.replace('# First notebook', '# First look'))
    const notebook = parseNotebook(text, '')
    assert.is(settingsProblem(notebook), undefined)
    for (const cell of notebook.cells) if (cell.cell_type === 'code') assert.ok((cell.outputs as unknown[]).length > 0)
  }))

test('a file that is there → 2, left as it is', () =>
  withFolder({ 'a.ipynb': 'mine' }, async (cwd) => {
    const { code, out, err } = await command(['new', 'a.ipynb'], { cwd })
    const said = 'ackbook: a.ipynb is there already, and is left as it is: name another. Nothing was written.\n'
    assert.equal([code, out, err], [2, '', said])
    assert.is(readFileSync(join(cwd, 'a.ipynb'), 'utf8'), 'mine')
  }))

test('a name that is none of a notebook, a folder, a folder below a file → 2, with what to say', () =>
  withFolder({ file: '' }, async (cwd) => {
    mkdirSync(join(cwd, 'x.ipynb'))
    for (const [path, says] of [
      ['first', 'ackbook: first is no name of a notebook: say first.ipynb. '],
      ['a/first.ts', 'ackbook: a/first.ts is no name of a notebook: say a/first.ipynb. '],
      ['x.ipynb', 'ackbook: x.ipynb is a folder: name a file in it, like x.ipynb/first.ipynb. '],
      ['file/a.ipynb', 'ackbook: file/a.ipynb: cannot be written: '],
    ] as const) {
      const { code, err } = await command(['new', path], { cwd })
      assert.is(code, 2, path)
      assert.ok(err.startsWith(says), err)
    }
  }))

test('a name with a blank and what Markdown reads → quoted, and spelled', () =>
  withFolder({}, async (cwd) => {
    const { out } = await command(['new', 'a *b*.ipynb'], { cwd })
    assert.match(out, 'npx ackbook verify "a *b*.ipynb"')
    const text = readFileSync(join(cwd, 'a *b*.ipynb'), 'utf8')
    assert.match(text, '"# A \\\\*b\\\\*\\n"')
  }))

test('no name → 2, and the help is named', async () => {
  const { code, err } = await command(['new'], { cwd: '.' })
  assert.is(code, 2)
  assert.match(err, "missing required argument 'FILE'. See: ackbook new --help")
})

test.run()
