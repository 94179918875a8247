import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { processIo } from '../../lib/cli/index.ts'
import { loadNotebooks, releaseEntry, whole } from '../../lib/cli/load.ts'
import { isCode, type Notebook } from '../../lib/notebook/index.ts'
import type { NotebookRun } from '../../lib/run/index.ts'
import { command, notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('load')

const line = 'a line of some text that fills a notebook\n'
const large = line.repeat(9_000_000 / line.length)
const io = (cwd: string) => ({ ...processIo(), cwd })
const outputsOf = ({ cells }: Notebook) => cells.flatMap((cell) => (isCode(cell) ? cell.outputs : []))
const files = Object.fromEntries(['a', 'b'].map((name) => [`${name}.ipynb`, notebookFile([['print x', large]])]))

test('more than is held while it waits → outputs are read again, as they were', () =>
  withFolder(files, async (cwd) => {
    const { notebooks } = await loadNotebooks(['.'], io(cwd), '')
    assert.equal(
      notebooks.map(({ isWhole, notebook }) => [isWhole, outputsOf(notebook).length]),
      [
        [true, 1],
        [false, 0],
      ],
    )
    const again = await whole(notebooks[1]!, { cwd })
    assert.equal(outputsOf(again.notebook), outputsOf(notebooks[0]!.notebook))
    assert.is(await whole(notebooks[0]!, { cwd }), notebooks[0])
    writeFileSync(join(cwd, 'b.ipynb'), notebookFile([['print y', 'y\n']]))
    const error = await whole(notebooks[1]!, { cwd }).catch((error) => error)
    assert.is(
      `${error.name}: ${error.path} ${error.message}`,
      'FileError: b.ipynb was changed by someone else while it waited',
    )
  }))

test('notebooks of which not all are held → each compared with what is stored in it', () =>
  withFolder({ ...files, 'c.ipynb': notebookFile([['print x', 'x\n']]) }, async (cwd) => {
    const { code, out } = await command(['verify', '.', '--no-rerun'], { cwd })
    assert.is(code, 1)
    assert.match(out, / ✗ a .*differs.* ✗ b .*differs/s)
    assert.match(out, / ✓ c /)
  }))

test('a notebook that has had its turn → what is told of it at the end is left, without outputs', () =>
  withFolder({ 'a.ipynb': notebookFile([['print x', 'x\n']]) }, async (cwd) => {
    const [loaded] = (await loadNotebooks(['.'], io(cwd), '')).notebooks
    const cells = [
      { index: 0, status: 'ok' as const, outputs: outputsOf(loaded!.notebook), executionCount: 1, milliseconds: 1 },
    ]
    const run: NotebookRun = { path: 'a.ipynb', kernel: 'k', cells, findings: [], milliseconds: 5 }
    const entry = releaseEntry(loaded!, { name: 'a', notebook: loaded!.notebook, run, outcome: 'ran' })
    assert.equal([entry.name, entry.outcome, entry.run.milliseconds, entry.run.cells[0]!.status], ['a', 'ran', 5, 'ok'])
    assert.equal([entry.run.cells[0]!.outputs, outputsOf(entry.notebook), outputsOf(loaded!.notebook)], [[], [], []])
  }))

test.run()
