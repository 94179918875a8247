/** §2.1.2. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface ConversationExercises {}

export const conversationExercises: ConversationExercises = {}
