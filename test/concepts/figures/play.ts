import type { Play, Target } from '../../../lib/draw/index.ts'
import { type Figure, NARROW, WIDE } from '../../../lib/draw/index.ts'
import type { Live, LiveParameter, LiveValues } from '../../../lib/notebook/index.ts'
import { flawsOf, segmentsOfPath } from '../../draw/geometry.ts'
import { codeOf, lessons } from '../../helpers/course.ts'

/** What the cell of a lesson says of its figure. @param number of the lesson: `2.0.1` */
export function liveOf(number: string, id: string): Live {
  const lesson = lessons().find(({ name }) => name.startsWith(`${number}-`))!
  return codeOf(lesson.notebook).find((cell) => cell.id === id)!.metadata.ackbook!.live as Live
}

/** Draws values for a figure's parameters, any that a page could set. @param below a whole number below another, from chance */
export function randomValues({ parameters }: Live, below: (bound: number) => number): LiveValues {
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, randomValue(parameter, below)]))
}

function randomValue(parameter: LiveParameter, below: (bound: number) => number): LiveValues[string] {
  if ('moment' in parameter) return below(2) === 0 ? undefined : below(60)
  if ('choices' in parameter) return parameter.choices[below(parameter.choices.length)]!
  if ('of' in parameter) {
    const { of, most } = parameter
    const [from, to] = of as readonly number[]
    const any: readonly (number | string)[] =
      typeof from === 'number' ? Array.from({ length: to! - from + 1 }, (_, at) => from + at) : of
    const many = below(3) === 0 ? below(most + 1) : below(Math.min(4, most + 1))
    return [...new Set(Array.from({ length: many }, () => any[below(any.length)]!))]
  }
  const { min, max, step } = parameter
  return min + step * below(Math.round((max - min) / step) + 1)
}

/** Whether values may be what a figure's parameters are set to; what is wrong with them otherwise. */
function wrongIn({ parameters }: Live, values: LiveValues): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const parameter = parameters.find((one) => one.name === name)
    if (!parameter) return [`${name} is no parameter`]
    return isWithin(parameter, value) ? [] : [`${name} cannot be ${JSON.stringify(value)}`]
  })
}

function isWithin(parameter: LiveParameter, value: LiveValues[string]): boolean {
  if ('moment' in parameter) return value === undefined || Number.isInteger(value)
  if ('choices' in parameter) return parameter.choices.includes(value as string)
  if ('of' in parameter) {
    if (!Array.isArray(value) || value.length > parameter.most || new Set(value).size < value.length) return false
    const [from, to] = parameter.of as readonly number[]
    const isOne = (each: unknown): boolean =>
      typeof from === 'number'
        ? Number.isInteger(each) && Number(each) >= from && Number(each) <= to!
        : (parameter.of as readonly unknown[]).includes(each)
    return value.every(isOne)
  }
  return typeof value === 'number' && value >= parameter.min && value <= parameter.max
}

/** What is wrong with a figure and all that its reader can do with it, at both widths. */
export function playFlaws(live: Live, { svg, sentence, table, play = {} }: Figure): string[] {
  const words = [sentence, table, JSON.stringify(wordsIn(play))]
  const flaws = words.flatMap((text) =>
    /NaN|Infinity|undefined/.test(text) ? [`it says “${text.slice(0, 300)}”`] : [],
  )
  for (const width of [WIDE, NARROW]) {
    const views = (play.views ?? []).flatMap(({ figure }) => (figure ? [figure] : []))
    for (const one of [{ svg, play }, ...views]) {
      const text = one.svg(width)
      if (/NaN|Infinity|undefined/.test(text)) flaws.push('a coordinate is no number')
      const [, , drawn = 0, high = 0] = /viewBox="([^"]*)"/.exec(text)![1]!.split(' ').map(Number)
      flaws.push(...flawsOf(text, width))
      for (const target of one.play?.targets?.(width) ?? []) flaws.push(...targetFlaws(live, target, drawn, high))
    }
  }
  for (const action of play.actions ?? []) {
    if (action.set) flaws.push(...wrongIn(live, action.set))
    if (action.file !== undefined && !((action.bytes?.().length ?? 0) > 0)) flaws.push(`${action.file} is empty`)
  }
  return flaws
}

function targetFlaws(live: Live, { shape, label, set }: Target, width: number, height: number): string[] {
  const flaws = set ? wrongIn(live, set) : []
  const points = segmentsOfPath(shape).flat()
  if (points.length === 0) flaws.push(`${label}: nothing to press`)
  for (const [x, y] of points)
    if (!(x >= -1 && x <= width + 1 && y >= -1 && y <= height + 1)) flaws.push(`${label}: at ${x}, ${y}, outside`)
  return flaws
}

function wordsIn({ moments, actions, views, challenge, said }: Play): unknown {
  return { moments, actions, views: views?.map(({ name, facts, lines }) => ({ name, facts, lines })), challenge, said }
}
