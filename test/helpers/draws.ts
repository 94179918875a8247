/** Whoever has time draws more: `DRAWS=20 npm test -- properties` twenty times as much of everything. */
const times = Number(process.env.DRAWS ?? 1)

/** How many cases to draw where `npm test` draws so many. */
export function draws(usual: number): number {
  return Math.ceil(usual * times)
}
