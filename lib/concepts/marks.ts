/** §3: where in one connection each concept of the course is to be seen, found in its trace. */
import {
  isSegment,
  type PacketEvent,
  type ProgramEvent,
  type SegmentEvent,
  type Trace,
  type TraceEvent,
} from '../network/index.ts'
import { linkTo } from './course.ts'

/** A place in a trace at which a concept shows. */
export interface Mark {
  /** From 1, in order of time in the usual connection. */
  number: number
  /** virtual milliseconds */
  time: number
  /** The end at which it shows. */
  host: string
  /** In a few words, for a picture. */
  short: string
  /** In a sentence. */
  sentence: string
  /** The lesson that explains it, by the name of its notebook. */
  lesson: string
  /** The index in the trace's events of what it marks. */
  index: number
}

/** Marks that figures ask for. */
export const MARK = { probe: 'window probe', fastRetransmit: 'fast retransmit' } as const

/** How a mark is found: the first event that fits, after what the mark before it has found where that is asked. */
interface Marking extends Pick<Mark, 'short' | 'sentence' | 'lesson'> {
  is: (event: TraceEvent, past: readonly TraceEvent[], all: readonly TraceEvent[]) => boolean
  host: 'client' | 'server'
}

/** In the order in which the usual connection has them: their places are the marks' numbers. */
const MARKINGS: readonly Marking[] = [
  {
    is: hasPrinted('server', 'listen'),
    host: 'server',
    short: 'listen',
    sentence: 'The server’s passive open makes a listener; it will never carry a byte.',
    lesson: '2.1.1-passive-and-active-sockets',
  },
  {
    is: hasSent('client', ({ segment }) => segment.flags.syn === true),
    host: 'client',
    short: 'SYN: ISN, options',
    sentence: 'The first segment: an initial sequence number, MSS, window scale, SACK permitted.',
    lesson: '2.0.1-handshake-and-close',
  },
  {
    is: hasPrinted('client', 'connect'),
    host: 'client',
    short: 'connect returns',
    sentence: 'After one round trip; no program over there has been asked.',
    lesson: '2.1-client-and-server',
  },
  {
    is: hasSent('client', ({ segment }) => segment.payload.length > 0),
    host: 'client',
    short: 'a full segment',
    sentence: 'TCP cuts the stream into pieces of at most the MSS, and numbers the bytes.',
    lesson: '2.0.4-segmentation',
  },
  {
    is: hasPrinted('client', 'send'),
    host: 'client',
    short: 'send takes a part',
    sentence: 'What fits the send buffer, 16,000 bytes of 26,000: the rest is for the loop.',
    lesson: '2.1.3-how-much-send-sends',
  },
  {
    is: hasPrinted('server', 'accept'),
    host: 'server',
    short: 'accept',
    sentence: 'A new socket for this conversation; two addresses and two ports tell it from all others.',
    lesson: '2.1.2-one-socket-per-conversation',
  },
  {
    is: hasPrinted('server', 'recv'),
    host: 'server',
    short: 'recv returns what is there',
    sentence: 'One segment’s bytes here, eight segments’ later; never a message.',
    lesson: '2.1.4-how-much-recv-returns',
  },
  {
    is: hasReceived('client', ({ segment }) => segment.flags.ack === true && segment.flags.syn !== true),
    host: 'client',
    short: 'slow start',
    sentence: 'Each acknowledgment of new data lets cwnd grow by a segment: 2, 4, 8 a round trip.',
    lesson: '2.0.3-congestion-control',
  },
  {
    is: hasSent('client', ({ id }, _past, all) => all.some((event) => isDrop(event) && event.id === id)),
    host: 'client',
    short: 'lost',
    sentence: 'The network promises nothing; TCP will notice by what does not come back.',
    lesson: '1-introduction',
  },
  {
    is: hasSent('client', ({ cause }) => cause === 'third duplicate'),
    host: 'client',
    short: MARK.fastRetransmit,
    sentence: 'Three duplicate ACKs, with SACK blocks: the segment is sent again at once, and cwnd is halved.',
    lesson: '2.0.3-congestion-control',
  },
  {
    is: hasReceived('server', ({ id }, past) => past.some((event) => isFastResent(event) && event.id === id)),
    host: 'server',
    short: 'the hole is filled',
    sentence: 'What waited behind the lost bytes is put in order, and one ACK acknowledges all of it.',
    lesson: '2.0.4-segmentation',
  },
  {
    is: hasPrinted('server', 'sleep'),
    host: 'server',
    short: 'the reader sleeps',
    sentence: 'From here on, what arrives stays in the receive buffer, and the window that is offered shrinks.',
    lesson: '2.0.2-flow-control',
  },
  {
    is: hasPrinted('client', 'all handed over'),
    host: 'client',
    short: 'all handed over',
    sentence:
      'The client’s sends could wait for a reader; if the server, too, had only sent, both would wait without end.',
    lesson: '2.2-deadlock',
  },
  {
    is: hasPrinted('client', 'shutdown'),
    host: 'client',
    short: 'half-close',
    sentence: 'The client has said all and still listens; its FIN queues behind the data.',
    lesson: '2.2.1-half-close',
  },
  {
    is: hasSent('server', ({ segment, time }, past) => segment.window === 0 && isAfter(past, 'server', 'sleep', time)),
    host: 'server',
    short: 'window 0',
    sentence: 'The receive buffer is full: the sender must stop, whatever cwnd says.',
    lesson: '2.0.2-flow-control',
  },
  {
    is: hasSent('client', (event) => event.windowProbe === true),
    host: 'client',
    short: MARK.probe,
    sentence: 'One byte, now and then: without it, a lost window update would leave both ends waiting.',
    lesson: '2.0.2-flow-control',
  },
  {
    is: hasSent(
      'server',
      ({ segment, time }, past) => segment.window > 0 && isAfter(past, 'server', 'read again', time),
    ),
    host: 'server',
    short: 'window update',
    sentence: 'The program has read; the window opens, and sending goes on from a small cwnd, since the line was idle.',
    lesson: '2.0.2-flow-control',
  },
  {
    is: hasSent('client', ({ segment }) => segment.flags.fin === true),
    host: 'client',
    short: 'FIN',
    sentence: 'It counts as one byte, the last of its direction, and is acknowledged like any other.',
    lesson: '2.0.1-handshake-and-close',
  },
  {
    is: hasPrinted('server', 'end of file'),
    host: 'server',
    short: 'end of file',
    sentence: 'An empty read: all 26,000 bytes have been read, in order, and no more will come.',
    lesson: '2.2.1-half-close',
  },
  {
    is: hasSent('server', ({ segment }) => segment.flags.fin === true),
    host: 'server',
    short: 'the other FIN',
    sentence: 'Each direction is closed by itself: the server still answered after the client’s FIN.',
    lesson: '2.0.1-handshake-and-close',
  },
  {
    is: hasPrinted('client', 'line'),
    host: 'client',
    short: 'a line is read',
    sentence: 'The receipt, through a socket file: buffered, decoded as a stream, ended by a line feed.',
    lesson: '2.2.2-sockets-as-files',
  },
  {
    is: (event) => event.type === 'state' && event.to === 'TIME-WAIT',
    host: 'client',
    short: 'TIME-WAIT',
    sentence: 'At the end that closed first: it can answer a FIN that comes again, and lets old segments die.',
    lesson: '2.1.5-socket-options',
  },
  {
    is: (event) => event.type === 'state' && event.from === 'TIME-WAIT',
    host: 'client',
    short: '2MSL later: CLOSED',
    sentence: 'After one minute, as on Linux; only now is the pair of addresses free for anyone.',
    lesson: '2.1.5-socket-options',
  },
]

