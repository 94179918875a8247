/** The type under which an output holds a figure's second layout, for narrow screens: SVG text, beside `image/svg+xml`. */
export const narrowSvg = 'image/vnd.ackbook.narrow-svg+xml'

/** Whether a MIME type's data is SVG text. */
export function isSvgMime(mime: string): boolean {
  return mime === 'image/svg+xml' || mime === narrowSvg
}
