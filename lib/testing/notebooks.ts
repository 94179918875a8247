import { types } from 'node:util'
import { checkOptions, FUNCTION, type KindRule, POSITIVE, type Rules, TEXT } from '../check.ts'
import type { VerifyOptions } from '../cli/library.ts'
import { findByPattern } from './find.ts'
import { type TestFunction, testsOf } from './runners.ts'
import { testNotebook } from './test-notebook.ts'
import { isVain } from './vain.ts'

export type { TestFunction } from './runners.ts'

/** How notebooks are tested. */
export interface NotebookTests
  extends Pick<VerifyOptions, 'cwd' | 'timeout' | 'kernel' | 'cache' | 'cacheDir' | 'rerun'> {
  /** The runner's own: `test` or `it` of node:test or Vitest, `test` or a suite of uvu. */
  test: TestFunction
  /** Only notebooks whose path has this text in it, or fits this pattern. */
  filter?: string | RegExp | undefined
  /** Notebooks that the runner shall count as skipped: by a text in their path, or by a pattern. */
  skip?: string | RegExp | undefined
  /** Seconds that a notebook may take as a whole, with the start of its kernel. Without it, its cells have their limits (`timeout`) alone. */
  limit?: number | undefined
}

const PATTERN: KindRule = {
  kind: 'text or a regular expression',
  fits: (value) => TEXT.fits(value) || types.isRegExp(value),
}
const testRules: Rules<NotebookTests> = {
  ...{ test: FUNCTION, filter: PATTERN, skip: PATTERN, limit: POSITIVE, cwd: TEXT, timeout: POSITIVE, kernel: TEXT },
  ...{ cache: 'flag', cacheDir: TEXT, rerun: 'flag' },
}

/**
 * Makes a test of each notebook, named by its path: it is run in a fresh kernel, and every output compared with the one stored. A test
 * fails with what `ackbook verify` says of its notebook. One of which no cell is to be run is skipped.
 *
 * @param patterns notebooks, folders of them, and patterns such as `notebooks/**\/*.ipynb`
 * @returns the paths, in the order of their tests
 * @throws RangeError for options that cannot be; Error where there is no such notebook
 */
export function notebooks(patterns: string | readonly string[], options: NotebookTests): string[] {
  checkOptions('notebooks: ', options, testRules)
  const { test, filter, skip, limit, cwd = process.cwd(), ...settings } = options
  if (test === undefined)
    throw new RangeError(`notebooks: "test" is missing: give it the runner's own, as in { test }.`)
  const found = findByPattern(typeof patterns === 'string' ? [patterns] : patterns, cwd)
  const wanted = found.filter((path) => filter === undefined || hasInPath(path, filter))
  if (wanted.length === 0) throw new Error(whyNone(patterns, cwd, found.length, filter))
  const tests = testsOf(test)
  for (const path of wanted) {
    if (skip !== undefined && hasInPath(path, skip)) tests.skip(path, 'it is to be skipped')
    else if (isVain(path, cwd)) tests.skip(path, 'there is nothing to verify: every cell is empty or skipped')
    else tests.add(path, (signal) => testNotebook(path, { ...settings, cwd }, { limit, signal }))
  }
  return wanted
}

function hasInPath(path: string, pattern: string | RegExp): boolean {
  return typeof pattern === 'string' ? path.includes(pattern) : new RegExp(pattern.source, pattern.flags).test(path)
}

function whyNone(
  patterns: string | readonly string[],
  cwd: string,
  found: number,
  filter: string | RegExp | undefined,
): string {
  const named = JSON.stringify(patterns)
  return found === 0
    ? `ackbook: no notebook is meant by ${named} in ${cwd}: name notebooks, folders of them, or a pattern.`
    : `ackbook: the filter ${filter} leaves none of the ${found} notebooks that ${named} means in ${cwd}.`
}
