import type { Origins } from './number.ts'

/** Of a segment of 1448 bytes: behind the one x, two bytes a letter. */
export const origins: Origins = [{ says: '723 letters', is: () => Math.floor((1448 - 1) / 2) }]
