import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import type { Figure } from '../../lib/draw/index.ts'
import {
  type Live,
  type LiveNumber,
  type LiveParameter,
  type LiveValues,
  parseNotebook,
} from '../../lib/notebook/index.ts'
import { draws } from './draws.ts'
import { liveFlaws } from './live-flaws.ts'

/** What the cell of a lesson says of its figure. */
export function liveOf(lesson: string, cell: string): Live {
  const path = `notebooks/${lesson}.ipynb`
  const { cells } = parseNotebook(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), path)
  return cells.find(({ id }) => id === cell)!.metadata.ackbook!.live as Live
}

/** Values of all parameters, as a page could have them: numbers on their steps, lists in any order, with repeats. */
function settingsOf({ parameters }: Live): fc.Arbitrary<LiveValues> {
  return fc.record(Object.fromEntries(parameters.map((parameter) => [parameter.name, valuesFor(parameter)])))
}

function valuesFor(parameter: LiveParameter): fc.Arbitrary<LiveValues[string]> {
  if ('moment' in parameter) return fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined })
  if ('choices' in parameter) return fc.constantFrom(...parameter.choices)
  if ('of' in parameter) {
    const { of, most } = parameter
    const item: fc.Arbitrary<number | string> =
      typeof of[0] === 'number'
        ? fc.integer({ min: of[0], max: Number(of[1]) })
        : fc.constantFrom(...(of as readonly string[]))
    return fc.array(item, { maxLength: most, size: 'max' })
  }
  const { min, step } = parameter
  const steps = stepsOf(parameter)
  const at = fc.oneof({ arbitrary: fc.integer({ min: 0, max: steps }), weight: 5 }, fc.constantFrom(0, steps))
  return at.map((count) => Number((min + count * step).toPrecision(12)))
}

/** All that a figure can be set to, in no order of theirs, where those are no more than `most`; else so many that are drawn. */
export function manySettings(live: Live, most: number, seed: number): LiveValues[] {
  const each = live.parameters.map((parameter) => allOf(parameter))
  const count = each.reduce((product, values) => product * (values?.length ?? Number.POSITIVE_INFINITY), 1)
  if (!(count <= most)) return fc.sample(settingsOf(live), { seed, numRuns: most })
  const all = live.parameters.reduce<LiveValues[]>(
    (found, { name }, at) => found.flatMap((values) => each[at]!.map((value) => ({ ...values, [name]: value }))),
    [{}],
  )
  return fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), { seed, numRuns: 1 })[0]!
}

/** `undefined` = too many to name. */
function allOf(parameter: LiveParameter): LiveValues[string][] | undefined {
  if ('moment' in parameter || 'of' in parameter) return undefined
  if ('choices' in parameter) return [...parameter.choices]
  const { min, step } = parameter
  return Array.from({ length: stepsOf(parameter) + 1 }, (_, at) => Number((min + at * step).toPrecision(12)))
}

function stepsOf({ min, max, step }: LiveNumber): number {
  return Math.floor((max - min) / step + 1e-6)
}

/** Makes a figure by its parameters. */
export type Maker<Shown extends Figure = Figure> = (values: LiveValues) => Shown | Promise<Shown>

/** A figure by what was drawn for it: what would show it up to a moment shows it up to one that it names, or one beyond. */
async function drawnFigure<Shown extends Figure>(
  { parameters }: Live,
  make: Maker<Shown>,
  drawn: LiveValues,
): Promise<{ figure: Shown; values: LiveValues }> {
  const moments = parameters.filter((each) => 'moment' in each && drawn[each.name] !== undefined)
  if (moments.length === 0) return { figure: await make(drawn), values: drawn }
  const whole = await make({ ...drawn, ...Object.fromEntries(moments.map(({ name }) => [name, undefined])) })
  const count = (whole.play?.moments?.length ?? 0) + 1
  const values = { ...drawn, ...Object.fromEntries(moments.map(({ name }) => [name, Number(drawn[name]) % count])) }
  return { figure: await make(values), values }
}

/** Events of one run beyond which no figure goes: the simulator tells of those that come so far. */
const watcherPlace = Symbol.for('ackbook.runWatcher')

/** Has no simulated run of this process come to 300,000 events: a reader would wait for it. @returns what ends that again */
export function endLongRuns(): () => void {
  const tell = ({ events, now }: { events: number; now: number }) => {
    throw new Error(`a run past its bound: ${events} events by ${Math.round(now)} ms`)
  }
  Object.assign(globalThis, { [watcherPlace]: { tell, interruptibly: (work: () => void) => work() } })
  return () => void Reflect.deleteProperty(globalThis, watcherPlace)
}

/** What is wrong with the figure that was drawn, an exception too. */
export async function flawsDrawn<Shown extends Figure>(
  live: Live,
  make: Maker<Shown>,
  drawn: LiveValues,
  flawOf?: (figure: Shown, values: LiveValues) => string | undefined,
): Promise<{ flaws: string[]; values: LiveValues }> {
  try {
    const { figure, values } = await drawnFigure(live, make, drawn)
    const own = flawOf?.(figure, values)
    return { flaws: [...liveFlaws(figure, live), ...(own === undefined ? [] : [own])], values }
  } catch (error) {
    const { stack = '', message } = error as Error
    return { flaws: [`${message} ${/^ +at .*$/m.exec(stack)?.[0]?.trim() ?? ''}`], values: drawn }
  }
}

export interface RandomSettings<Shown extends Figure> {
  seed: number
  /** How many cases `npm test` draws. */
  usual: number
  /** Of the figure, besides what holds for all: what is wrong with it. */
  flawOf?: (figure: Shown, values: LiveValues) => string | undefined
}

/** Has a figure made with random settings: pictures, words, targets and views are sound, in both widths. */
export async function checkRandomSettings<Shown extends Figure>(
  live: Live,
  make: Maker<Shown>,
  { seed, usual, flawOf }: RandomSettings<Shown>,
): Promise<void> {
  const property = fc.asyncProperty(settingsOf(live), async (drawn) => {
    const { flaws, values } = await flawsDrawn(live, make, drawn, flawOf)
    assert.is(flaws.join('\n'), '', `${live.export} ${JSON.stringify(values)}: ${flaws.slice(0, 5).join('\n')}`)
  })
  await fc.assert(property, { seed, numRuns: draws(usual), endOnFailure: true, includeErrorInReport: true })
}
