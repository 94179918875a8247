/** §2.1.3, to be played: a send buffer and a receive buffer, and calls that take all, part or nothing. */
import {
  journeys,
  ladderFigure,
  type Play,
  type PlayAction,
  type Scene,
  type SceneBox,
  type ShownFigure,
  sceneFigure,
  textTable,
  withData,
  withPlay,
} from '../../draw/index.ts'
import { thousands } from '../../words.ts'
import {
  type TankAnswer,
  type TankCall,
  type TankReader,
  type TwoTanksMoment,
  type TwoTanksRun,
  twoTanksRun,
} from '../two-tanks.ts'

const SAYS = {
  sender: 'sender',
  reader: 'reader',
  program: 'program',
  socket: 'socket',
  send: 'send buffer',
  receive: 'receive buffer',
  fill: (bytes: string, room: string) => `${bytes} of ${room} bytes`,
  segments: 'segments',
  idle: 'has called nothing',
  reads: (bytes: string) => `has read ${bytes}`,
  sends: (asked: string) => `send(${asked})`,
  recvs: (asked: string) => `recv(${asked})`,
  all: (bytes: string) => `all: ${bytes}`,
  part: (bytes: string) => `a part: ${bytes}`,
  got: (bytes: string) => `${bytes} bytes`,
  wouldWait: 'would block',
  answer: (call: string, answer: string) => `${call} → ${answer}`,
  number: 'nr',
  call: 'call',
  value: 'answer',
  passes: 'a second passes',
  before: 'before the first call',
  title: 'What send takes, and where it is',
  told: (last: string, taken: string, read: string, out: string, unread: string) =>
    `${last} Of ${taken} bytes taken, ${read} have been read; ${unread} lie in the receive buffer, and ${out} in the send buffer.`,
  bySender: (answer: string) => `Sender: ${answer}.`,
  byReader: (answer: string) => `Reader: ${answer}.`,
  nothing: 'Nothing has been called.',
  senderCalls: 'The sender calls',
  readerCalls: 'The reader calls',
  others: 'Or',
  kib: (call: string, size: string) => `${call} ${size} KiB`,
  second: 'let a second pass',
  back: 'take the last back',
  start: 'from the start',
  enough: 'That is as many calls as fit',
  none: 'Nothing has been called',
  byItself: 'It reads by itself',
  crossed: 'The last segments',
  crossedTitle: 'The last segments, with the windows that they announce',
  ask: 'Have “send 8 KiB” answer each of the three in turn: all, a part, would block.',
  met: 'All while there was room for all, a part while there was room for a part: it says what the send buffer had free.',
} as const

const KILO = 1024
const MOST_TANK_CALLS = 30
const SHOWN_SEGMENTS = 10

export interface TwoTanksParameters {
  /** What was called, in its order. */
  calls?: readonly TankCall[]
  /** What reads. */
  reader?: TankReader
  /** KiB. */
  sendBuffer?: number
  receiveBuffer?: number
  /** After how many calls it is shown; all of them unless told. */
  at?: number
}

const ALL_AND_PART: readonly TankCall[] = ['send.1', 'send.64']

let lastTwo: { of: string; run: TwoTanksRun } | undefined

/** Two programs and the two buffers between them: what each call answers that does not wait. */
export async function twoTanks({
  calls = ALL_AND_PART,
  reader = 'you',
  sendBuffer = 8,
  receiveBuffer = 4,
  at = calls.length,
}: TwoTanksParameters = {}): Promise<ShownFigure<TwoTanksMoment>> {
  const settings = { calls, reader, sendBuffer: sendBuffer * KILO, receiveBuffer: receiveBuffer * KILO }
  const of = JSON.stringify(settings)
  if (lastTwo?.of !== of) lastTwo = { of, run: await twoTanksRun(settings) }
  const { run } = lastTwo
  const shown = Math.max(0, Math.min(at, calls.length))
  const moment = run.moments[shown]!
  const { answers, taken, read, unacknowledged, unread } = moment
  const last = answers.at(-1)
  const figure = sceneFigure(sceneFor(moment, settings), {
    title: SAYS.title,
    description: SAYS.told(
      last ? saidOfCall(last) : SAYS.nothing,
      ...([taken, read, unacknowledged, unread].map(thousands) as [string, string, string, string]),
    ),
  })
  const rows = answers.map((answer, index) => [index + 1, callTold(answer), answerTold(answer)])
  const table = textTable([SAYS.number, SAYS.call, SAYS.value], rows.length > 0 ? rows : [['–', '–', '–']])
  const told = withData({ ...withData(figure, moment), table }, moment)
  return withPlay(told, () => playFor(run, calls, shown, reader))
}

