import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Io } from '../../lib/cli/index.ts'
import type { RunNotebook, StartingKernel } from '../../lib/run/index.ts'
import { command, notebookFile, scriptedRun } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('kernels started ahead')

const files = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.ipynb`, notebookFile([['print a', 'a\n']])]))
const nameOf = (path: string) => path.replace(/^.*\//, '').replace('.ipynb', '')

/** A kernel that tells what becomes of it. */
function scripted(): { log: string[]; io: Pick<Io, 'startAhead' | 'runNotebook'> } {
  const log: string[] = []
  const startAhead = async (_notebook: unknown, path: string) => {
    const name = nameOf(path)
    log.push(`ahead ${name}`)
    return { name, end: async () => void log.push(`end ${name}`) } as unknown as StartingKernel
  }
  const runNotebook: RunNotebook = async (notebook, path, options = {}) => {
    const { name } = (options.ahead ?? {}) as { name?: string }
    log.push(`run ${nameOf(path)}${name === undefined ? '' : ` on ${name}`}`)
    options.onEvent?.({ type: 'kernel-ready', kernel: 'scripted' })
    const run = await scriptedRun(notebook, path, options)
    options.onEvent?.({ type: 'kernel-ending', kernel: 'scripted' })
    return run
  }
  return { log, io: { startAhead, runNotebook } }
}

test('several notebooks → while one runs the kernel of the next starts, which that one gets, once', () =>
  withFolder(files, async (cwd) => {
    const { log, io } = scripted()
    const { code } = await command(['verify', '.', '--jobs', '1'], { cwd, ...io })
    assert.is(code, 0)
    assert.equal(
      log.filter((line) => !line.startsWith('end')),
      ['run a', 'ahead b', 'run b on b', 'ahead c', 'run c on c'],
    )
    assert.equal(log.filter((line) => line.startsWith('end')).sort(), ['end b', 'end c'])
  }))

test('a second run of a notebook → on a kernel of its own', () =>
  withFolder({ ...files, 'b.ipynb': notebookFile([['print a', 'b\n']]) }, async (cwd) => {
    const { log, io } = scripted()
    const { code } = await command(['verify', '.', '--jobs', '1'], { cwd, ...io })
    assert.is(code, 1)
    assert.equal(
      log.filter((line) => line.includes('run b')),
      ['run b on b', 'run b'],
    )
  }))

test('one processor → no kernel is started ahead', () =>
  withFolder(files, async (cwd) => {
    const { log, io } = scripted()
    await command(['verify', '.'], { cwd, cpus: 1, ...io })
    assert.equal(log, ['run a', 'run b', 'run c'])
  }))

test('interrupted → what was started ahead is ended, and used by none', () =>
  withFolder(files, async (cwd) => {
    const { log, io } = scripted()
    let interrupt = () => {}
    const runNotebook: RunNotebook = async (notebook, path, options = {}) => {
      const running = io.runNotebook(notebook, path, options)
      interrupt()
      await running
      throw options.signal!.reason
    }
    const { code } = await command(['verify', '.', '--jobs', '1'], {
      ...{ cwd, ...io, runNotebook },
      onInterrupt: (interrupted) => {
        interrupt = interrupted
        return () => {}
      },
    })
    assert.is(code, 130)
    assert.equal(log, ['run a', 'ahead b', 'end b'])
  }))

test('the last cell is done, the kernel still ends → the next notebook begins', () =>
  withFolder(files, async (cwd) => {
    const log: string[] = []
    let hasBegun = () => {}
    const next = new Promise<void>((resolve) => {
      hasBegun = resolve
    })
    const runNotebook: RunNotebook = async (notebook, path, options = {}) => {
      log.push(`begins ${nameOf(path)}`)
      if (path.endsWith('b.ipynb')) hasBegun()
      options.onEvent?.({ type: 'kernel-ending', kernel: 'scripted' })
      if (path.endsWith('a.ipynb')) await next
      log.push(`ends ${nameOf(path)}`)
      return scriptedRun(notebook, path, options)
    }
    const { code } = await command(['verify', 'a.ipynb', 'b.ipynb', '--jobs', '1'], { cwd, runNotebook })
    assert.is(code, 0)
    assert.equal(log.slice(0, 2), ['begins a', 'begins b'])
  }))

test.run()
