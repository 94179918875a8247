/**
 * Segments between hosts as a ladder. `rows.ts` says what of a trace is shown, `runs.ts` what of it is one burst, `axis.ts` how high each moment
 * stands, `panel.ts` where lines and words go (beside the lifelines: `gutter.ts`), `choose.ts` which scale leaves room for them, `marks.ts`
 * how each thing is drawn, `words.ts` the same in sentences and as a table. `twin.ts` shows two traces on one axis, `differences.ts` says how
 * they differ.
 */

export { type LadderFigure, ladder, ladderFigure } from './ladder.ts'
export type { LadderOptions } from './marks.ts'
export { type TwinOptions, twinFigure } from './twin.ts'
export { describeLadder, ladderTable } from './words.ts'
