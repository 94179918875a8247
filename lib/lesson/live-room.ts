import type { Cell, Live, LiveParameter } from '../notebook/index.ts'

/** Heights of `site/live-style.ts`, in rem. */
const SLIDER_HEIGHT = 3.16
const CHOICES_HEIGHT = 3.8
const LIST_HEIGHT = 2
const MOMENTS_HEIGHT = 4.95
/** What is said of a figure, with the button that resets it. */
const SAID_HEIGHT = 2.375
const ROW_GAP = 0.5
/** Of all controls, above them. */
const ROOM_ABOVE = 0.75
const REM = 16

/** Below a figure, on a wide screen and on a narrow one. */
export type LiveRoom = Readonly<Record<'--room' | '--narrow-room', number>>

/**
 * How much a figure grows once it is live, as custom properties in pixels: what is below it then stays where it is. For one that
 * stands where a page opens; `undefined` for one without parameters. What its own `play` adds, nobody knows before it runs.
 */
export function liveRoom({ metadata }: Cell): LiveRoom | undefined {
  const { parameters = [] } = (metadata.ackbook?.live ?? {}) as Partial<Live>
  if (parameters.length === 0) return undefined
  const bar = parameters.some((each) => 'moment' in each) ? MOMENTS_HEIGHT : 0
  const controls = parameters.filter((each) => !('moment' in each)).map(controlHeight)
  const pairs = controls.flatMap((height, at) => (at % 2 === 0 ? [Math.max(height, controls[at + 1] ?? 0)] : []))
  return { '--room': growthBy(pairs, bar), '--narrow-room': growthBy(controls, bar) }
}

function controlHeight(parameter: LiveParameter): number {
  if ('of' in parameter) return LIST_HEIGHT
  return 'choices' in parameter ? CHOICES_HEIGHT : SLIDER_HEIGHT
}

function growthBy(rows: readonly number[], bar: number): number {
  const own = rows.length === 0 ? 0 : ROOM_ABOVE + rows.reduce((sum, row) => sum + row + ROW_GAP, -ROW_GAP)
  return Math.round((own + bar + SAID_HEIGHT) * REM)
}
