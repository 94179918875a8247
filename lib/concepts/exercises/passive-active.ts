/** §2.1.1. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface PassiveActiveExercises {}

export const passiveActiveExercises: PassiveActiveExercises = {}
