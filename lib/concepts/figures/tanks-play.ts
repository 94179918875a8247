/** §2.2: what a reader can do with the tanks in a ring, and what is seen with them. */
import {
  journeys,
  ladderFigure,
  lineFigure,
  type Play,
  type PlayAction,
  type PlayFact,
  type PlayView,
  type Point,
  ringPlan,
  type Target,
} from '../../draw/index.ts'
import { thousands } from '../../words.ts'
import { HAND_READING, type TankRun, type TankSample, type TankSettings } from '../tanks.ts'

const SAYS = {
  moment: (time: string, sent: string, back: string) => `${time} ms: ${sent} sent, ${back} back`,
  byHand: 'By hand, at the client',
  read: 'read 4096 bytes',
  readNow: 'Read 4096 bytes by hand, now',
  lastBack: 'undo the last reading',
  allIsBack: 'All has come back already',
  noneRead: 'Nothing has been read by hand',
  enough: 'That is as often as fits',
  levels: 'How full they are',
  levelsTitle: 'The level of each buffer over time',
  clientSend: 'client, send',
  serverReceive: 'server, receive',
  serverSend: 'server, send',
  clientReceive: 'client, receive',
  time: 'time',
  level: 'level',
  bytes: 'bytes',
  mark: 'read',
  here: 'shown',
  segments: 'The last segments',
  segmentsTitle: 'The last segments before this moment, with the windows that they announce',
  numbers: 'In numbers',
  clock: 'time',
  ms: (time: string) => `${time} ms`,
  room: 'room in the four buffers',
  onItsWay: 'sent and not back',
  unsent: 'not sent yet',
  pressed: 'read by hand',
  times: (times: number, bytes: string) => `${times} times, ${bytes} bytes at most each`,
  ask: 'Without a cure and without reading by hand: have a message come back that is larger than the four buffers together.',
  told: 'What the server has read and not yet sent is in none of the four: its program is a fifth place.',
  stuck: (sent: string) => `Nothing moves: ${sent} bytes have been sent, and both ends wait in send.`,
  freed: (more: string) => `Nothing moves again: the last reading let ${more} bytes more be sent.`,
  notFreed:
    'Nothing moves: after the last reading the window stayed shut, since there was too little room to announce.',
  back: (time: string) => `All has come back, after ${time} ms.`,
  gaveUp: 'The client’s last fifty sends returned at once, and took nothing.',
} as const

const KEYS = ['clientSend', 'serverReceive', 'serverSend', 'clientReceive'] as const

/** How many readings by hand there may be. */
const MOST_READINGS = 30
/** The last moment at which one may read, in milliseconds: what the page sets may not lie beyond. */
const LAST_READING = 600_000
/** So long after the standstill one reads, in milliseconds. */
const AFTER_STANDSTILL = 20
const LAST_SEGMENTS = 12
/** Lines below the client’s name. */
const CLIENT_NOTES = 4

/** @param index of the sample that is shown */
export function tanksPlay(run: TankRun, settings: TankSettings, index: number): Play {
  const { samples } = run
  const { reads, message, cure } = settings
  const shown = samples[index]!
  const last = samples.at(-1)!
  const isLast = shown === last
  const isBack = last.received === message
  const room = KEYS.reduce((sum, key) => sum + settings[key], 0)
  const time = Math.ceil(shown.time) + (isLast ? AFTER_STANDSTILL : 0)
  const isOver = reads.length >= MOST_READINGS || time > LAST_READING
  const off = isLast && isBack ? SAYS.allIsBack : isOver ? SAYS.enough : undefined
  const set = { reads: [...reads, time].sort((a, b) => a - b), at: undefined }
  const none = reads.length === 0 ? { isOff: SAYS.noneRead } : {}
  const actions: PlayAction[] = [
    { label: SAYS.read, group: SAYS.byHand, set, ...(off !== undefined && { isOff: off }) },
    { label: SAYS.lastBack, group: SAYS.byHand, set: { reads: reads.slice(0, -1), at: undefined }, ...none },
  ]
  return {
    moments: samples.map((sample) =>
      SAYS.moment(sample.time.toFixed(), thousands(sample.sent), thousands(sample.received)),
    ),
    targets: (width) => (off === undefined ? [clientAt(width, set)] : []),
    actions,
    views: viewsAt(run, settings, shown),
    challenge: {
      ask: SAYS.ask,
      isMet: isBack && cure === 'none' && reads.length === 0 && message > room,
      told: SAYS.told,
    },
    ...(isLast && { said: standstillInWords(run, settings, isBack) }),
  }
}

/** The client's end of the picture: a press reads there. */
function clientAt(width: number, set: NonNullable<Target['set']>): Target {
  const { x, y, width: wide, height } = ringPlan(width, CLIENT_NOTES, []).ends[0]
  return { shape: `M${x} ${y}h${wide}v${height}h${-wide}z`, label: SAYS.readNow, set }
}

function standstillInWords({ samples }: TankRun, { reads, cure }: TankSettings, isBack: boolean): string {
  const last = samples.at(-1)!
  if (isBack) return SAYS.back(last.time.toFixed())
  if (cure === 'no wait') return SAYS.gaveUp
  const by = reads.at(-1)
  if (by === undefined) return SAYS.stuck(thousands(last.sent))
  const before = samples.findLast(({ time }) => time <= by)?.sent ?? 0
  return last.sent > before ? SAYS.freed(thousands(last.sent - before)) : SAYS.notFreed
}

function viewsAt({ samples, trace }: TankRun, settings: TankSettings, shown: TankSample): PlayView[] {
  const series = KEYS.map((key, index) => ({
    name: SAYS[key],
    as: 'steps' as const,
    points: samples.map(({ time, levels }): Point => [time, levels[index]!]),
  }))
  const isLast = shown === samples.at(-1)
  const end = isLast ? Number.POSITIVE_INFINITY : shown.time
  const from = journeys(trace)
    .filter(({ sent }) => sent <= end)
    .at(-LAST_SEGMENTS)?.sent
  const marks: { time: number; text: string }[] = settings.reads.map((time) => ({ time, text: SAYS.mark }))
  if (!isLast) marks.push({ time: shown.time, text: SAYS.here })
  return [
    {
      name: SAYS.levels,
      figure: lineFigure(series, {
        x: { name: SAYS.time, unit: 'ms' },
        y: { name: SAYS.level, unit: SAYS.bytes },
        title: SAYS.levelsTitle,
        marks,
      }),
    },
    {
      name: SAYS.segments,
      figure: ladderFigure(trace, {
        from: from ?? 0,
        ...(!isLast && { until: shown.time }),
        window: true,
        states: false,
        title: SAYS.segmentsTitle,
      }),
    },
    { name: SAYS.numbers, facts: factsAt(settings, shown) },
  ]
}

function factsAt(settings: TankSettings, { time, sent, received }: TankSample): PlayFact[] {
  const { message, reads } = settings
  const room = KEYS.reduce((sum, key) => sum + settings[key], 0)
  return [
    { name: SAYS.clock, value: SAYS.ms(time.toFixed()) },
    { name: SAYS.room, value: thousands(room) },
    { name: SAYS.onItsWay, value: thousands(sent - received) },
    { name: SAYS.unsent, value: thousands(message - sent) },
    ...(reads.length > 0 ? [{ name: SAYS.pressed, value: SAYS.times(reads.length, thousands(HAND_READING)) }] : []),
  ]
}
