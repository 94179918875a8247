/** §2.2.1, to be played: what each end's calls put on the wire, and what the other end's next recv says. */
import {
  ladderFigure,
  type Play,
  type PlayAction,
  type PlayView,
  type Scene,
  type SceneBox,
  type ShownFigure,
  sceneFigure,
  textTable,
  withData,
  withPlay,
} from '../../draw/index.ts'
import { count, list } from '../../words.ts'
import {
  type Crossed,
  LEAVE_CALLS,
  type LeaveCall,
  type LeaveEntry,
  type LeavePress,
  type LeaveRun,
  type Leaver,
  type LeaveStanding,
  MINUTES_PASS,
  type NextRecv,
  takeLeave,
} from '../goodbye.ts'

const SAYS = {
  client: 'client',
  server: 'server',
  Client: 'Client',
  Server: 'Server',
  program: 'program',
  socket: 'socket',
  descriptor: 'descriptor',
  descriptors: (descriptors: string) => `${descriptors} open`,
  lingers: (descriptors: string) => `${descriptors}, linger 0`,
  unread: 'arrived, not read',
  gone: 'no connection',
  bothWays: 'both ways open',
  oneWay: 'one way open',
  noWay: 'network',
  recv: (says: string) => `next recv: ${says}`,
  next: {
    end: 'the end',
    'would wait': 'would wait',
    closed: 'none, it has closed',
    text: (text: string) => `“${text}”`,
  },
  linger: 'linger 0',
  done: 'done',
  taken: (bytes: string) => `${bytes} taken`,
  byte: 'byte',
  text: (text: string) => `“${text}”`,
  end: 'the end',
  wait: 'would wait',
  notMade: 'not made, it has closed',
  errors: {
    EPIPE: 'EPIPE: it can send no more',
    ECONNRESET: 'ECONNRESET: the other end has reset the connection',
    ENOTCONN: 'ENOTCONN: there is no connection any more',
  } as Readonly<Record<string, string>>,
  said: (side: string, call: string, value: string) => `${side}: ${call} → ${value}.`,
  nothing: 'Nothing crossed.',
  crossed: (what: string) => `What crossed: ${what}.`,
  of: (what: string, side: string) => `${what} from the ${side}`,
  minutes: 'Four minutes have passed.',
  untouched: 'Both ends are connected, and nobody has called anything.',
  title: (client: string, server: string) => `The client’s end: ${client}; the server’s: ${server}`,
  told: (title: string, client: string, server: string) =>
    `${title}. What the client’s next recv says: ${client}. What the server’s says: ${server}.`,
  clientCalls: 'The client calls',
  serverCalls: 'The server calls',
  orElse: 'Or',
  begin: 'Begin with',
  passes: 'let four minutes pass',
  back: 'take the last back',
  presets: {
    connected: 'just connected',
    halfClosed: 'the client has said all',
    shared: 'two descriptors',
    unread: 'bytes unread at the client',
  },
  hasClosed: 'It has closed',
  enoughHolders: 'Three descriptors are enough',
  enough: 'That is as many calls as fit: take some back',
  noCalls: 'Nothing has been called',
  before: 'Before the first call',
  moment: (side: string, call: string) => `${side}: ${call}`,
  ladder: 'What has crossed',
  ladderTitle: 'Calls at the sides, segments between them',
  number: 'nr',
  end2: 'program',
  call: 'call',
  value: 'returned',
  ask: 'Have the client say that it has said all, get an answer after that, and both ends close: without a reset.',
  met: 'Each said by FIN that it had said all, and nothing lay unread when it closed: a graceful close.',
} as const

export interface GoodbyeParameters {
  /** What was called, in its order. */
  presses?: readonly LeavePress[]
  /** How many each send has. */
  bytes?: number
  /** After how many of them it is shown; all of them unless told. */
  at?: number
}

const SAID_ALL: readonly LeavePress[] = ['client.send', "client.shutdown('write')"]
const BEGINNINGS: Readonly<Record<keyof typeof SAYS.presets, readonly LeavePress[]>> = {
  connected: [],
  halfClosed: SAID_ALL,
  shared: ['client.dup'],
  unread: ['server.send'],
}
const MOST_LEAVES = 24
const MOST_HOLDERS = 3
const LEAVERS = ['client', 'server'] as const
/** In these an end may still send. */
const SENDING: readonly (string | undefined)[] = ['ESTABLISHED', 'CLOSE-WAIT']

