/** §2.0.4. */

// biome-ignore lint/suspicious/noEmptyInterface: none yet
export interface SegmentationExercises {}

export const segmentationExercises: SegmentationExercises = {}
