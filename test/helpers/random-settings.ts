import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { type Figure, NARROW, type Pictured, type Play, type Target, WIDE } from '../../lib/draw/index.ts'
import { type Live, type LiveParameter, type LiveValues, parseNotebook } from '../../lib/notebook/index.ts'
import { flawsOf, segmentsOfPath } from '../draw/geometry.ts'
import { draws } from './draws.ts'

/** What the cell of a lesson says of its figure. */
export function liveOf(lesson: string, cell: string): Live {
  const path = `notebooks/${lesson}.ipynb`
  const { cells } = parseNotebook(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), path)
  return cells.find(({ id }) => id === cell)!.metadata.ackbook!.live as Live
}

/** Values within the bounds of a parameter. */
function valuesFor(parameter: LiveParameter): fc.Arbitrary<LiveValues[string]> {
  if ('moment' in parameter) return fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined })
  if ('choices' in parameter) return fc.constantFrom(...parameter.choices)
  if ('of' in parameter) {
    const { of, most } = parameter
    const item: fc.Arbitrary<number | string> =
      typeof of[0] === 'number'
        ? fc.integer({ min: of[0], max: Number(of[1]) })
        : fc.constantFrom(...(of as readonly string[]))
    return fc.uniqueArray(item, { maxLength: most })
  }
  const { min, max, step } = parameter
  const steps = Math.round((max - min) / step)
  return fc.oneof(fc.integer({ min: 0, max: steps }), fc.constantFrom(0, steps)).map((at) => min + at * step)
}

export interface RandomSettings<Shown extends Figure> {
  seed: number
  /** How many cases `npm test` draws. */
  usual: number
  /** Of the figure, besides what holds for all: what is wrong with it. */
  flawOf?: (figure: Shown, values: LiveValues) => string | undefined
}

/** Has a figure made with random settings: pictures, words, targets and views are sound, in both widths. */
export function checkRandomSettings<Shown extends Figure>(
  live: Live,
  make: (values: LiveValues) => Shown,
  { seed, usual, flawOf }: RandomSettings<Shown>,
): void {
  const settings = fc.record(
    Object.fromEntries(live.parameters.map((parameter) => [parameter.name, valuesFor(parameter)])),
  )
  fc.assert(
    fc.property(settings, (values) => {
      const figure = make(values)
      const flaws = liveFlaws(figure, live).join('; ')
      assert.is(flaws, '', flaws)
      assert.match(figure.sentence, /^[\p{Lu}\d“][\s\S]{18,}\.$/u)
      const own = flawOf?.(figure, values)
      assert.is(own, undefined, own)
    }),
    { seed, numRuns: draws(usual), endOnFailure: true, includeErrorInReport: true },
  )
}

/** What is wrong with a figure, its views and what can be pressed, whatever its reader has set. */
export function liveFlaws(figure: Figure, live: Live): string[] {
  return [...pictureFlaws(figure), ...playFlaws(figure.play ?? {}, live)]
}

const NO_NUMBER = /NaN|Infinity|undefined|null/

function pictureFlaws({ svg, sentence, play }: Pictured): string[] {
  return [WIDE, NARROW].flatMap((width) => {
    const text = svg(width)
    const [, , wide = 0, high = 0] = /viewBox="([^"]*)"/.exec(text)![1]!.split(' ').map(Number)
    return [
      ...flawsOf(text, width).map((flaw) => `${width}: ${flaw}`),
      ...(NO_NUMBER.test(text) || NO_NUMBER.test(sentence) ? [`${width}: ${NO_NUMBER.exec(text + sentence)}`] : []),
      ...(play?.targets?.(width) ?? []).flatMap((target) => targetFlaw(target, wide, high) ?? []),
    ]
  })
}

function targetFlaw({ shape, label, set, link }: Target, width: number, height: number): string | undefined {
  if (label === '' || NO_NUMBER.test(label)) return `a target is called “${label}”`
  if (!set && link === undefined) return `“${label}” neither sets anything nor points anywhere`
  const points = segmentsOfPath(shape).flat()
  if (points.length === 0) return `“${label}” has no shape`
  const isWithin = points.every(([x, y]) => x >= -1 && x <= width + 1 && y >= -1 && y <= height + 1)
  return isWithin ? undefined : `“${label}” leaves the picture: ${shape}`
}

function playFlaws(play: Play, live: Live): string[] {
  const targets = [WIDE, NARROW].flatMap((width) => play.targets?.(width) ?? [])
  const words = [
    play.said ?? '',
    play.challenge?.ask ?? '',
    play.challenge?.told ?? '',
    ...(play.moments ?? []),
    ...(play.actions ?? []).map(({ label }) => label),
    ...(play.views ?? []).flatMap(({ name, facts, lines }) => [
      name,
      ...(facts ?? []).map((fact) => `${fact.name}: ${fact.value}`),
      ...(lines ?? []).map(({ text }) => text),
    ]),
  ]
  return [
    ...words.filter((text) => NO_NUMBER.test(text)),
    ...[...targets, ...(play.actions ?? [])].flatMap(({ label, set = {} }) =>
      Object.entries(set).flatMap(([name, value]) => {
        const parameter = live.parameters.find((each) => each.name === name)
        if (!parameter) return [`“${label}” sets ${name}, which is no parameter`]
        return isOneOf(parameter, value) ? [] : [`“${label}” sets ${name} to ${JSON.stringify(value)}`]
      }),
    ),
    ...(play.views ?? []).flatMap(({ name, figure }) =>
      figure ? pictureFlaws(figure).map((flaw) => `${name}: ${flaw}`) : [],
    ),
  ]
}

/** Whether a page would take it for the parameter. */
function isOneOf(parameter: LiveParameter, value: LiveValues[string]): boolean {
  if ('moment' in parameter) return value === undefined || Number.isInteger(value)
  if ('choices' in parameter) return parameter.choices.includes(String(value))
  if (!('of' in parameter)) {
    const steps = (Number(value) - parameter.min) / parameter.step
    return (
      Number(value) >= parameter.min && Number(value) <= parameter.max && Math.abs(steps - Math.round(steps)) < 1e-6
    )
  }
  const { of, most } = parameter
  if (!Array.isArray(value) || value.length > most) return false
  const items: readonly (number | string)[] = value
  return items.every((item) =>
    typeof of[0] === 'number'
      ? Number.isInteger(item) && Number(item) >= of[0] && Number(item) <= Number(of[1])
      : (of as readonly (number | string)[]).includes(item),
  )
}