/**
 * Every concept's place in the trace of the whole connection, in order of time.
 *
 * @throws RangeError when the trace does not show one
 */
export function marksOf(trace: Trace): Mark[] {
  const marks = shownMarks(trace)
  const missing = MARKINGS.find((_, place) => !marks.some(({ number }) => number === place + 1))
  if (missing) throw new RangeError(`the trace does not show: ${missing.short}`)
  return marks
}

/** Those that a trace shows, in order of time, with the numbers that they have in the usual connection. */
export function shownMarks(trace: Trace): Mark[] {
  const found = MARKINGS.flatMap(({ is, ...marking }, place) => {
    const index = markPlace(is, trace)
    const event = trace.events[index]
    return event ? [{ number: place + 1, ...marking, index, time: event.time }] : []
  })
  return found.sort((a, b) => a.index - b.index)
}

/** Those of the marks whose concept another trace does not show. */
export function absentFrom(trace: Trace, marks: readonly Mark[]): Mark[] {
  const absent = MARKINGS.filter(({ is }) => markPlace(is, trace) < 0).map(({ short }) => short)
  return marks.filter(({ short }) => absent.includes(short))
}

function markPlace(is: Marking['is'], { events }: Trace): number {
  return events.findIndex((event, at) => is(event, events.slice(0, at), events))
}

