/** §2.1.5. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface SocketOptionExercises {}

export const socketOptionExercises: SocketOptionExercises = {}
