/** Many notebooks at once: how many, which first, and what became of each. */
export { type Outcome, type ScheduleOptions, schedule } from './schedule.ts'
