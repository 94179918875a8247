/** §2.1.5, to be played: every way to start a server again, by options, by who closed first, and by patience. */
import {
  lineFigure,
  type MarkGridFigure,
  markGridFigure,
  type Play,
  type PlayFact,
  type PlayView,
  type Point,
  type Series,
  type ShownFigure,
  withData,
  withPlay,
} from '../../draw/index.ts'
import { nameOf } from '../../socket/index.ts'
import {
  ASKED_RESTART,
  OPTION_SETTERS,
  type OptionSetter,
  RESTART_ENDINGS,
  type Remembered,
  type RestartRun,
  restartAfter,
} from '../restarts.ts'
import type { Ending } from '../socket-options.ts'

const SAYS = {
  title: 'Whether the new server starts, by who closed first and who sets SO_REUSEADDR',
  endings: {
    'server closes first': 'the server closed first',
    'client closes first': 'the client closed first',
    'server resets': 'a reset by the server',
  },
  rows: {
    'neither server': 'neither sets it',
    'the new one': 'only the new one',
    'the old one': 'only the old one',
    'both servers': 'both set it',
  },
  starts: 'starts',
  inUse: 'in use',
  marks: ['bind succeeds', 'EADDRINUSE'],
  press: (row: string, ending: string, outcome: string) => `${ending}, ${row}: ${outcome}`,
  fails: (left: string, why: string) =>
    `EADDRINUSE: the server’s system keeps the conversation in TIME-WAIT for ${left} s more. ${why}`,
  why: {
    'neither server': 'Neither server sets the option.',
    'the new one': 'The conversation has the options of the old server, which did not set it.',
    'the old one': 'The old server had set the option, and the new one does not.',
    'both servers': 'Both set the option.',
  },
  beside: (left: string) =>
    `It starts beside the conversation, which is in TIME-WAIT for ${left} s more: old and new server both set the option.`,
  atClient: 'It starts: the client closed first, and TIME-WAIT is at the client’s end. Nobody needs the option.',
  reset: 'It starts: after a reset neither end remembers anything.',
  over: (seconds: string) => `It starts: TIME-WAIT was over after ${seconds} s. Nobody needs the option any more.`,
  count: (many: number, seconds: string) => ` After ${seconds} s, ${many} of the 12 restarts succeed.`,
  table: 'The two tables at the restart',
  serverEnd: 'at the server',
  clientEnd: 'at the client',
  entry: (ends: string, state: string, left: string) => `${ends} ${state}, ${left} s left`,
  ends: (local: string, remote: string) => `${local} ↔ ${remote}`,
  noEntry: 'nothing',
  countdown: 'Seconds of TIME-WAIT that are left',
  countdownTitle: 'TIME-WAIT counts down, at the end that closed first',
  time: 'since the end of the conversation',
  left: 'left',
  restart: 'restart',
  waits: 'Wait',
  longer: '5 s longer',
  noLonger: 'That is as long as one waits here',
  atOnce: 'not at all',
  isAtOnce: 'It is started at once',
  ask: 'The server closes first, and only the new one sets the option, as many advise. Find the shortest wait after which it starts.',
  met: 'That is twice the MSL: TIME-WAIT ends by itself, whatever the options are.',
} as const

const SECOND = 1000
const LONGEST_PATIENCE = 240
/** The least by which one can wait longer, in seconds. */
const WAIT_STEP = 5

export interface TwelveWaysParameters {
  ending?: Ending
  reuse?: OptionSetter
  /** Maximum segment lifetime of both systems, in seconds. */
  msl?: number
  /** From the end of the conversation to the restart, in seconds. */
  wait?: number
}

export interface RestartData {
  /** What comes of each restart: a row each for who sets the option, in it who closed first. */
  outcomes: readonly (readonly string[])[]
  /** The chosen one's. */
  outcome: string
  /** What the two systems remember of the chosen one. */
  remembered: readonly Remembered[]
  /** At which end TIME-WAIT was, and for how many virtual milliseconds. */
  timeWait?: { host: string; lasted: number }
}

let lastRestarts: { of: string; runs: readonly (readonly RestartRun[])[] } | undefined

/** @returns a row for an old server without the option and one for an old server with it, in it who closed first */
async function allRestarts(msl: number, wait: number): Promise<readonly (readonly RestartRun[])[]> {
  const of = [msl, wait].join()
  if (lastRestarts?.of === of) return lastRestarts.runs
  const runs: RestartRun[][] = []
  for (const before of [false, true]) {
    const row: RestartRun[] = []
    for (const ending of RESTART_ENDINGS) {
      const times = { msl: msl * SECOND, wait: wait * SECOND }
      // What is asked for is about this one alone.
      const isAsked = !before && ending === ASKED_RESTART.ending
      row.push(await restartAfter({ ending, before, ...times, ...(isAsked && { earlier: WAIT_STEP * SECOND }) }))
    }
    runs.push(row)
  }
  lastRestarts = { of, runs }
  return runs
}

