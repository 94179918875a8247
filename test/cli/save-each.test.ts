/** `run --save-each`: what was done is stored while the rest runs. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Notebook } from '../../lib/notebook/index.ts'
import type { CellRun, RunNotebook } from '../../lib/run/index.ts'
import { command, notebookFile, scriptedRun } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { until } from '../helpers/processes.ts'
import { input } from '../helpers/runs.ts'

const test = suite('run --save-each')
const bin = fileURLToPath(new URL('../../lib/ackbook.js', import.meta.url))

/** What is stored of each cell: its text, or its count where it printed nothing. */
function stored(file: string): (string | number | null)[] {
  const { cells } = JSON.parse(readFileSync(file, 'utf8')) as Notebook
  return cells.map(({ outputs, execution_count }) => {
    const [output] = outputs as { text: string | string[] }[]
    return output ? [output.text].flat().join('').trim() : (execution_count as number | null)
  })
}

/** {@link scriptedRun} that tells of each cell as it ends, and waits before the next until `between` is done. */
function telling(between: (cell: CellRun) => Promise<void>): RunNotebook {
  return async (notebook, path, options = {}) => {
    const run = await scriptedRun(notebook, path, options)
    for (const cell of run.cells.filter(({ status }) => status === 'ok' || status === 'failed')) {
      const place = { index: cell.index, ordinal: cell.index + 1, count: run.cells.length }
      options.onEvent?.({ type: 'cell-finished', ...place, run: cell })
      await between(cell)
      options.signal?.throwIfAborted()
    }
    return run
  }
}

const three = notebookFile([
  ['print 1', 'old 1\n'],
  ['print 2', 'old 2\n'],
  ['print 3', 'old 3\n'],
])

for (const [where, argv, file, seen] of [
  ['in place, the others keep what they had', [], 'a.ipynb', ['1 old 2 old 3', '1 2 old 3', '1 2 3']],
  ['in another folder, the others have none yet', ['--output-dir', 'out'], 'out/a.ipynb', ['1  ', '1 2 ', '1 2 3']],
] as const) {
  test(`after each cell → its output is in the file; ${where}`, () =>
    withFolder({ 'a.ipynb': three }, async (cwd) => {
      const states: string[] = []
      const runNotebook = telling(async ({ index }) => {
        const isStored = () => {
          try {
            return stored(join(cwd, file))[index] === String(index + 1)
          } catch {
            return false
          }
        }
        await until(isStored, `cell ${index + 1} is stored`)
        states.push(stored(join(cwd, file)).join(' '))
      })
      const { code } = await command(['run', 'a.ipynb', '--save-each', ...argv], { cwd, runNotebook })
      assert.equal([code, states], [0, seen])
      assert.equal(
        readdirSync(cwd).filter((name) => name.endsWith('.tmp')),
        [],
      )
    }))
}

test('a cell fails → stored with what came before, in place; without --save-each nothing is', () =>
  withFolder(
    {
      'a.ipynb': notebookFile([
        ['print 1', 'old\n'],
        ['print 2\nfail', 'old\n'],
        ['print 3', 'old\n'],
      ]),
    },
    async (cwd) => {
      const runNotebook = telling(async () => {})
      assert.is((await command(['run', 'a.ipynb'], { cwd, runNotebook })).code, 1)
      assert.equal(stored(join(cwd, 'a.ipynb')), ['old', 'old', 'old'])
      assert.is((await command(['run', 'a.ipynb', '--save-each'], { cwd, runNotebook })).code, 1)
      assert.equal(stored(join(cwd, 'a.ipynb')), ['1', '2', 'old'])
    },
  ))

test('interrupted → the last whole state is there, and the exit code says so', () =>
  withFolder({ 'a.ipynb': three }, async (cwd) => {
    let interrupt = () => {}
    const onInterrupt = (interrupted: () => void) => {
      interrupt = interrupted
      return () => undefined
    }
    const runNotebook = telling(async ({ index }) => {
      if (index === 1) interrupt()
    })
    const { code } = await command(['run', 'a.ipynb', '--save-each'], { cwd, runNotebook, onInterrupt })
    assert.equal([code, stored(join(cwd, 'a.ipynb'))], [130, ['1', '2', 'old 3']])
  }))

test('someone else writes there meanwhile → left alone, and told', () =>
  withFolder({ 'a.ipynb': three }, async (cwd) => {
    const file = join(cwd, 'a.ipynb')
    const theirs = three.replace('print 3', 'print 4')
    const runNotebook = telling(async ({ index }) => {
      if (index > 0) return
      await until(() => stored(file)[0] === '1', 'the first cell is stored')
      writeFileSync(file, theirs)
    })
    const { code, err } = await command(['run', 'a.ipynb', '--save-each'], { cwd, runNotebook })
    assert.is(code, 2)
    assert.match(
      err,
      /^ackbook: a\.ipynb: was changed by someone else while it ran\. The outputs of a\.ipynb were not stored\.\n$/,
    )
    assert.is(readFileSync(file, 'utf8'), theirs)
  }))

test('killed at any moment → the file is a whole notebook, with what was done up to some cell', () => {
  const cells = Array.from({ length: 40 }, (_, at) => [JSON.stringify([['print', 'stdout', `${at}`]])] as [string])
  return withFolder({ 'a.ipynb': notebookFile(cells) }, async (cwd) => {
    const file = join(cwd, 'a.ipynb')
    const env = { ...process.env, JUPYTER_PATH: input('jupyter') }
    for (let round = 0; round < 4; round++) {
      writeFileSync(file, notebookFile(cells))
      const many = 1 + Math.floor(Math.random() * 30)
      const child = spawn(process.execPath, [bin, 'run', 'a.ipynb', '--save-each', '--kernel', 'fake'], {
        cwd,
        env,
        stdio: 'ignore',
      })
      const ended = once(child, 'exit')
      // Each look parses the file: it is whole at any time.
      await until(() => stored(file).filter((text) => text !== null).length >= many, `${many} cells are stored`)
      child.kill('SIGKILL')
      await ended
      const texts = stored(file)
      const done = texts.indexOf(null)
      const count = done < 0 ? texts.length : done
      assert.ok(count >= many)
      assert.equal(
        texts,
        texts.map((_, at) => (at < count ? String(at) : null)),
      )
    }
  })
})

test.run()
