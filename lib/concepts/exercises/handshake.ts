/** §2.0.1. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface HandshakeExercises {}

export const handshakeExercises: HandshakeExercises = {}
