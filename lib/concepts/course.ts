/** The course: its fifteen lessons, and the two orders in which they can be read. */

/** A lesson by the name of its notebook, whose first heading is its title. */
export interface Lesson {
  /** The notebook's file name without its ending. */
  name: string
  /** Its number, as in the article: `2.1.3`. */
  number: string
}

/** In the article's order. */
export const LESSONS: readonly Lesson[] = [
  '1-introduction',
  '2.0.1-handshake-and-close',
  '2.0.2-flow-control',
  '2.0.3-congestion-control',
  '2.0.4-segmentation',
  '2.1-client-and-server',
  '2.1.1-passive-and-active-sockets',
  '2.1.2-one-socket-per-conversation',
  '2.1.3-how-much-send-sends',
  '2.1.4-how-much-recv-returns',
  '2.1.5-socket-options',
  '2.2-deadlock',
  '2.2.1-half-close',
  '2.2.2-sockets-as-files',
  '3-summary',
].map((name) => ({ name, number: name.slice(0, name.indexOf('-')) }))

/** The other order: what a program does first, and then what happens below it. */
export const SOCKETS_FIRST: readonly Lesson[] = [
  ...LESSONS.filter(({ number }) => number === '1'),
  ...LESSONS.filter(({ number }) => number.startsWith('2.') && !number.startsWith('2.0')),
  ...LESSONS.filter(({ number }) => number.startsWith('2.0')),
  ...LESSONS.filter(({ number }) => number === '3'),
]

/** `[2.0.1](2.0.1-handshake-and-close.ipynb)` */
export function linkTo(name: string): string {
  const lesson = LESSONS.find((one) => one.name === name)
  if (!lesson) throw new RangeError(`the course has no lesson "${name}"`)
  return `[${lesson.number}](${name}.ipynb)`
}
