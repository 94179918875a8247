/** What became of one item; an exception belongs to its item and stops no other. */
export type TaskOutcome<Result> =
  | { status: 'done'; result: Result }
  | { status: 'failed'; error: unknown }
  /** The signal came before its turn. */
  | { status: 'not-started' }

export interface ScheduleOptions<Item> {
  /** How many at once; at least 1. */
  jobs: number
  /** How long an item is likely to take, in any unit: the longest is started first. Equal or unknown: as they stand. */
  expected?: (item: Item) => number | undefined
  /** No item is started after it; those under way are awaited (they see the same signal, if it was given to them). */
  signal?: AbortSignal
}

/** Works items off, several at once. @returns what became of each, in the order of `items` whatever the order of the work */
export async function schedule<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
  options: ScheduleOptions<Item>,
): Promise<TaskOutcome<Result>[]> {
  const outcomes = items.map((): TaskOutcome<Result> => ({ status: 'not-started' }))
  const queue = longestFirst(items, options.expected)
  const workers = Math.min(Math.max(1, options.jobs), items.length)
  await Promise.all(Array.from({ length: workers }, takeTurns))
  return outcomes

  async function takeTurns(): Promise<void> {
    for (;;) {
      const index = options.signal?.aborted ? undefined : queue.shift()
      if (index === undefined) return
      try {
        outcomes[index] = { status: 'done', result: await work(items[index]!, index) }
      } catch (error) {
        outcomes[index] = { status: 'failed', error }
      }
    }
  }
}

/** An item of which nothing is known may be long: it goes first. */
function longestFirst<Item>(
  items: readonly Item[],
  expected: (item: Item) => number | undefined = () => undefined,
): number[] {
  const length = (index: number) => expected(items[index]!) ?? Number.MAX_VALUE
  return items.map((_, index) => index).sort((a, b) => length(b) - length(a) || a - b)
}
