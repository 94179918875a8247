/** §3. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface SummaryExercises {}

export const summaryExercises: SummaryExercises = {}
