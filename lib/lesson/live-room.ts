import type { Cell, Live, LiveParameter } from '../notebook/index.ts'

/** Heights of `site/live-style.ts`, in rem. */
const SLIDER = 3.16
const CHOICES = 3.8
const WORDS = 2
const MOMENTS = 4.95
/** What is said of a figure, with the button that resets it. */
const SAID = 2.375
const GAP = 0.5
/** Of all controls, above them. */
const MARGIN = 0.75

/**
 * How much a figure grows once it is live, as properties for a style attribute: what is below it then stays where it is. For one that
 * stands where a page opens; `undefined` for one without parameters. What its own `play` adds, nobody knows before it runs.
 */
export function liveRoom({ metadata }: Cell): string | undefined {
  const { parameters = [] } = (metadata.ackbook?.live ?? {}) as Partial<Live>
  if (parameters.length === 0) return undefined
  const bar = parameters.some((each) => 'moment' in each) ? MOMENTS : 0
  const controls = parameters.filter((each) => !('moment' in each)).map(heightOf)
  const pairs = controls.flatMap((height, at) => (at % 2 === 0 ? [Math.max(height, controls[at + 1] ?? 0)] : []))
  return `--room: ${roomFor(pairs, bar)}rem; --narrow-room: ${roomFor(controls, bar)}rem`
}

function heightOf(parameter: LiveParameter): number {
  if ('of' in parameter) return WORDS
  return 'choices' in parameter ? CHOICES : SLIDER
}

function roomFor(rows: readonly number[], bar: number): number {
  const own = rows.length === 0 ? 0 : MARGIN + rows.reduce((sum, row) => sum + row + GAP, -GAP)
  return Number((own + bar + SAID).toFixed(2))
}
