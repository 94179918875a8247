import type { Origins } from './number.ts'

export const origins: Origins = [{ says: '50 milliseconds.)', given: 'exercise 3: an example of a time limit' }]
