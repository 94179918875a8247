/** What came of notebooks as data, and the forms of it that CI systems read: pure, text out. */
export { type NotebookProgress, progressOf, type VerifyEvent } from './events.ts'
export { notebookReport, type ReportFacts, unrunReport, wholeReport } from './gather.ts'
export { formatAnnotations, formatJobSummary } from './github.ts'
export { formatCodeQuality } from './gitlab.ts'
export { formatJunit } from './junit.ts'
export { type Merged, mergeReports, type ReadReport } from './merge.ts'
export type * from './shape.ts'
export { formatTold } from './told.ts'
