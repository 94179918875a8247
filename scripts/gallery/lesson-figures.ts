import { readFileSync } from 'node:fs'
import { LESSONS } from '../../lib/concepts/course.ts'
import type { Figure } from '../../lib/draw/index.ts'
import { type Live, parseNotebook } from '../../lib/notebook/index.ts'

/** A cell that names the function of its figure. */
export interface LessonFigure {
  lesson: string
  cell: string
  live: Live
}

export type Values = Record<string, number | string>

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

export function defaultsOf({ parameters }: Live): Values {
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default]))
}

/** The defaults but for one parameter, which is at an end or another choice. */
export function variationsOf(live: Live): Values[] {
  return live.parameters.flatMap((parameter) => {
    const values = 'choices' in parameter ? parameter.choices : [parameter.min, parameter.max]
    return values
      .filter((value) => value !== parameter.default)
      .map((value) => ({ ...defaultsOf(live), [parameter.name]: value }))
  })
}
