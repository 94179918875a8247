import { count } from '../words.ts'

/** How long something takes, as people say it: `50 minutes`, `3 h 20 min`, `about 12 hours`. */
export function durationOf(minutes: number): string {
  if (minutes < 90) return count(minutes, 'minute')
  if (minutes >= 360) return `about ${Math.round(minutes / 60)} hours`
  const rest = minutes % 60
  return rest === 0 ? `${minutes / 60} hours` : `${Math.floor(minutes / 60)} h ${rest} min`
}
