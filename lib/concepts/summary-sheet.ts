/** §3: the whole connection on one sheet, to be printed: its segments with the marks, its graphs, its window. */
import {
  cwndFigure,
  ladderFigure,
  type ShownFigure,
  sequenceFigure,
  sheetFigure,
  textTable,
  type WindowMoment,
  windowFigure,
  windowMoments,
} from '../draw/index.ts'
import type { Trace } from '../network/index.ts'
import { type Mark, marked } from './marks.ts'
import { SEGMENT } from './whole-connection.ts'

/** Which marks stand on the graphs as well: there is no room for all. */
const ON_GRAPHS = ['connect returns', 'slow start', 'fast retransmit', 'window 0', 'window update', 'FIN']

/** How much of TIME-WAIT the sheet shows, in virtual milliseconds. */
export const TIME_WAIT_SHOWN = 40

/** How wide the two columns are: beside the contents of a page at 1280 pixels its letters are of 11 then, on paper of 6 points. */
const [LEFT, RIGHT] = [506, 420]

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
  return summaryFigure(trace, marks).svg()
}

/** The same as a figure, for narrow screens too: its parts below one another. Its table has a row a mark. */
export function summaryFigure(trace: Trace, marks: readonly Mark[]): ShownFigure<Trace> {
  const until = (marks.find(({ short }) => short === 'TIME-WAIT')?.time ?? trace.end) + TIME_WAIT_SHOWN
  const graph = { host: 'client', until, marks: pointsOf(marks) }
  const segments = ladderFigure(marked(trace, marks), { until, labels: false })
  const rows = marks.map(({ number, time, host, short }) => [number, Math.round(time), host, short])
  return sheetFigure(
    trace,
    [
      {
        width: LEFT,
        parts: [
          { caption: 'Segments, true to time', figure: segments },
          { caption: 'Windows', figure: cwndFigure(trace, { ...graph, mss: SEGMENT }) },
        ],
      },
      {
        width: RIGHT,
        parts: [
          { caption: 'Sequence numbers', figure: sequenceFigure(trace, graph) },
          { caption: 'What may be sent', figure: windowFigure(windowsOf(trace, marks), { mss: SEGMENT }) },
        ],
      },
    ],
    {
      title: 'One connection on one sheet',
      description: [
        segments.sentence,
        ...marks.map(({ number, short, time, host }) => `${number}: ${short}, ${host}, ${Math.round(time)} ms.`),
      ].join(' '),
      table: () => textTable(['mark', 'ms', 'at', 'what'], rows),
    },
  )
}