let lastLeave: { of: string; run: LeaveRun } | undefined

/** Two ends that take leave of each other, a call at a time: what crosses, and how each end finds the other. */
export async function sayGoodbye({
  presses = SAID_ALL,
  bytes = 5,
  at = presses.length,
}: GoodbyeParameters = {}): Promise<ShownFigure<LeaveStanding & Pick<LeaveRun, 'next'>>> {
  const made = presses.slice(0, Math.max(0, at))
  const of = [bytes, ...made].join()
  if (lastLeave?.of !== of) lastLeave = { of, run: await takeLeave(made, bytes) }
  const { run } = lastLeave
  const standing = run.standings.at(-1)!
  const data = { ...standing, next: run.next }
  const title = SAYS.title(stateTold(standing, 'client'), stateTold(standing, 'server'))
  const figure = sceneFigure(leaveScene(run, standing), {
    title,
    description: SAYS.told(title, nextTold(run.next.client), nextTold(run.next.server)),
  })
  const rows = standing.entries.map((entry, index) => [
    index + 1,
    SAYS[entry.side],
    callName(entry.call),
    leaveValue(entry),
  ])
  const table = textTable(
    [SAYS.number, SAYS.end2, SAYS.call, SAYS.value],
    rows.length > 0 ? rows : [['–', '–', '–', '–']],
  )
  return withPlay(withData({ ...withData(figure, data), table }, data), () => goodbyePlay(run, presses, made))
}

function stateTold(standing: LeaveStanding, side: Leaver): string {
  return standing[side].state ?? SAYS.gone
}

function nextTold(next: NextRecv): string {
  if (next.what === 'error') return next.code
  return next.what === 'text' ? SAYS.next.text(next.text) : SAYS.next[next.what]
}

function callName(call: LeaveCall): string {
  return call === 'linger' ? SAYS.linger : call
}

function leaveValue({ outcome, taken, text, code }: LeaveEntry): string {
  if (code !== undefined) return SAYS.errors[code] ?? code
  if (outcome === 'would wait') return SAYS.wait
  if (outcome === 'not made') return SAYS.notMade
  if (text !== undefined) return text === '' ? SAYS.end : SAYS.text(text)
  return taken === undefined ? SAYS.done : SAYS.taken(count(taken, SAYS.byte))
}

function leaveScene({ next }: LeaveRun, standing: LeaveStanding): Scene {
  const host = (side: Leaver): SceneBox => {
    const { descriptors, unread } = standing[side]
    const hasLinger = standing.entries.some(
      (entry) => entry.side === side && entry.call === 'linger' && entry.outcome === 'done',
    )
    const open = SAYS.descriptors(count(descriptors, SAYS.descriptor))
    return {
      id: side,
      name: SAYS[side],
      kind: 'host',
      inside: [
        { id: `${side}-program`, name: SAYS.program, kind: 'program', note: SAYS.recv(nextTold(next[side])) },
        {
          id: `${side}-socket`,
          name: stateTold(standing, side),
          kind: 'socket',
          note: hasLinger ? SAYS.lingers(open) : open,
          inside: [
            { id: `${side}-in`, name: SAYS.unread, kind: 'buffer', places: PLACES_SHOWN, taken: unreadShown(unread) },
          ],
        },
      ],
    }
  }
  const isSending = (side: Leaver): boolean => SENDING.includes(standing[side].state)
  const [here, there] = [isSending('client'), isSending('server')]
  const [from, to] = here ? ['client-socket', 'server-socket'] : ['server-socket', 'client-socket']
  return {
    boxes: LEAVERS.map(host),
    links: [
      ...LEAVERS.filter((side) => standing[side].descriptors > 0).map((side) => ({
        ...{ from: `${side}-program`, to: `${side}-socket`, kind: 'call' as const },
      })),
      here || there
        ? { from, to, kind: 'connection', both: here && there, label: here && there ? SAYS.bothWays : SAYS.oneWay }
        : { from: 'client-socket', to: 'server-socket', kind: 'wire', both: true, label: SAYS.noWay },
    ],
  }
}

const PLACES_SHOWN = 12

function unreadShown(text: string): string {
  return text.length > PLACES_SHOWN ? `${text.slice(0, PLACES_SHOWN - 1)}…` : text
}

