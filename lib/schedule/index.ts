/** Many notebooks at once: how many, which first, and what became of each. */
export { longestFirst, type Place, type ScheduleOptions, schedule, type TaskOutcome } from './schedule.ts'
export { likelyTimes, Times } from './times.ts'
