/** Notebooks that are verified again when something is saved. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunNotebook } from '../../lib/run/index.ts'
import { command, notebookFile, scriptedRun } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { watching } from '../helpers/watching.ts'

const test = suite('cli: verify --watch')

const waiting = 'Waiting for changes'
const importing = (name: string) => notebookFile([[`import { x } from '${name}'\nprint a`, 'a\n']])
const project = {
  'package.json': '{}',
  'n/a.ipynb': importing('../lib/x'),
  'n/b.ipynb': notebookFile([['print b', 'b\n']]),
  'n/c.ipynb': importing('../lib/y.ts'),
  'lib/x.ts': "export * from './y.ts'",
  'lib/y.ts': 'export const x = 1',
}

test('first all; then a source is saved → those that import it, by whatever way, and it is said', () =>
  withFolder(project, async (cwd) => {
    const { code } = await watching(['n'], cwd, async ({ printed, runs }) => {
      await printed(waiting)
      assert.equal(runs(), ['a', 'b', 'c'])
      writeFileSync(join(cwd, 'lib/x.ts'), 'export const x = 2')
      assert.match(await printed(waiting), 'lib/x.ts changed: 1 of 3 notebooks')
      assert.equal(runs(), ['a'])
      // Not through the other one any more.
      writeFileSync(join(cwd, 'lib/y.ts'), 'export const x = 3')
      await printed(waiting)
      assert.equal(runs(), ['c'])
      writeFileSync(join(cwd, 'n/b.ipynb'), notebookFile([['print bb', 'bb\n']]))
      await printed(waiting)
      assert.equal(runs(), ['b'])
    })
    assert.is(code, 0)
  }))

test('a file is saved as it was, or one that nobody imports → nothing is run', () =>
  withFolder(project, async (cwd) => {
    await watching(['n'], cwd, async ({ printed, runs }) => {
      await printed(waiting)
      runs()
      writeFileSync(join(cwd, 'lib/x.ts'), project['lib/x.ts'])
      writeFileSync(join(cwd, 'n/a.ipynb'), project['n/a.ipynb'])
      writeFileSync(join(cwd, 'lib/other.ts'), '')
      writeFileSync(join(cwd, 'n/b.ipynb'), notebookFile([['print bb', 'bb\n']]))
      await printed(waiting)
      assert.equal(runs(), ['b'])
    })
  }))

test('a source goes, and comes back elsewhere under the same name → its notebook is run each time', () =>
  withFolder(project, async (cwd) => {
    await watching(['n'], cwd, async ({ printed, runs }) => {
      await printed(waiting)
      runs()
      rmSync(join(cwd, 'lib/x.ts'))
      await printed(waiting)
      assert.equal(runs(), ['a'])
      mkdirSync(join(cwd, 'made/x'), { recursive: true })
      writeFileSync(join(cwd, 'made/x/index.ts'), 'export const x = 1')
      renameSync(join(cwd, 'made/x'), join(cwd, 'lib/x'))
      await printed(waiting)
      assert.equal(runs(), ['a'])
      writeFileSync(join(cwd, 'lib/x/index.ts'), 'export const x = 2')
      await printed(waiting)
      assert.equal(runs(), ['a'])
    })
  }))

test('a notebook comes, one goes, one is no notebook for a while → run, forgotten, told', () =>
  withFolder(project, async (cwd) => {
    const { code } = await watching(['n'], cwd, async ({ printed, runs }) => {
      await printed(waiting)
      runs()
      mkdirSync(join(cwd, 'n/more'))
      writeFileSync(join(cwd, 'n/more/d.ipynb'), notebookFile([['print wrong', 'd\n']]))
      await printed(waiting)
      assert.equal(runs(), ['d', 'd'])
      rmSync(join(cwd, 'n/more'), { recursive: true })
      writeFileSync(join(cwd, 'n/b.ipynb'), '{ "cells": [')
      assert.match(await printed(waiting), 'n/b.ipynb: not a notebook')
      assert.equal(runs(), [])
      writeFileSync(join(cwd, 'n/b.ipynb'), notebookFile([['print bb', 'bb\n']]))
      assert.match(await printed(waiting), 'can be used again')
      assert.equal(runs(), ['b'])
    })
    assert.is(code, 0)
  }))

test('the config is changed, broken, mended → all whose rules it has are run; it is told', () =>
  withFolder({ ...project, 'ackbook.config.json': '{ "tolerance": 0.1 }' }, async (cwd) => {
    await watching(['n'], cwd, async ({ printed, runs }) => {
      await printed(waiting)
      runs()
      writeFileSync(join(cwd, 'ackbook.config.json'), '{ "tolerance": 0.2 }')
      await printed(waiting)
      assert.equal(runs(), ['a', 'b', 'c'])
      writeFileSync(join(cwd, 'ackbook.config.json'), '{ "tolerence": 0.2 }')
      assert.match(await printed(waiting), '"tolerence" is not known')
      writeFileSync(join(cwd, 'ackbook.config.json'), '{ "tolerance": 0.3 }')
      await printed(waiting)
      assert.equal(runs(), ['a', 'b', 'c'])
    })
  }))

test('a notebook whose imports nobody knows → run for whatever people save in its project', () =>
  withFolder(
    { ...project, 'n/b.ipynb': notebookFile([['print b', 'b\n']], { ackbook: { cache: false } }) },
    async (cwd) => {
      await watching(['n'], cwd, async ({ printed, runs }) => {
        await printed(waiting)
        runs()
        writeFileSync(join(cwd, 'lib/table.csv'), '1')
        await printed(waiting)
        assert.equal(runs(), ['b'])
        mkdirSync(join(cwd, 'n/__pycache__'))
        writeFileSync(join(cwd, 'n/__pycache__/x.pyc'), '1')
        writeFileSync(join(cwd, 'lib/x.ts'), '')
        await printed(waiting)
        assert.equal(runs(), ['a', 'b'])
      })
    },
  ))

test('outputs are stored, by --update or a key → what is written is not run again', () =>
  withFolder({ 'package.json': '{}', 'n/a.ipynb': notebookFile([['print new', 'old\n']]) }, async (cwd) => {
    const file = join(cwd, 'n/a.ipynb')
    const { code } = await watching(['n', '--no-rerun'], cwd, async ({ printed, runs, press }) => {
      await printed(waiting)
      press('u')
      await printed(waiting)
      assert.equal(runs(), ['a', 'a'])
      assert.match(readFileSync(file, 'utf8'), 'new\\n')
      // It is heard after what was written.
      writeFileSync(join(cwd, 'n/b.ipynb'), notebookFile([['print b', 'b\n']]))
      await printed(waiting)
      assert.equal(runs(), ['b'])
      writeFileSync(file, notebookFile([['print new', 'old\n']]))
      await printed(waiting)
      assert.equal(runs(), ['a'])
    })
    assert.is(code, 1)
  }))

test('keys → all, those that are wrong, the last ones, by name, by text; help; the exit code is of how it stands', () =>
  withFolder({ ...project, 'n/b.ipynb': notebookFile([['fail', '']]) }, async (cwd) => {
    const { code } = await watching(['n'], cwd, async ({ printed, runs, press }) => {
      const after = async (...keys: string[]) => {
        for (const key of keys) press(key)
        await printed(waiting)
        return runs()
      }
      await printed(waiting)
      runs()
      assert.equal(await after('a'), ['a', 'b', 'c'])
      assert.equal(await after('f'), ['b'])
      assert.equal(await after('return'), ['b'])
      assert.equal(await after('p', 'x', 'backspace', 'b', 'return'), ['b'])
      assert.equal(await after('t', ...'LIB/X', 'return'), ['a'])
      assert.equal(await after('t', 'return'), ['a', 'b', 'c'])
      press('h')
      await printed('run those that failed or differ')
      press('p')
      press('escape')
      writeFileSync(join(cwd, 'n/b.ipynb'), notebookFile([['print b', 'b\n']]))
      await printed(waiting)
      assert.equal(runs(), ['b'])
      assert.equal(await after('f'), [])
    })
    assert.is(code, 0)
  }))

/** Runs that wait until they are broken off, those of these names; the others are as ever. */
const holding =
  (names: Set<string>): RunNotebook =>
  async (notebook, path, options = {}) => {
    const held = [...names].find((name) => path.endsWith(`${name}.ipynb`))
    if (held !== undefined) {
      options.onEvent?.({ type: 'kernel-ready', kernel: 'scripted' })
      await new Promise<void>((resolve) => options.signal?.addEventListener('abort', () => resolve()))
    }
    return scriptedRun(notebook, path, options)
  }

