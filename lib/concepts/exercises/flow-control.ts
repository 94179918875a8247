/** §2.0.2. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface FlowControlExercises {}

export const flowControlExercises: FlowControlExercises = {}
