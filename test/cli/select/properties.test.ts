/** Whatever is asked for, what was left out is not run. */
import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { matcherOf } from '../../../lib/config/index.ts'
import type { RunNotebook } from '../../../lib/run/index.ts'
import { command, notebookFile, scriptedRun } from '../../helpers/command.ts'
import { draws } from '../../helpers/draws.ts'
import { withFolder } from '../../helpers/folder.ts'

const test = suite('select: properties')

const names = ['a', 'b', 'ab', 'c1', 'c2', 'x/a', 'x/b', 'x/y/a', 'x/y/c1', 'z/b'].map((name) => `n/${name}.ipynb`)
const files = Object.fromEntries(
  names.map((name, at) => [
    name,
    notebookFile([
      [`print ${at}`, `${at}\n`],
      ['print even', 'even\n'],
    ]),
  ]),
)
const patterns = ['n/a*.ipynb', 'n/**/c?.ipynb', '**/b.ipynb', 'n/x', 'n/x/**', 'n/{a,b}.ipynb', 'n/z/*', '**/[ax]*']
const asked = fc.record({
  paths: fc.array(fc.constantFrom('n', ...names, ...patterns), { minLength: 1, maxLength: 4 }),
  exclude: fc.array(fc.constantFrom(...names, ...patterns), { minLength: 1, maxLength: 3 }),
  grep: fc.option(fc.constantFrom('even', 'print 3', '/[0-5]/', 'cell-1'), { nil: undefined }),
  shard: fc.option(fc.constantFrom('1/2', '2/3', '4/4'), { nil: undefined }),
})

test('any paths, patterns and parts → nothing runs that was excluded, nothing twice, and nothing that nobody asked for', () =>
  withFolder(files, (cwd) =>
    fc.assert(
      fc.asyncProperty(asked, async ({ paths, exclude, grep, shard }) => {
        const runs: string[] = []
        const runNotebook: RunNotebook = (notebook, path, options) => {
          runs.push(path.slice(cwd.length + 1))
          return scriptedRun(notebook, path, options)
        }
        const words = [
          ...exclude.flatMap((each) => ['--exclude', each]),
          ...(grep === undefined ? [] : ['--grep', grep]),
          ...(shard === undefined ? [] : ['--shard', shard]),
        ]
        const { code, err } = await command(['verify', ...paths, ...words], { cwd, runNotebook })
        assert.ok(code === 0 || (code === 2 && err !== ''), err)
        const fits = (entries: readonly string[]) => {
          const matches = matcherOf(entries, cwd)
          return (path: string) => matches(join(cwd, path))
        }
        assert.equal(runs.filter(fits(exclude)), [])
        assert.equal(
          runs.filter((path) => !fits(paths)(path)),
          [],
        )
        assert.is(new Set(runs).size, runs.length)
        const meant = names.filter((name) => fits(paths)(name) && !fits(exclude)(name))
        if (grep === undefined && shard === undefined) assert.equal(runs.sort(), meant.sort())
      }),
      { numRuns: draws(60) },
    ),
  ))

test.run()
