import { readFileSync } from 'node:fs'
import { LESSONS } from '../../lib/concepts/course.ts'
import type { Figure } from '../../lib/draw/index.ts'
import {
  type Live,
  type LiveParameter,
  type LiveValues,
  liveDefaults,
  parseNotebook,
} from '../../lib/notebook/index.ts'

/** A cell that names the function of its figure. */
export interface LessonFigure {
  lesson: string
  cell: string
  live: Live
}

export type Values = LiveValues

/** All figures of the course in its order; those of one lesson by the number that its name begins with. */
export function lessonFigures(numbers: readonly string[] = []): LessonFigure[] {
  const names = LESSONS.map(({ name }) => name).filter(
    (name) => numbers.length === 0 || numbers.includes(name.split('-')[0]!),
  )
  return names.flatMap((lesson) => {
    const path = `notebooks/${lesson}.ipynb`
    const { cells } = parseNotebook(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), path)
    return cells.flatMap(({ id = '', metadata }) => {
      const live = metadata.ackbook?.live as Live | undefined
      return live ? [{ lesson, cell: id, live }] : []
    })
  })
}

/**
 * The figure with these values of its parameters; those that are missing have their defaults.
 *
 * The function is that of the built library, as a notebook has it.
 *
 * @throws Error for a function that is not there
 */
export async function madeFigure(live: Live, values: Values = {}): Promise<Figure> {
  const [, topic] = /^ackbook\/concepts\/figures\/([\w-]+)$/.exec(live.module) ?? []
  if (topic === undefined) throw new Error(`${live.module} is no module of figures: ackbook/concepts/figures/… is`)
  const file = new URL(`../../lib/dist/concepts/figures/${topic}.js`, import.meta.url)
  const module = (await import(file.href)) as Record<string, unknown>
  const make = module[live.export]
  if (typeof make !== 'function') throw new Error(`${live.module} exports no function ${live.export}`)
  return (await Reflect.apply(make, undefined, [values])) as Figure
}

/** The defaults but for one parameter, which is at an end, another choice, or a list of one, or of as many as it holds. */
export function variationsOf(live: Live): Values[] {
  return live.parameters.flatMap((parameter) => {
    const usual = 'moment' in parameter ? undefined : parameter.default
    return endsOf(parameter)
      .filter((value) => JSON.stringify(value) !== JSON.stringify(usual))
      .map((value) => ({ ...liveDefaults(live), [parameter.name]: value }))
  })
}

function endsOf(parameter: LiveParameter): Values[string][] {
  if ('moment' in parameter) return [0]
  if ('choices' in parameter) return [...parameter.choices]
  if (!('of' in parameter)) return [parameter.min, parameter.max]
  const { of, most } = parameter
  const [from, to] = of as readonly number[]
  if (typeof from !== 'number') return of.map((item) => [item])
  const items = Array.from({ length: Math.min(most, to! - from + 1) }, (_, at) => from + at)
  return items.length > 1 ? [items.slice(0, 1), items] : [items]
}
