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

/** One of the places of those that work at once, as its holder sees it. */
export interface Place<Item> {
  /** Gives it up for the next: what is left of this item's work only waits. The end of the work gives it up too. */
  leave(): void
  /** Waits for a place again, before all items that have not begun; at once while it has one. @throws the signal's reason */
  takeAgain(): Promise<void>
  /** The item that will begin next, as it looks now; `undefined` when none will. */
  next(): Item | undefined
}

/** Works items off, several at once. @returns what became of each, in the order of `items` whatever the order of the work */
export async function schedule<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number, place: Place<Item>) => Promise<Result>,
  { jobs, expected, signal }: ScheduleOptions<Item>,
): Promise<TaskOutcome<Result>[]> {
  const outcomes = items.map((): TaskOutcome<Result> => ({ status: 'not-started' }))
  const queue = longestFirst(items, expected)
  /** Those that wait for a place again: each begins when it is called. */
  const again: (() => void)[] = []
  const begun: Promise<void>[] = []
  let free = Math.max(1, jobs)
  signal?.addEventListener('abort', fill, { once: true })
  fill()
  // What is under way may begin more.
  for (let at = 0; at < begun.length; at += 1) await begun[at]
  signal?.removeEventListener('abort', fill)
  return outcomes

  /** Gives free places away; after the signal, those that wait for one learn that none comes. */
  function fill(): void {
    while (free > 0 || signal?.aborted) {
      const resume = again.shift()
      const index = resume || signal?.aborted ? undefined : queue.shift()
      if (!resume && index === undefined) return
      free -= 1
      if (resume) resume()
      else begun.push(begin(index!))
    }
  }

  async function begin(index: number): Promise<void> {
    let hasPlace = true
    const place: Place<Item> = {
      leave: () => {
        if (!hasPlace) return
        hasPlace = false
        free += 1
        fill()
      },
      takeAgain: async () => {
        if (!hasPlace) {
          await new Promise<void>((resolve) => {
            again.push(resolve)
            fill()
          })
          hasPlace = true
        }
        signal?.throwIfAborted()
      },
      next: () => (signal?.aborted || queue[0] === undefined ? undefined : items[queue[0]]),
    }
    try {
      outcomes[index] = { status: 'done', result: await work(items[index]!, index, place) }
    } catch (error) {
      outcomes[index] = { status: 'failed', error }
    } finally {
      place.leave()
    }
  }
}

/** The places of items in the order in which they are begun. An item of which nothing is known may be long: it goes first. */
export function longestFirst<Item>(
  items: readonly Item[],
  expected: (item: Item) => number | undefined = () => undefined,
): number[] {
  const length = (index: number) => expected(items[index]!) ?? Number.MAX_VALUE
  return items.map((_, index) => index).sort((a, b) => length(b) - length(a) || a - b)
}
