/**
 * Segments between hosts as a ladder: `rows.ts` says what of a trace is shown, `scale.ts` and `even.ts` where it stands, `marks.ts` how each
 * thing is drawn, `words.ts` the same in sentences and as a table.
 */

export { type LadderOptions, ladder } from './ladder.ts'
export { describeLadder, ladderTable } from './words.ts'
