/**
 * Data → SVG text: what happened on a network, to be looked at. Every figure carries a title and a text alternative, which the `describe…`
 * functions give on their own. Pure: no clock, no DOM; the same data give the same bytes everywhere.
 */

export { type Bar, type BarChartOptions, barChart, barTable, describeBars } from './charts/bar-chart.ts'
export type { ChartMark } from './charts/chart.ts'
export { type CwndChartOptions, type CwndSeries, cwndChart, describeCwnd } from './charts/cwnd-chart.ts'
export {
  describeHeader,
  describeStates,
  describeWindow,
  type HeaderLayoutOptions,
  headerFigure,
  headerLayout,
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
  type WindowMoment,
  windowFigure,
  windowMoments,
} from './diagrams/index.ts'
export { type Figure, NARROW_TYPE, type ShownFigure, withData } from './figure.ts'
export {
  barFigure,
  cwndFigure,
  lineFigure,
  queueFigure,
  sequenceFigure,
  throughputFigure,
} from './figures.ts'
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
export {
  type ChartAxis,
  comparisonTable,
  describeLines,
  type LineChartOptions,
  lineChart,
  type Series,
} from './charts/line-chart.ts'
export { jainIndex } from './numbers.ts'
export type { Point } from './charts/plot.ts'
export { describeQueue, type QueueChartOptions, queueChart } from './charts/queue-chart.ts'
export { textTable } from './text.ts'
export { NARROW, palettes, WIDE } from './theme.ts'
export { type Flow, type ThroughputOptions, throughput, throughputChart } from './charts/throughput-chart.ts'
export { describeTimeSequence, type TimeSequenceOptions, timeSequence } from './charts/time-sequence.ts'
