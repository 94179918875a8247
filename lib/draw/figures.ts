import type { Trace } from '../network/trace-types.ts'
import { type Bar, type BarChartOptions, barChart, barTable, describeBars } from './charts/bar-chart.ts'
import { type CwndChartOptions, cwndChart, describeCwnd } from './charts/cwnd-chart.ts'
import { figureOf, type ShownFigure } from './figure.ts'
import { describeLines, type LineChartOptions, lineChart, type Series } from './charts/line-chart.ts'
import { describeQueue, type QueueChartOptions, queueChart } from './charts/queue-chart.ts'
import { type ThroughputOptions, throughput, throughputChart } from './charts/throughput-chart.ts'
import { describeTimeSequence, type TimeSequenceOptions, timeSequence } from './charts/time-sequence.ts'

export function barFigure(bars: readonly Bar[], options: BarChartOptions = {}): ShownFigure<readonly Bar[]> {
  return figureOf({
    data: bars,
    draw: (width) => barChart(bars, { ...options, width }),
    table: () => barTable(bars, options),
    sentence: () => describeBars(bars, options),
  })
}

export function lineFigure(series: readonly Series[], options: LineChartOptions): ShownFigure<readonly Series[]> {
  return figureOf({
    data: series,
    draw: (width) => lineChart(series, { ...options, width }),
    table: () => '',
    sentence: () => describeLines(series, options),
  })
}

export function cwndFigure(trace: Trace, options: CwndChartOptions = {}): ShownFigure<Trace> {
  return figureOf({
    data: trace,
    draw: (width) => cwndChart(trace, { ...options, width }),
    table: () => '',
    sentence: () => describeCwnd(trace, options),
  })
}

export function queueFigure(trace: Trace, options: QueueChartOptions = {}): ShownFigure<Trace> {
  return figureOf({
    data: trace,
    draw: (width) => queueChart(trace, { ...options, width }),
    table: () => '',
    sentence: () => describeQueue(trace, options),
  })
}

export function throughputFigure(trace: Trace, options: ThroughputOptions = {}): ShownFigure<Trace> {
  return figureOf({
    data: trace,
    draw: (width) => throughputChart(trace, { ...options, width }),
    table: () => '',
    sentence: () =>
      throughput(trace, options)
        .map(({ name, octets }) => `${name}: ${octets} bytes.`)
        .join(' '),
  })
}

export function sequenceFigure(trace: Trace, options: TimeSequenceOptions = {}): ShownFigure<Trace> {
  return figureOf({
    data: trace,
    draw: (width) => timeSequence(trace, { ...options, width }),
    table: () => '',
    sentence: () => describeTimeSequence(trace, options),
  })
}
