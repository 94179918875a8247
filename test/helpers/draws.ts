import fc from 'fast-check'

/** Whoever has time draws more: `DRAWS=20 npm test -- properties` twenty times as much of everything. */
const times = Number(process.env.DRAWS ?? 1)

/** How many cases to draw where `npm test` draws so many. */
export function draws(usual: number): number {
  return Math.ceil(usual * times)
}

/** Another at each run, for the title of the test: set as this variable, it draws the same again. */
export function seedFrom(variable: string): number {
  return Number(process.env[variable] ?? Date.now() % 1_000_000)
}

/** Some of those that a gate takes all of, each once. */
export function drawnFrom<Item>(all: readonly Item[], usual: number, seed: number): Item[] {
  const count = Math.min(draws(usual), all.length)
  const [drawn = []] = fc.sample(fc.shuffledSubarray([...all], { minLength: count, maxLength: count }), {
    seed,
    numRuns: 1,
  })
  return drawn
}
