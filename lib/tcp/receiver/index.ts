/**
 * The receiving half: which segments are acceptable and what they bring, in order; what to acknowledge and offer, and when;
 * what a timestamp, an urgent pointer and a reset say.
 */

export { MAX_WINDOW_SCALE, Receiver, windowScaleFor } from './receiver.ts'
export { ChallengeThrottle, judgeReset, resetFor } from './reset.ts'
export { Timestamps } from './timestamps.ts'
export { UrgentMark } from './urgent.ts'
