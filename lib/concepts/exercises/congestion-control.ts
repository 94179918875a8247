/** §2.0.3. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface CongestionExercises {}

export const congestionExercises: CongestionExercises = {}