test('saved while notebooks run → what is run is broken off, what was saved goes first, and the rest is made up for', () =>
  withFolder(project, async (cwd) => {
    const held = new Set(['a', 'b'])
    const runNotebook = holding(held)
    const { code, out } = await watching(
      ['n', '--jobs', '3'],
      cwd,
      async ({ printed, runs }) => {
        await printed('✓ c')
        held.clear()
        writeFileSync(join(cwd, 'n/c.ipynb'), notebookFile([['print cc', 'cc\n']]))
        await printed('2 not run')
        await printed(waiting)
        assert.equal(runs(), ['a', 'a', 'b', 'b', 'c', 'c'])
      },
      { runNotebook },
    )
    assert.is(code, 0)
    assert.not.match(out, 'interrupted')
  }))

test('Ctrl-C, q → at rest the exit code of how it stands; while notebooks run 130', () =>
  withFolder({ ...project, 'n/b.ipynb': notebookFile([['fail', '']]) }, async (cwd) => {
    const atRest = await watching(['n'], cwd, async ({ printed, interrupt }) => {
      await printed(waiting)
      interrupt()
    })
    assert.is(atRest.code, 1)
    for (const way of ['interrupt', 'q']) {
      const body = async ({ printed, interrupt, press }: Parameters<Parameters<typeof watching>[2]>[0]) => {
        await printed('✓ c')
        if (way === 'q') press('q')
        else interrupt()
      }
      const running = await watching(['n', '--jobs', '3'], cwd, body, { runNotebook: holding(new Set(['a'])) })
      assert.is(running.code, 130, way)
    }
  }))

