/**
 * What a folder of pages has beside its lessons: the page that lists them. Pure: no clock, no files.
 */
export { type IndexOptions, renderIndex } from './index-page.ts'