function saidOfCall(answer: TankAnswer): string {
  return (answer.call.startsWith('send') ? SAYS.bySender : SAYS.byReader)(callAndAnswer(answer))
}

function callTold({ call, asked }: TankAnswer): string {
  return (call.startsWith('send') ? SAYS.sends : SAYS.recvs)(thousands(asked))
}

function answerTold({ call, asked, bytes }: TankAnswer): string {
  if (bytes === undefined) return SAYS.wouldWait
  if (call.startsWith('recv')) return SAYS.got(thousands(bytes))
  return (bytes === asked ? SAYS.all : SAYS.part)(thousands(bytes))
}

function callAndAnswer(answer: TankAnswer): string {
  return SAYS.answer(callTold(answer), answerTold(answer))
}

function sceneFor(moment: TwoTanksMoment, sizes: { sendBuffer: number; receiveBuffer: number }): Scene {
  const { answers, read, unacknowledged, unread } = moment
  const last = (what: string): string | undefined => {
    const found = answers.findLast(({ call }) => call.startsWith(what))
    return found && callAndAnswer(found)
  }
  const end = (id: 'sender' | 'reader', note: string, level: number, room: number): SceneBox => ({
    id: `${id}-host`,
    name: SAYS[id],
    kind: 'host',
    inside: [
      { id, name: SAYS.program, kind: 'program', note },
      {
        id: `${id}-socket`,
        name: id === 'sender' ? SAYS.send : SAYS.receive,
        kind: 'socket',
        note: SAYS.fill(thousands(level), thousands(room)),
        inside: [{ id: `${id}-buffer`, name: '', kind: 'buffer', places: room / KILO, taken: Math.ceil(level / KILO) }],
      },
    ],
  })
  return {
    boxes: [
      end('sender', last('send') ?? SAYS.idle, unacknowledged, sizes.sendBuffer),
      end('reader', last('recv') ?? (read > 0 ? SAYS.reads(thousands(read)) : SAYS.idle), unread, sizes.receiveBuffer),
    ],
    links: [
      { from: 'sender', to: 'sender-socket', kind: 'call' },
      { from: 'sender-socket', to: 'reader-socket', kind: 'wire', label: SAYS.segments },
      { from: 'reader-socket', to: 'reader', kind: 'call' },
    ],
  }
}

function playFor(run: TwoTanksRun, calls: readonly TankCall[], shown: number, reader: TankReader): Play {
  const made = calls.slice(0, shown)
  const moment = run.moments[shown]!
  const last = moment.answers.at(-1)
  const segments = journeys(run.trace).filter(({ sent }) => sent <= moment.now)
  const off = made.length >= MOST_TANK_CALLS ? SAYS.enough : undefined
  const press = (group: string, call: TankCall, label: string, why: string | undefined = off): PlayAction => ({
    ...{ label, group, set: { calls: [...made, call], at: undefined } },
    ...(why !== undefined && { isOff: why }),
  })
  const sized = (call: TankCall): string => SAYS.kib(...(call.split('.') as [string, string]))
  const noCalls = made.length === 0 ? { isOff: SAYS.none } : {}
  return {
    moments: [SAYS.before, ...calls.map((call) => (call === 'second.passes' ? SAYS.passes : sized(call)))],
    actions: [
      ...(['send.1', 'send.8', 'send.64'] as const).map((call) => press(SAYS.senderCalls, call, sized(call))),
      ...(['recv.1', 'recv.64'] as const).map((call) =>
        press(SAYS.readerCalls, call, sized(call), reader === 'you' ? off : SAYS.byItself),
      ),
      press(SAYS.others, 'second.passes', SAYS.second),
      { label: SAYS.back, group: SAYS.others, set: { calls: made.slice(0, -1), at: undefined }, ...noCalls },
      { label: SAYS.start, group: SAYS.others, set: { calls: [], at: undefined }, ...noCalls },
    ],
    views: [
      {
        name: SAYS.crossed,
        figure: ladderFigure(run.trace, {
          from: segments.at(-SHOWN_SEGMENTS)?.sent ?? 0,
          until: moment.now,
          window: true,
          states: false,
          title: SAYS.crossedTitle,
        }),
      },
    ],
    challenge: { ask: SAYS.ask, isMet: hasAllThree(moment), told: SAYS.met },
    said: last ? saidOfCall(last) : SAYS.nothing,
  }
}

function hasAllThree({ answers }: TwoTanksMoment): boolean {
  const kinds: string[] = answers.flatMap((answer) =>
    answer.call !== 'send.8'
      ? []
      : answer.bytes === undefined
        ? ['none']
        : answer.bytes === answer.asked
          ? ['all']
          : ['part'],
  )
  return kinds.some((kind, index) => [kind, kinds[index + 1], kinds[index + 2]].join() === 'all,part,none')
}
