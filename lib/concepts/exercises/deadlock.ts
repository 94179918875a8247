/** §2.2. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface DeadlockExercises {}

export const deadlockExercises: DeadlockExercises = {}
