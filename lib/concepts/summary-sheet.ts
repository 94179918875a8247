/** §3: the whole connection on one sheet, to be printed: its segments with the marks, its graphs, its window. */
import {
  cwndChart,
  describeLadder,
  ladder,
  sheet,
  slidingWindow,
  timeSequence,
  type WindowMoment,
  windowMoments,
} from '../draw/index.ts'
import type { Trace } from '../network/index.ts'
import { type Mark, marked } from './marks.ts'
import { SEGMENT } from './whole-connection.ts'

/** Which marks stand on the graphs as well: there is no room for all. */
const ON_GRAPHS = ['connect returns', 'slow start', 'fast retransmit', 'window 0', 'window update', 'FIN']

/** How much of TIME-WAIT the sheet shows, in virtual milliseconds. */
const TIME_WAIT_SHOWN = 40

/** The moments to point out on a graph, by the numbers of their marks. */
export function pointsOf(marks: readonly Mark[]): { time: number; text: string }[] {
  return marks
    .filter(({ short }) => ON_GRAPHS.includes(short))
    .map(({ time, number }) => ({ time, text: String(number) }))
}

/** The send window when the connection is open, at its fullest, closing, closed, and open again. */
function windowsOf(trace: Trace, marks: readonly Mark[]): WindowMoment[] {
  const at = (short: string): number => marks.find((mark) => mark.short === short)?.time ?? 0
  const times = [at('connect returns'), at('lost') + 20, at('window 0') - 20, at('window probe'), at('FIN') - 5]
  return windowMoments(trace, { host: 'client', times })
}

/** Everything of the connection but its last minute, on one sheet of about the shape of a page. @returns SVG text */
export function summarySheet(trace: Trace, marks: readonly Mark[]): string {
  const until = (marks.find(({ short }) => short === 'TIME-WAIT')?.time ?? trace.end) + TIME_WAIT_SHOWN
  const graph = { host: 'client', until, marks: pointsOf(marks) }
  const segments = ladder(marked(trace, marks), { until, time: 'scale', labels: false })
  return sheet(
    [
      { width: 440, parts: [{ caption: 'Segments, true to time', svg: segments }] },
      {
        width: 440,
        parts: [
          { caption: 'Sequence numbers', svg: timeSequence(trace, graph) },
          { caption: 'Windows', svg: cwndChart(trace, { ...graph, mss: SEGMENT }) },
          { caption: 'What may be sent', svg: slidingWindow(windowsOf(trace, marks), { mss: SEGMENT }) },
        ],
      },
    ],
    {
      title: 'One connection on one sheet',
      description: [
        describeLadder(trace, { until }),
        ...marks.map(({ number, short, time, host }) => `${number}: ${short}, ${host}, ${Math.round(time)} ms.`),
      ].join(' '),
    },
  )
}