const twoCells = (second: string) =>
  notebookFile([
    ['print wrong', 'right\n'],
    [`print ${second}`, `${second}\n`],
  ])

test('--grep → only the cells that have it, also those that come to have it; none is told, and mended', () =>
  withFolder({ 'package.json': '{}', 'n/a.ipynb': twoCells('port'), 'n/b.ipynb': twoCells('b') }, async (cwd) => {
    const { code } = await watching(['n', '--grep', 'port'], cwd, async ({ printed, runs }) => {
      assert.match(await printed(waiting), '1 of 2 cells compared')
      await printed('only --grep port')
      assert.equal(runs(), ['a'])
      writeFileSync(join(cwd, 'n/b.ipynb'), twoCells('a port'))
      await printed(waiting)
      assert.equal(runs(), ['b'])
      writeFileSync(join(cwd, 'n/a.ipynb'), twoCells('a'))
      writeFileSync(join(cwd, 'n/b.ipynb'), twoCells('b'))
      assert.match(await printed(waiting), '--grep port fits no code cell of 2 notebooks')
      assert.equal(runs(), [])
      writeFileSync(join(cwd, 'n/a.ipynb'), twoCells('the port'))
      assert.match(await printed(waiting), 'can be used again')
      assert.equal(runs(), ['a'])
    })
    assert.is(code, 0)
  }))

test('a cell is named → it alone is compared, each time', () =>
  withFolder({ 'package.json': '{}', 'n/a.ipynb': twoCells('x') }, async (cwd) => {
    await watching(['n/a.ipynb:2'], cwd, async ({ printed, runs }) => {
      assert.match(await printed(waiting), '1 of 2 cells compared')
      writeFileSync(join(cwd, 'n/a.ipynb'), twoCells('y'))
      assert.match(await printed(waiting), '1 of 2 cells compared')
      assert.equal(runs(), ['a', 'a'])
    })
  }))

test('--last-failed → those first, the others when something touches them; what came of it is known the next time', () =>
  withFolder(project, async (cwd) => {
    const env = { ACKBOOK_CACHE_DIR: join(cwd, 'kept') }
    const wrong = notebookFile([['print bb', 'b\n']])
    writeFileSync(join(cwd, 'n/b.ipynb'), wrong)
    await command(['verify', 'n', '--no-rerun'], { cwd, env })
    await watching(
      ['n', '--last-failed', '--no-rerun'],
      cwd,
      async ({ printed, runs }) => {
        assert.match(await printed(waiting), '--last-failed: 1 of 3 notebooks')
        assert.equal(runs(), ['b'])
        writeFileSync(join(cwd, 'lib/x.ts'), '')
        await printed(waiting)
        assert.equal(runs(), ['a'])
        writeFileSync(join(cwd, 'n/b.ipynb'), project['n/b.ipynb'])
        await printed(waiting)
        assert.equal(runs(), ['b'])
      },
      { env },
    )
    const { out } = await command(['verify', 'n', '--last-failed'], { cwd, env })
    assert.match(out, 'all were good the last time (3 notebooks)')
  }))

test('a shard is asked for as well → refused in a sentence, exit code 2', () =>
  withFolder(project, async (cwd) => {
    const { code, err } = await command(['verify', '--watch', '--shard', '1/2', 'n'], { cwd })
    assert.equal(
      [code, err],
      [
        2,
        'ackbook: --watch and --shard do not go together: a shard is of one run on one of several machines. Nothing was run or written.\n',
      ],
    )
  }))

test('a report is asked for as well → refused, exit code 2', () =>
  withFolder(project, async (cwd) => {
    const { code, err } = await command(['verify', '--watch', '--json', 'x.json', 'n'], { cwd })
    assert.is(code, 2)
    assert.match(err, '--watch and --json do not go together')
  }))

test.run()
