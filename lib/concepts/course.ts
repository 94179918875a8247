/** The course: its fifteen lessons, and the two orders in which they can be read. */

/** A lesson by the name of its notebook. */
export interface Lesson {
  /** The notebook's file name without its ending. */
  name: string
  /** Its number, as in the article: `2.1.3`. */
  number: string
  title: string
}

/** In the article's order. */
export const LESSONS: readonly Lesson[] = [
  lesson('1-introduction', 'Introduction'),
  lesson('2.0.1-handshake-and-close', 'Handshake and close'),
  lesson('2.0.2-flow-control', 'Flow control'),
  lesson('2.0.3-congestion-control', 'Congestion control'),
  lesson('2.0.4-segmentation', 'Segmentation'),
  lesson('2.1-client-and-server', 'A client and a server'),
  lesson('2.1.1-passive-and-active-sockets', 'Passive and active sockets'),
  lesson('2.1.2-one-socket-per-conversation', 'One socket per conversation'),
  lesson('2.1.3-how-much-send-sends', 'How much send sends'),
  lesson('2.1.4-how-much-recv-returns', 'How much recv returns'),
  lesson('2.1.5-socket-options', 'Socket options'),
  lesson('2.2-deadlock', 'Deadlock'),
  lesson('2.2.1-half-close', 'Half-close'),
  lesson('2.2.2-sockets-as-files', 'Sockets as files'),
  lesson('3-summary', 'Summary'),
]

/** The other order: what a program does first, and then what happens below it. */
export const SOCKETS_FIRST: readonly Lesson[] = [
  ...LESSONS.filter(({ number }) => number === '1'),
  ...LESSONS.filter(({ number }) => number.startsWith('2.') && !number.startsWith('2.0')),
  ...LESSONS.filter(({ number }) => number.startsWith('2.0')),
  ...LESSONS.filter(({ number }) => number === '3'),
]

function lesson(name: string, title: string): Lesson {
  return { name, number: name.slice(0, name.indexOf('-')), title }
}
