import { type Child, cross, path, short } from './svg.ts'
import { fit, label, SMALL, textWidth } from './text.ts'

/** What a mark means, and a sample of it, drawn with its middle at (x, y) and at most 14 wide. */
export type KeyEntry = readonly [text: string, sample: KeySample]

export type KeySample = (x: number, y: number) => Child

/** The marks' meanings in rows, how high those are, and how they look with the first one's baseline at `top`. */
export interface Key {
  height: number
  at: (top: number) => Child[]
}

/** The key below a chart; entries that are `false` do not occur. */
export function key(entries: readonly (KeyEntry | false)[], width: number): Key {
  let x = 8
  let row = 0
  const placed = entries.flatMap((entry) => {
    if (!entry) return []
    const [name, sample] = entry
    const text = fit(name, width - 32, SMALL)
    const needs = 22 + textWidth(text, SMALL) + 10
    if (x > 8 && x + needs > width) {
      x = 8
      row++
    }
    const place = { text, sample, x, below: row * 18 }
    x += needs
    return [place]
  })
  return {
    height: placed.length === 0 ? 0 : (row + 1) * 18,
    at: (top) =>
      placed.flatMap(({ text, sample, x, below }) => [
        sample(x + 8, top + below - 4),
        label(x + 20, top + below, text, 's m'),
      ]),
  }
}

/** A piece of a line. */
export function dashSample(style: string): KeySample {
  return (x, y) => path(style, `M${short(x - 8)} ${short(y)}h16`)
}

export function letterSample(text: string, style: string): KeySample {
  return (x, y) => label(x, y + 4, text, `s b ${style}`.trimEnd(), 'middle')
}

/** Of what was lost. */
export const crossed: KeySample = (x, y) => path('gone', cross(x, y, 4))
