import type { Conditions, Control } from './controls.ts'

/** What a key does: to the network, or to the view. */
export type KeyEffect = { control: Control } | { view: 'pause' | 'clear' | 'help' | 'quit' | 'interrupt' | 'next' }

/** The steps in which keys change conditions. */
const LOSS_STEPS = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5]
const DELAY_STEPS = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]
/** bit/s; the last is no limit. */
const RATE_STEPS = [1e4, 1e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8, 1e9, Number.POSITIVE_INFINITY]

/** @returns what a key does under these conditions; `undefined` = nothing */
export function keyEffect(key: string, { loss, delay, rate }: Conditions): KeyEffect | undefined {
  switch (key) {
    case 'd':
      return { control: { drop: 'next' } }
    case 'D':
      return { control: { drop: 'out' } }
    case 'T':
      return { control: { drop: 'in' } }
    case 'l':
      return { control: { set: 'loss', value: step(LOSS_STEPS, loss, 1) } }
    case 'L':
      return { control: { set: 'loss', value: step(LOSS_STEPS, loss, -1) } }
    case '+':
    case '=':
      return { control: { set: 'delay', value: step(DELAY_STEPS, delay, 1) } }
    case '-':
      return { control: { set: 'delay', value: step(DELAY_STEPS, delay, -1) } }
    case 'r':
      return { control: rateOf(step(RATE_STEPS, rate ?? Number.POSITIVE_INFINITY, -1)) }
    case 'R':
      return { control: rateOf(step(RATE_STEPS, rate ?? Number.POSITIVE_INFINITY, 1)) }
    case 'p':
    case ' ':
      return { view: 'pause' }
    case 'n':
      return { view: 'next' }
    case 'c':
      return { view: 'clear' }
    case '?':
    case 'h':
      return { view: 'help' }
    case 'q':
      return { view: 'quit' }
    case '\u0003':
      return { view: 'interrupt' }
    default:
      return undefined
  }
}

/** For the help: keys, and what they do. */
export const VIEW_KEYS: readonly (readonly [key: string, meaning: string])[] = [
  ['d', 'drop the next segment'],
  ['D T', 'drop the next data segment: of ours, of theirs'],
  ['l L', 'more loss, less'],
  ['+ -', 'more delay, less'],
  ['r R', 'a lower rate, a higher'],
  ['n', 'the next connection alone, in the end all again'],
  ['p', 'pause, and go on'],
  ['c', 'clear'],
  ['q', 'quit'],
]

/** The next larger or smaller one, whether it is at one of them or between. */
function step(steps: readonly number[], value: number, by: 1 | -1): number {
  const next = by > 0 ? steps.find((each) => each > value) : steps.findLast((each) => each < value)
  return next ?? value
}

function rateOf(rate: number): Control {
  return { set: 'rate', value: Number.isFinite(rate) ? rate : undefined }
}
