/**
 * Charts: what a trace or a lesson measured, on two axes. `chart.ts` has the frame of all of them (axes, names, key, notes), `plot.ts` the
 * scales; each kind is a file that reads its data once, for the picture, the table and the sentence.
 */

export type { Point } from '../svg.ts'
export { type Bar, type BarChartOptions, barChart, barFigure, barTable, describeBars } from './bar-chart.ts'
export type { ChartArea, ChartFigure, ChartMark } from './chart.ts'
export { type TimeColumn, timeColumns } from './columns.ts'
export { type CwndChartOptions, type CwndSeries, cwndChart, cwndFigure, describeCwnd } from './cwnd-chart.ts'
export {
  type ChartAxis,
  comparisonTable,
  describeLines,
  type LineChartOptions,
  lineChart,
  lineFigure,
  type Series,
} from './line-chart.ts'
export { describeQueue, type QueueChartOptions, queueChart, queueFigure } from './queue-chart.ts'
export { type Flow, type ThroughputOptions, throughput, throughputChart, throughputFigure } from './throughput-chart.ts'
export { describeTimeSequence, sequenceFigure, type TimeSequenceOptions, timeSequence } from './time-sequence.ts'
