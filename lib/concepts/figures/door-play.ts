/** §2.1.1: what a reader can do with the door, its moments in words, and what is seen with it. */
import { barFigure, type DoorFigure, type Play, type PlayAction, type Target } from '../../draw/index.ts'
import { count, list } from '../../words.ts'
import { clientsInTurn, type DoorClient, endOfService } from '../slow-door.ts'

const SAYS = {
  client: (number: number) => `client ${number}`,
  nobody: 'nobody',
  asks: (who: string) => `${who} sends its SYN`,
  taken: (who: string) => `the SYN of ${who} has come, and is answered`,
  dropped: (who: string) => `the accept queue is full, and the SYN of ${who} is dropped`,
  queued: (who: string) => `${who} stands in the accept queue`,
  accepted: (who: string) => `accept takes ${who}`,
  closed: (who: string) => `${who} has been served`,
  both: (one: string, other: string) => `${one}; ${other}`,
  moment: (time: string, what: string) => `${time} ms: ${what}`,
  whole: (late: number, all: number, idle: string) =>
    `${late} of ${count(all, 'client')} waited for a timer, and the server stood idle for ${idle} ms meanwhile.`,
  nobodyLate: (all: number) => `None of ${count(all, 'client')} waited for a timer: they waited for their turn alone.`,
  end: (time: string) => ` The last one was served after ${time} ms.`,
  backlog: (backlog: number) => `a backlog of ${backlog}: ${count(backlog + 1, 'place')}`,
  toDropped: (who: string) => `${who}: when its SYN is dropped`,
  toQueued: (who: string) => `${who}: when it comes into the accept queue`,
  jump: 'Show the moment',
  firstDropped: 'of the first dropped SYN',
  stoodIdle: 'when the server idles',
  atTheEnd: 'at the end',
  noneDropped: 'No SYN is dropped',
  neverIdle: 'The server never idles while somebody waits',
  isEnd: 'This is the end',
  connects: 'How long each connect took',
  connectsTitle: 'What a connect took: a round trip, or that and seconds of a timer',
  connectTime: 'time of connect',
  numbers: 'In numbers',
  order: 'served in the order',
  waited: 'waited for a timer',
  idleTime: 'idle while somebody waits',
  total: 'all served after',
  ms: (time: string) => `${time} ms`,
} as const

const ACCEPT_QUEUE = 2

/** What the figure is about: the ways of all clients, and who waited for a timer. */
export interface DoorData {
  clients: readonly DoorClient[]
  /** Numbers of the clients that waited for one, their own or the server's. */
  late: readonly number[]
  /** Stretches in which the server idled although somebody had asked, in virtual milliseconds. */
  idle: readonly { from: number; to: number }[]
}

export interface DoorMoment {
  time: number
  words: string
}

/** What happens at the same time is one moment. */
export function doorMoments(clients: readonly DoorClient[]): DoorMoment[] {
  const events = clients.flatMap(({ asked, syns, queued, accepted, closed }, index): DoorMoment[] => {
    const who = SAYS.client(index + 1)
    return [
      { time: asked, words: SAYS.asks(who) },
      ...syns.map(({ time, isTaken }) => ({ time, words: (isTaken ? SAYS.taken : SAYS.dropped)(who) })),
      { time: queued, words: SAYS.queued(who) },
      { time: accepted, words: SAYS.accepted(who) },
      { time: closed, words: SAYS.closed(who) },
    ]
  })
  const byTime = new Map<number, DoorMoment>()
  for (const { time, words } of events.sort((one, other) => one.time - other.time)) {
    const key = Math.round(time * 10)
    const before = byTime.get(key)
    byTime.set(key, { time, words: before ? SAYS.both(before.words, words) : words })
  }
  return [...byTime.values()]
}

function idleSum({ idle }: DoorData): string {
  return idle.reduce((sum, { from, to }) => sum + to - from, 0).toFixed()
}

export function doorSummary(data: DoorData): string {
  const { clients, late } = data
  const words =
    late.length > 0 ? SAYS.whole(late.length, clients.length, idleSum(data)) : SAYS.nobodyLate(clients.length)
  return words + SAYS.end(endOfService(clients).toFixed())
}

/** Pressed, a place beyond the last becomes the last. */
export function placeTargets(figure: DoorFigure, backlog: number, width: number): Target[] {
  return figure.spots(ACCEPT_QUEUE, width).map((shape, index) => ({
    shape,
    label: SAYS.backlog(index),
    set: { backlog: index, at: undefined },
    isOn: index === backlog,
  }))
}

export function laneTargets(
  figure: DoorFigure,
  clients: readonly DoorClient[],
  moments: readonly DoorMoment[],
  width: number,
): Target[] {
  const outlines = figure.laneOutlines(width)
  return clients.map(({ syns, queued }, index) => {
    const dropped = syns.find(({ isTaken }) => !isTaken)
    const label = (dropped ? SAYS.toDropped : SAYS.toQueued)(SAYS.client(index + 1))
    return { shape: outlines[index]!, label, set: { at: doorMomentAt(moments, dropped?.time ?? queued) } }
  })
}

function doorMomentAt(moments: readonly DoorMoment[], time: number): number {
  return moments.findLastIndex((one) => one.time <= time + 0.05)
}
export function doorPlay(data: DoorData, moments: readonly DoorMoment[], index: number): Play {
  const { clients, late, idle } = data
  const dropped = clients.flatMap(({ syns }) => syns.filter(({ isTaken }) => !isTaken)).map(({ time }) => time)
  const to = (label: string, time: number | undefined, why: string): PlayAction => ({
    ...{ label, group: SAYS.jump },
    ...(time === undefined ? { isOff: why } : { set: { at: doorMomentAt(moments, time) } }),
  })
  const isEnd = index === moments.length - 1
  const bars = clients.map(({ asked, connected }, one) => ({
    name: SAYS.client(one + 1),
    value: Math.round(connected - asked),
  }))
  const [firstIdle] = idle
  return {
    moments: moments.map(({ time, words }) => SAYS.moment(time.toFixed(), words)),
    actions: [
      to(SAYS.firstDropped, dropped.length > 0 ? Math.min(...dropped) : undefined, SAYS.noneDropped),
      to(SAYS.stoodIdle, firstIdle?.from, SAYS.neverIdle),
      { label: SAYS.atTheEnd, group: SAYS.jump, ...(isEnd ? { isOff: SAYS.isEnd } : { set: { at: undefined } }) },
    ],
    views: [
      {
        name: SAYS.connects,
        figure: barFigure(bars, { title: SAYS.connectsTitle, measure: SAYS.connectTime, unit: 'ms' }),
      },
      {
        name: SAYS.numbers,
        facts: [
          { name: SAYS.waited, value: late.length === 0 ? SAYS.nobody : list(late.map(SAYS.client)) },
          { name: SAYS.idleTime, value: SAYS.ms(idleSum(data)) },
          {
            name: SAYS.order,
            value: clientsInTurn(clients)
              .map((one) => clients.indexOf(one) + 1)
              .join(' '),
          },
          { name: SAYS.total, value: SAYS.ms(endOfService(clients).toFixed()) },
        ],
      },
    ],
  }
}
