/** What must hold of a figure whatever its reader has set. */
import { type Figure, NARROW, WIDE } from '../../lib/draw/index.ts'
import { flawsOf, segmentsOfPath } from '../draw/geometry.ts'

/** What is wrong with a figure, with its views and with what can be pressed: labels on one another, numbers that are none, empty words. */
export function liveFlaws(figure: Pick<Figure, 'svg' | 'table' | 'sentence' | 'play'>): string[] {
  const { play = {} } = figure
  const flaws: string[] = []
  const pictures = [figure, ...(play.views ?? []).flatMap((view) => view.figure ?? [])]
  for (const [index, picture] of pictures.entries()) {
    for (const width of [WIDE, NARROW]) {
      const text = picture.svg(width)
      flaws.push(...flawsOf(text, width).map((flaw) => `picture ${index} at ${width}: ${flaw}`))
      if (/NaN|Infinity|undefined/.test(text)) flaws.push(`picture ${index} at ${width}: a number that is none`)
      for (const { shape, label } of picture.play?.targets?.(width) ?? []) {
        if (
          label === '' ||
          segmentsOfPath(shape)
            .flat(2)
            .some((value) => !Number.isFinite(value))
        )
          flaws.push(`picture ${index} at ${width}: target “${label}” ${shape}`)
      }
    }
    if (!/^[\p{Lu}\d“]/u.test(picture.sentence)) flaws.push(`picture ${index}: “${picture.sentence}” is no sentence`)
  }
  const words = [
    figure.table,
    play.said ?? '–',
    ...(play.moments ?? []),
    ...(play.actions ?? []).map(({ label }) => label),
  ]
  for (const view of play.views ?? []) {
    words.push(view.name, ...(view.facts ?? []).flatMap(({ name, value }) => [name, value]))
    words.push(...(view.lines ?? []).map(({ text }) => text))
  }
  flaws.push(...words.filter((text) => text === '' || /NaN|Infinity|undefined/.test(text)).map((text) => `“${text}”`))
  return flaws
}
