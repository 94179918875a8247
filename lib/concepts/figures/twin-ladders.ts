/** §2.0: what a kernel was recorded to do, and ours beside it: the segments, side by side. */
import { type ShownFigure, twinFigure, withData } from '../../draw/index.ts'
import type { ProfileName } from '../../tcp/index.ts'
import { readTwin, type TwinLines } from '../twins/lines.ts'
import { runOfOurs } from '../twins/ours.ts'
import { HANDSHAKE_RECORDS } from '../twins/records/handshake.ts'
import { WINDOW_RECORDS } from '../twins/records/window.ts'
import { type TwinVerdict, twinVerdicts } from '../twins/rules.ts'
import type { TwinRun } from '../twins/run.ts'
import type { TwinName } from '../twins/scripts.ts'
import { twinTrace } from '../twins/trace.ts'

const SAYS = {
  scripts: { lostSyn: 'SYN lost', closedWindow: 'window closed' },
  names: ['Linux', 'Our TCP'],
  lostSyn: 'The first SYN is lost: a kernel’s TCP, as recorded, and ours',
  closedWindow: 'A reader sleeps until the window is closed: a kernel’s TCP, as recorded, and ours',
} as const

/** Two stacks with one script, and what the rules say of them. */
export interface TwinPair {
  kernel: TwinRun
  ours: TwinRun
  verdicts: TwinVerdict[]
}

export interface TwinLadderParameters {
  /** Whose choices our TCP takes, at both ends. */
  profile?: Extract<ProfileName, 'linux' | 'freebsd' | 'ackbook'>
}

interface Ladder extends TwinLadderParameters {
  title: string
  record: TwinLines
  /** Milliseconds that are shown. */
  from?: number
  until: number
  /** Times that are the same: a kernel's timers are coarse. */
  tolerance: number
}

async function twinLadder(
  script: TwinName,
  { record, profile = 'linux', ...options }: Ladder,
): Promise<ShownFigure<TwinPair>> {
  const kernel = readTwin(record)
  const ours = await runOfOurs(script, 'reno', { profile })
  const figure = twinFigure([twinTrace(kernel), twinTrace(ours)], { ...options, names: SAYS.names, states: false })
  return withData(figure, { kernel, ours, verdicts: twinVerdicts(script, 'reno', { kernel, ours }) })
}

/** A handshake of which the first SYN is lost, and the first flight of data. */
export function twinOfLostSyn({ profile = 'linux' }: TwinLadderParameters = {}): Promise<ShownFigure<TwinPair>> {
  return twinLadder(SAYS.scripts.lostSyn, {
    profile,
    title: SAYS.lostSyn,
    record: HANDSHAKE_RECORDS[SAYS.scripts.lostSyn],
    until: 1150,
    tolerance: 45,
  })
}

/** A receiver that reads nothing for two and a half seconds: from where the window fills up. */
export function twinOfClosedWindow({ profile = 'linux' }: TwinLadderParameters = {}): Promise<ShownFigure<TwinPair>> {
  return twinLadder(SAYS.scripts.closedWindow, {
    profile,
    title: SAYS.closedWindow,
    record: WINDOW_RECORDS[SAYS.scripts.closedWindow],
    from: 240,
    until: 2760,
    tolerance: 45,
  })
}
