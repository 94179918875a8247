/**
 * What need not be done again: notebooks that were verified and whose result hangs on nothing that has changed since, and pages that
 * would come out the same; and what verifying left for them. By content, not by time. What cannot be known, or is not found as it was left, is done again.
 */
export { type CacheOptions, type Kept, type Looked, type Question, VerifiedCache } from './cache.ts'
export { digestOf } from './digest.ts'
export { LastRuns } from './last-runs.ts'
export { MadePages, type PageAnswer } from './pages.ts'
export {
  type Believed,
  believed,
  type Circumstances,
  type Commit,
  type LeftVerdict,
  leftVerdict,
} from './provenance.ts'
export { type Known, Verdicts, verdictsFolderOf } from './verdicts.ts'