/** The same server started again in twelve ways. */
export async function restartInTwelveWays({
  ending = ASKED_RESTART.ending,
  reuse = ASKED_RESTART.reuse,
  msl = 30,
  wait = 5,
}: TwelveWaysParameters = {}): Promise<ShownFigure<RestartData>> {
  const runs = await allRestarts(msl, wait)
  const outcomeOf = (setter: OptionSetter, column: number, when: 'outcomes' | 'earlier' = 'outcomes'): string => {
    const row = setter === 'the old one' || setter === 'both servers' ? 1 : 0
    return runs[row]![column]![when][setter === 'the new one' || setter === 'both servers' ? 1 : 0]
  }
  const outcomes = OPTION_SETTERS.map((setter) => RESTART_ENDINGS.map((_, column) => outcomeOf(setter, column)))
  const column = RESTART_ENDINGS.indexOf(ending)
  const outcome = outcomeOf(reuse, column)
  const { remembered, timeWait } = runs[reuse === 'the old one' || reuse === 'both servers' ? 1 : 0]![column]!
  const data: RestartData = { outcomes, outcome, remembered, ...(timeWait && { timeWait }) }
  const many = outcomes.flat().filter((one) => one === 'done').length
  const said = restartInWords({ ending, reuse }, data) + SAYS.count(many, `${wait}`)
  const rows = OPTION_SETTERS.map((setter, row) => ({
    name: SAYS.rows[setter],
    isLit: setter === reuse,
    cells: RESTART_ENDINGS.map((one, at) => ({
      text: outcomes[row]![at] === 'done' ? SAYS.starts : SAYS.inUse,
      mark: outcomes[row]![at] === 'done' ? ('yes' as const) : ('no' as const),
      isChosen: setter === reuse && one === ending,
    })),
  }))
  const columns = RESTART_ENDINGS.map((one) => SAYS.endings[one])
  const figure = markGridFigure({ columns, rows }, { title: SAYS.title, description: said, marks: SAYS.marks })
  const isShortest = outcome === 'done' && wait > 0 && outcomeOf(reuse, column, 'earlier') !== 'done'
  return withPlay(withData(figure, data), () => ({
    ...restartPlay({ ending, reuse, wait }, data, figure),
    challenge: {
      ask: SAYS.ask,
      isMet: isShortest && ending === ASKED_RESTART.ending && reuse === ASKED_RESTART.reuse,
      told: SAYS.met,
    },
    said,
  }))
}

function secondsIn(milliseconds: number): string {
  return Math.round(milliseconds / SECOND).toFixed()
}

function restartInWords(
  { ending, reuse }: Pick<Required<TwelveWaysParameters>, 'ending' | 'reuse'>,
  { outcome, remembered, timeWait }: RestartData,
): string {
  const atServer = remembered.find(({ host }) => host === 'server')
  if (outcome !== 'done') return SAYS.fails(secondsIn(atServer?.left ?? 0), SAYS.why[reuse])
  if (ending === 'server resets') return SAYS.reset
  if (ending === 'client closes first') return SAYS.atClient
  return atServer ? SAYS.beside(secondsIn(atServer.left)) : SAYS.over(secondsIn(timeWait?.lasted ?? 0))
}

function restartPlay(
  chosen: Omit<Required<TwelveWaysParameters>, 'msl'>,
  { outcomes, remembered, timeWait }: RestartData,
  figure: MarkGridFigure,
): Play {
  const { ending, reuse, wait } = chosen
  return {
    targets: (width) =>
      OPTION_SETTERS.flatMap((setter, row) =>
        RESTART_ENDINGS.map((one, column) => ({
          shape: figure.outline(row, column, width),
          label: SAYS.press(
            SAYS.rows[setter],
            SAYS.endings[one],
            outcomes[row]![column] === 'done' ? SAYS.starts : SAYS.inUse,
          ),
          set: { reuse: setter, ending: one },
          isOn: setter === reuse && one === ending,
        })),
      ),
    actions: [
      {
        ...{ label: SAYS.longer, group: SAYS.waits },
        ...(wait + WAIT_STEP > LONGEST_PATIENCE ? { isOff: SAYS.noLonger } : { set: { wait: wait + WAIT_STEP } }),
      },
      {
        ...{ label: SAYS.atOnce, group: SAYS.waits },
        ...(wait === 0 ? { isOff: SAYS.isAtOnce } : { set: { wait: 0 } }),
      },
    ],
    views: [
      { name: SAYS.table, facts: (['server', 'client'] as const).map((host) => rememberedAt(host, remembered)) },
      countdownView(timeWait, wait),
    ],
  }
}

function rememberedAt(host: 'server' | 'client', remembered: readonly Remembered[]): PlayFact {
  const entry = remembered.find((one) => one.host === host)
  const name = host === 'server' ? SAYS.serverEnd : SAYS.clientEnd
  if (!entry) return { name, value: SAYS.noEntry }
  const ends = SAYS.ends(nameOf(entry.local), nameOf(entry.remote))
  return { name, value: SAYS.entry(ends, entry.state, secondsIn(entry.left)) }
}

function countdownView(timeWait: RestartData['timeWait'], wait: number): PlayView {
  const most = Math.round((timeWait?.lasted ?? 0) / SECOND)
  const end = Math.max(most, wait) + WAIT_STEP
  const none: Point[] = [
    [0, 0],
    [end, 0],
  ]
  const down: Point[] = [
    [0, most],
    [most, 0],
    [end, 0],
  ]
  const series: Series[] = [
    { name: SAYS.serverEnd, points: timeWait?.host === 'server' ? down : none },
    { name: SAYS.clientEnd, points: timeWait?.host === 'client' ? down : none },
  ]
  return {
    name: SAYS.countdown,
    figure: lineFigure(series, {
      x: { name: SAYS.time, unit: 's' },
      y: { name: SAYS.left, unit: 's', from: 0, to: Math.max(most, WAIT_STEP) },
      title: SAYS.countdownTitle,
      marks: [{ time: wait, text: SAYS.restart }],
    }),
  }
}
