/**
 * Data → SVG text: what happened on a network, to be looked at. Every figure carries a title and a text alternative, which the `describe…`
 * functions give on their own. Pure: no clock, no DOM; the same data give the same bytes everywhere.
 */

export {
  type Bar,
  type BarChartOptions,
  barChart,
  barFigure,
  barTable,
  type ChartAxis,
  type ChartMark,
  type CwndChartOptions,
  type CwndSeries,
  comparisonTable,
  cwndChart,
  cwndFigure,
  describeBars,
  describeCwnd,
  describeLines,
  describeQueue,
  describeTimeSequence,
  type Flow,
  type LineChartOptions,
  lineChart,
  lineFigure,
  type Point,
  type QueueChartOptions,
  queueChart,
  queueFigure,
  type Series,
  sequenceFigure,
  type ThroughputOptions,
  type TimeSequenceOptions,
  throughput,
  throughputChart,
  throughputFigure,
  timeSequence,
} from './charts/index.ts'
export {
  describeHeader,
  describeStates,
  describeWindow,
  type HeaderLayoutOptions,
  headerFigure,
  headerLayout,
  ringPlan,
  type Scene,
  type SceneBox,
  type SceneLink,
  type SceneOptions,
  type SheetColumn,
  type SheetOptions,
  type SheetPart,
  type SlidingWindowOptions,
  type StateDiagramOptions,
  type StatePath,
  sceneFigure,
  sheet,
  sheetFigure,
  slidingWindow,
  stateDiagram,
  statePath,
  statesFigure,
  type Tank,
  type TankRing,
  type TankRingOptions,
  tankRingFigure,
  type WindowMoment,
  windowFigure,
  windowMoments,
} from './diagrams/index.ts'
export { type Figure, NARROW_TYPE, type ShownFigure, withData, withPlay } from './figure.ts'
export type { FigureOptions } from './frame.ts'
export { type Journey, journeys, type Selection } from './journey.ts'
export {
  describeLadder,
  type LadderOptions,
  ladder,
  ladderFigure,
  ladderTable,
  type TwinOptions,
  twinFigure,
} from './ladder/index.ts'
export { jainIndex } from './numbers.ts'
export type { Challenge, Pictured, Play, PlayAction, PlayFact, PlayValues, PlayView, Target } from './play.ts'
export { textTable } from './text.ts'
export { NARROW, palettes, WIDE } from './theme.ts'
