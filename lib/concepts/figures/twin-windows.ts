/** §2.0.3: cwnd of a kernel, as recorded, and ours beside it, after the same losses. */
import { lineFigure, type Point, type ShownFigure, withData } from '../../draw/index.ts'
import { readTwin } from '../twins/lines.ts'
import { runOfOurs } from '../twins/ours.ts'
import { LOSSES_RECORDS } from '../twins/records/losses.ts'
import { twinVerdicts } from '../twins/rules.ts'
import type { TwinRun } from '../twins/run.ts'
import type { TwinPair } from './twin-ladders.ts'

const SAYS = {
  usual: 'one lost',
  kernel: 'Linux',
  ours: 'our TCP',
  time: 'time from the SYN',
  cwnd: 'cwnd in segments',
  title: {
    'one lost': 'Segment 30 is lost',
    'twenty lost': 'Segments 11 to 30 are lost',
    'last two lost': 'The last two of twenty segments are lost',
    'copy lost': 'Segment 30 is lost, and its copy too',
  },
} as const

/** What is lost, by the script's name. */
export type TwinLoss = keyof typeof SAYS.title

export interface TwinWindowsParameters {
  loss?: TwinLoss
}

/** cwnd over time, the kernel's and ours, by the variables that each tells. */
export async function twinWindows({ loss = SAYS.usual }: TwinWindowsParameters = {}): Promise<ShownFigure<TwinPair>> {
  const kernel = readTwin(LOSSES_RECORDS[loss])
  const ours = await runOfOurs(loss, 'reno')
  const end = Math.max(...[kernel, ours].flatMap(({ samples }) => samples.map(({ time }) => time)))
  const figure = lineFigure(
    [
      { name: SAYS.kernel, points: stairsOf(kernel, end) },
      { name: SAYS.ours, points: stairsOf(ours, end) },
    ],
    { x: { name: SAYS.time, unit: 'ms' }, y: { name: SAYS.cwnd, from: 0 }, title: SAYS.title[loss] },
  )
  return withData(figure, { kernel, ours, verdicts: twinVerdicts(loss, 'reno', { kernel, ours }) })
}

/** It stays until it changes. */
function stairsOf({ samples }: TwinRun, end: number): Point[] {
  const points = samples.flatMap(({ time, cwnd }, at): Point[] => {
    const before = samples[at - 1]
    return before
      ? [
          [time, before.cwnd],
          [time, cwnd],
        ]
      : [[time, cwnd]]
  })
  const last = samples.at(-1)
  return last ? [...points, [end, last.cwnd]] : points
}
