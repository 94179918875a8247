/** §2.2.2. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface SocketFileExercises {}

export const socketFileExercises: SocketFileExercises = {}