/** The trace with the marks in it as what the hosts say, in place of what the programs said: for a ladder. */
export function marked(trace: Trace, marks: readonly Mark[]): Trace {
  const events = trace.events.flatMap((event, index): TraceEvent[] => {
    const notes = marks
      .filter((mark) => mark.index === index)
      .map(
        ({ time, host, number, short }): ProgramEvent => ({ type: 'program', time, host, text: `${number}. ${short}` }),
      )
    return event.type === 'program' ? notes : [event, ...notes]
  })
  return { ...trace, events }
}

/** The marks as a table in Markdown, each with a link to its lesson. */
export function marksTable(marks: readonly Mark[]): string {
  const rows = marks.map(({ number, time, host, short, sentence, lesson }) => {
    return `| ${number} | ${milliseconds(time)} | ${host} | **${short}** | ${sentence} | ${linkTo(lesson)} |`
  })
  return ['| no. | ms | at the | what | and what it means | lesson |', '|--:|--:|---|---|---|---|', ...rows].join('\n')
}

function milliseconds(time: number): string {
  const digits = String(Math.round(time))
  const first = digits.length % 3 || 3
  return [digits.slice(0, first), ...(digits.slice(first).match(/.{3}/g) ?? [])].join(',')
}

function hasPrinted(host: string, what: string): Marking['is'] {
  return (event) => event.type === 'program' && event.host === host && isSaying(event.text, what)
}

/** `send 16000` says `send`. */
function isSaying(text: string, what: string): boolean {
  return text === what || text.startsWith(`${what} `)
}

function isAfter(past: readonly TraceEvent[], host: string, what: string, time: number): boolean {
  return past.some(
    (event) => event.type === 'program' && event.host === host && event.text === what && event.time <= time,
  )
}

function hasSent(
  from: string,
  is: (event: SegmentEvent, past: readonly TraceEvent[], all: readonly TraceEvent[]) => boolean,
): Marking['is'] {
  return (event, past, all) => isSegment(event) && event.what === 'sent' && event.from === from && is(event, past, all)
}

function hasReceived(to: string, is: (event: SegmentEvent, past: readonly TraceEvent[]) => boolean): Marking['is'] {
  return (event, past) => isSegment(event) && event.what === 'delivered' && event.to === to && is(event, past)
}

function isDrop(event: TraceEvent): event is PacketEvent {
  return event.type === 'packet' && event.what === 'dropped'
}

/** Only where a packet leaves is it known why. */
function isFastResent(event: TraceEvent): event is PacketEvent {
  return event.type === 'packet' && event.cause === 'third duplicate'
}
