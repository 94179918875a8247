/** §2.1. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface ClientServerExercises {}

export const clientServerExercises: ClientServerExercises = {}
