/**
 * Notebooks as data: nbformat 4 read and written without losing a byte, tags, titles, findings.
 * Pure: no files, no packages; `files/` reads and writes.
 */
export { type About, aboutOf, type NewTerm } from './about.ts'
export { amountForms, bytesOfAmount, shownBytes } from './amount.ts'
export { NotebookError } from './error.ts'
export { escapeSequence, withoutEscapes } from './escapes.ts'
export { type FilePlaces, filePlaces, type TextPlace } from './file-places.ts'
export type { CheckRule, Finding, FindingKind } from './finding.ts'
export { beforeHeading } from './fold-prose.ts'
export { formatNotebook } from './format.ts'
export { withIds } from './ids.ts'
export { type Schema, schemaProblem } from './json-schema.ts'
export { learnersCopy } from './learners-copy.ts'
export { isJsonMime, splitLines } from './lines.ts'
export {
  type Live,
  type LiveChoice,
  type LiveList,
  type LiveMoment,
  type LiveNumber,
  type LiveParameter,
  type LiveValues,
  liveDefaults,
} from './live.ts'
export { isSvgMime, narrowSvg } from './narrow-svg.ts'
export type { CellVerdicts, OutputVerdict } from './output-verdict.ts'
export { type CellResult, withOutputs, withoutOutputs } from './outputs.ts'
export { parseNotebook } from './parse.ts'
export { isAside, type Prediction, predictionOf, questionsIn } from './prediction.ts'
export { asksItsReader } from './question.ts'
export { amountSchema, notebookTimeout, settingsSchema, sharedSettings } from './schema.ts'
export { countingTypes, isNamed, namesLeftOut, type TypeFilter } from './selection.ts'
export { cellName, settingsFaults, settingsProblem } from './settings.ts'
export { someText } from './some-text.ts'
export { statedOriginal } from './stated-original.ts'
export {
  type CellPart,
  hasTag,
  ignoresOutput,
  isCode,
  isEmpty,
  isHidden,
  isRemoved,
  raisesException,
  skipsExecution,
  tagsOf,
} from './tags.ts'
export type * from './types.ts'
export {
  referredWidget,
  renameWidgets,
  type WidgetModel,
  type WidgetModels,
  widgetIn,
  widgetModelsOf,
  widgetViewType,
  withWidgetsOf,
} from './widgets.ts'
