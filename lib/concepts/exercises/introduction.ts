/** §1. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface IntroductionExercises {}

export const introductionExercises: IntroductionExercises = {}
