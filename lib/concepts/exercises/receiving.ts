/** §2.1.4. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface ReceivingExercises {}

export const receivingExercises: ReceivingExercises = {}
