/** §2.2.1. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface HalfCloseExercises {}

export const halfCloseExercises: HalfCloseExercises = {}