function goodbyePlay(run: LeaveRun, presses: readonly LeavePress[], made: readonly LeavePress[]): Play {
  const standing = run.standings.at(-1)!
  const views: PlayView[] = [
    {
      name: SAYS.ladder,
      figure: ladderFigure(run.trace, {
        from: run.opened - 1,
        until: standing.now,
        time: 'even',
        title: SAYS.ladderTitle,
      }),
    },
  ]
  return {
    moments: [SAYS.before, ...presses.map(pressTold)],
    actions: [...LEAVERS.flatMap((side) => callsOf(standing, made, side)), ...otherPresses(made)],
    ...(standing.entries.length > 0 && { views }),
    challenge: { ask: SAYS.ask, isMet: isGraceful(run), told: SAYS.met },
    said: leaveTold(standing, made.at(-1)),
  }
}

function pressTold(press: LeavePress): string {
  if (press === MINUTES_PASS) return SAYS.passes
  const [side, call] = press.split('.') as [Leaver, LeaveCall]
  return SAYS.moment(SAYS[side], callName(call))
}

function callsOf(standing: LeaveStanding, made: readonly LeavePress[], side: Leaver): PlayAction[] {
  const { descriptors } = standing[side]
  return LEAVE_CALLS.map((call): PlayAction => {
    const isOff =
      made.length >= MOST_LEAVES
        ? SAYS.enough
        : descriptors === 0
          ? SAYS.hasClosed
          : call === 'dup' && descriptors >= MOST_HOLDERS
            ? SAYS.enoughHolders
            : undefined
    return {
      label: callName(call),
      group: side === 'client' ? SAYS.clientCalls : SAYS.serverCalls,
      set: { presses: [...made, `${side}.${call}`], at: undefined },
      ...(isOff !== undefined && { isOff }),
    }
  })
}

function otherPresses(made: readonly LeavePress[]): PlayAction[] {
  const full = made.length >= MOST_LEAVES ? { isOff: SAYS.enough } : {}
  const none = made.length === 0 ? { isOff: SAYS.noCalls } : {}
  return [
    { label: SAYS.passes, group: SAYS.orElse, set: { presses: [...made, MINUTES_PASS], at: undefined }, ...full },
    { label: SAYS.back, group: SAYS.orElse, set: { presses: made.slice(0, -1), at: undefined }, ...none },
    ...Object.entries(BEGINNINGS).map(
      ([name, begun]): PlayAction => ({
        label: SAYS.presets[name as keyof typeof BEGINNINGS],
        group: SAYS.begin,
        set: { presses: begun, at: undefined },
      }),
    ),
  ]
}

/** What the last call returned, and what it put on the wire. */
function leaveTold({ entries, crossed }: LeaveStanding, press: LeavePress | undefined): string {
  if (press === undefined) return SAYS.untouched
  const last = press === MINUTES_PASS ? undefined : entries.at(-1)
  const told = last
    ? SAYS.said(last.side === 'client' ? SAYS.Client : SAYS.Server, callName(last.call), leaveValue(last))
    : SAYS.minutes
  const what = [...new Set(crossed.map(crossedTold))]
  return `${told} ${what.length === 0 ? SAYS.nothing : SAYS.crossed(list(what))}`
}

function crossedTold({ from, what }: Crossed): string {
  return SAYS.of(typeof what === 'number' ? count(what, SAYS.byte) : what, from)
}

/** Whether the client heard an answer after its last word, and both have closed, and none of it was a reset. */
function isGraceful({ standings }: LeaveRun): boolean {
  const { entries, client, server } = standings.at(-1)!
  const at = (isOne: (entry: LeaveEntry) => boolean): number => entries.findIndex(isOne)
  const word = at(({ side, call, outcome }) => side === 'client' && call === "shutdown('write')" && outcome === 'done')
  const sent = entries.findLastIndex(({ side, taken = 0 }) => side === 'server' && taken > 0)
  const heard = entries.findLastIndex(({ side, text = '' }) => side === 'client' && text !== '')
  const isReset = standings.some(({ crossed }) => crossed.some(({ what }) => what === 'RST'))
  const isClosed = client.descriptors === 0 && server.descriptors === 0
  return word >= 0 && word < sent && sent < heard && isClosed && !isReset
}
