import { color, lab, type RGBColor } from 'd3-color'

/** The grounds of the page's two themes on which text stands, each the one nearer to the middle. */
const lightGround = luminance('#f5f7f9')
const darkGround = luminance('#1a2028')
/** WCAG 2.2, 1.4.3: of text against its ground. */
const leastContrast = 4.5

/** A colour in CSS's spelling, read; `undefined` for anything else. */
export function readColour(text: string): RGBColor | undefined {
  const read = color(text.trim())?.rgb()
  return read && [read.r, read.g, read.b, read.opacity].every(Number.isFinite) ? read.clamp() : undefined
}

/** The author's hue for text, as dark as it must be on a light page and as light as it must be on a dark one. */
export function inkOf(colour: RGBColor): string {
  const [onLight, onDark] = [legible(colour, lightGround), legible(colour, darkGround)]
  return onLight === onDark ? onLight : `light-dark(${onLight},${onDark})`
}

/** Whether text on it is dark. */
export function isLight(colour: RGBColor): boolean {
  return luminance(colour) > 0.179
}

export function printColour(colour: RGBColor): string {
  return colour.opacity < 1 ? colour.formatHex8() : colour.formatHex()
}

function legible(colour: RGBColor, ground: number): string {
  const wanted = lab(colour)
  wanted.opacity = 1
  const step = ground > 0.5 ? -2 : 2
  while (
    contrast(luminance(wanted.rgb().clamp()), ground) < leastContrast &&
    wanted.l + step >= 0 &&
    wanted.l + step <= 100
  ) {
    wanted.l += step
  }
  return wanted.rgb().clamp().formatHex()
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: RGBColor | string): number {
  const { r, g, b } = typeof colour === 'string' ? color(colour)!.rgb() : colour
  const [red, green, blue] = [r, g, b].map((part) => {
    const value = part / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
