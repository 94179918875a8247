/** What a runner of tests calls `test`. Its parameters after the name are its own. */
export interface TestFunction {
  // biome-ignore lint/suspicious/noExplicitAny: each runner has others
  (name: string, ...rest: any[]): unknown
  // biome-ignore lint/suspicious/noExplicitAny: each runner has others
  skip?: (name: any, ...rest: any[]) => unknown
}

/** Runs; the signal ends it early. */
type Body = (signal: AbortSignal | undefined) => Promise<void>

interface Tests {
  add(name: string, body: Body): void
  skip(name: string, why: string): void
}

/** Some runners take 0 for no time at all, and none takes more than this for some. */
const longestTimeout = 2 ** 31 - 1

/** Speaks to a runner as it wants it: node:test takes options before the body, the others a time limit after it. */
export function testsOf(test: TestFunction): Tests {
  const isNodes = 'todo' in test && !('each' in test)
  return {
    add: (name, body) => {
      // uvu hands over no signal; node:test and Vitest do, in what they call the context.
      const run = (context?: { signal?: AbortSignal }) => body(context?.signal)
      void (isNodes ? test(name, {}, run) : test(name, run, longestTimeout))
    },
    skip: (name, why) => {
      const nothing = () => undefined
      if (isNodes) void test(name, { skip: why }, nothing)
      else if (typeof test.skip === 'function') void test.skip(name, nothing)
      else throw new RangeError(`notebooks: "test" has no way to skip: leave ${name} out by "filter".`)
    },
  }
}
