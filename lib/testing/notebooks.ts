import { resolve } from 'node:path'
import { types } from 'node:util'
import { checkOptions, FUNCTION, type KindRule, POSITIVE, type Rules, TEXT } from '../check.ts'
import {
  oneOrMore,
  type RunningOptions,
  runningRules,
  type SelectOptions,
  selectRules,
  type VerifyOptions,
} from '../cli/verify-options.ts'
import { matcherOf } from '../config/patterns.ts'
import { count } from '../words.ts'
import { type TestFunction, testsOf } from './runners.ts'
import { isVain, meantNotebooks, type TestedNotebook, testedPart } from './select.ts'
import { testNotebook } from './test-notebook.ts'

export type { TestFunction } from './runners.ts'

/** How notebooks are tested. */
export interface NotebookTests
  extends SelectOptions,
    RunningOptions,
    Pick<VerifyOptions, 'cwd' | 'cache' | 'cacheDir' | 'rerun'> {
  /** The runner's own: `test` or `it` of node:test or Vitest, `test` or a suite of uvu. */
  test: TestFunction
  /** Only notebooks whose path has this text in it, or fits this pattern. */
  filter?: string | RegExp | undefined
  /** Notebooks that the runner shall count as skipped: by a text in their path, or by a pattern. */
  skip?: string | RegExp | undefined
  /**
   * Seconds that a test may take: all runs of its notebook, where it differs or is tried again. `notebookTimeout` is what one run may
   * take, `timeout` a cell.
   */
  limit?: number | undefined
}

const PATTERN: KindRule = {
  kind: 'text or a regular expression',
  fits: (value) => TEXT.fits(value) || types.isRegExp(value),
}
const testRules: Rules<NotebookTests> = {
  ...selectRules,
  ...runningRules,
  ...{ test: FUNCTION, filter: PATTERN, skip: PATTERN, limit: POSITIVE },
  ...{ cwd: TEXT, cache: 'flag', cacheDir: TEXT, rerun: 'flag' },
}

/**
 * Makes a test of each notebook, named by its path: it is run in a fresh kernel, and every output compared with the one stored. A test
 * fails with what `ackbook verify` says of its notebook. One of which no cell is to be run is skipped.
 *
 * @param patterns notebooks, folders of them, patterns such as `notebooks/**\/*.ipynb`, and single cells (`a.ipynb:7`, `a.ipynb:ID`)
 * @returns the paths, in the order of their tests; none where all notebooks are in other shards
 * @throws RangeError for options that cannot be; Error where there is no such notebook
 */
export function notebooks(patterns: string | readonly string[], options: NotebookTests): string[] {
  checkOptions('notebooks: ', options, testRules)
  const { test, filter, skip, limit, exclude, shard, cwd = process.cwd(), ...settings } = options
  if (test === undefined)
    throw new RangeError(`notebooks: "test" is missing: give it the runner's own, as in { test }.`)
  const found = meantNotebooks(oneOrMore(patterns), cwd)
  if (found.length === 0) {
    const named = JSON.stringify(patterns)
    throw new Error(
      `ackbook: no notebook is meant by ${named} in ${cwd}: name notebooks, folders of them, or a pattern.`,
    )
  }
  const isLeftOut = exclude === undefined ? () => false : matcherOf(oneOrMore(exclude), resolve(cwd))
  const left = someOf(found, 'exclude', exclude, ({ path }) => !isLeftOut(resolve(cwd, path)))
  const wanted = someOf(left, 'filter', filter, ({ path }) => filter === undefined || hasInPath(path, filter))
  const fitting = testedPart(wanted, { grep: settings.grep })
  if (fitting.length === 0) throw new Error(leavesNone('grep', settings.grep, wanted.length))
  const tests = testsOf(test)
  const inShard = testedPart(fitting, { shard })
  for (const tested of inShard) {
    const { path, name, paths } = tested
    if (skip !== undefined && hasInPath(path, skip)) tests.skip(name, 'it is to be skipped')
    else if (isVain(tested)) tests.skip(name, 'there is nothing to verify: every cell is empty or skipped')
    else tests.add(name, (signal) => testNotebook(paths, { ...settings, cwd }, { limit, signal }))
  }
  return inShard.map(({ name }) => name)
}

/** @throws Error where it leaves none, so that nothing is green by mistake */
function someOf(
  all: readonly TestedNotebook[],
  option: string,
  given: unknown,
  isWanted: (tested: TestedNotebook) => boolean,
): TestedNotebook[] {
  const some = all.filter(isWanted)
  if (some.length === 0) throw new Error(leavesNone(option, given, all.length))
  return some
}

function leavesNone(option: string, given: unknown, all: number): string {
  const said = oneOrMore(given).map(String).join(', ')
  return `ackbook: ${option} ${said} leaves none of ${count(all, 'notebook')}.`
}

function hasInPath(path: string, pattern: string | RegExp): boolean {
  return typeof pattern === 'string' ? path.includes(pattern) : new RegExp(pattern.source, pattern.flags).test(path)
}
