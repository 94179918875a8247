/** What people read while notebooks run and afterwards: pure formatting, and a thin writer for terminals and logs. */
export { type Colours, coloursFor } from './colours.ts'
export { type EarlierRun, type Entry, findingsIn, isBad, type Outcome, placeOf } from './entry.ts'
export {
  formatEntry,
  formatFinding,
  formatProblem,
  formatSummary,
  formatWhy,
  type Layout,
  type Totals,
} from './format.ts'
export { type ProgressDisplay, type ReportClock, showProgress } from './terminal.ts'
export { formatVainRules, type VainRule } from './vain-rules.ts'
