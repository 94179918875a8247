import { type Box, textWidth } from '../../lib/draw/text.ts'
import { type Element, every } from './xml.ts'

export interface Label extends Box {
  text: string
  size: number
}

/** Where the labels of a parsed figure stand, as wide as they may become. */
export function labelsOf(svg: Element): Label[] {
  return [...every(svg)]
    .filter(({ name }) => name === 'text')
    .map(({ attributes, text, children }) => {
      const classes = (attributes.class ?? '').split(' ')
      const size = classes.includes('s') ? 12 : 13
      const width = textWidth(text, size, classes.includes('b') || children.length > 0) * 0.97
      const x = Number(attributes.x)
      const y = Number(attributes.y)
      const x0 = classes.includes('e') ? x - width : classes.includes('c') ? x - width / 2 : x
      return { text, size, x0, x1: x0 + width, y0: y - size * 0.75, y1: y + size * 0.2 }
    })
}

/** Pairs of labels that would stand on one another. */
export function collisions(labels: readonly Label[]): string[] {
  const found: string[] = []
  labels.forEach((a, index) => {
    for (const b of labels.slice(index + 1)) {
      const across = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0)
      const down = Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0)
      if (across > 1 && down > 1) found.push(`“${a.text}” and “${b.text}”`)
    }
  })
  return found
}
