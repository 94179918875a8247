/**
 * What a folder of pages has beside its lessons: the page that lists them, and what that page and theirs load. Pure: no clock, no
 * files but the package's own.
 */
export { readCell } from './cell-code.ts'
export { besideOne, siteFiles } from './files.ts'
export { renderIndex } from './index-page.ts'
export { liveRuntime } from './live-runtime.ts'
export type { IndexLink, IndexOptions, SiteOrder } from './options.ts'
export { questionsOf, renderQuestions } from './questions.ts'
