import { isSvgMime, narrowSvg } from '../../notebook/index.ts'
import type { Aspect } from '../../verify/index.ts'
import { htmlText } from './escape.ts'

/** What a browser draws by itself and runs nothing of; SVG too, as long as it is the source of an `img`. */
const drawnTypes: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/svg+xml']
/** Characters. */
const longestPicture = 5_000_000

/** One side of a picture that differs, as an `img` or as words; `undefined` where it is no picture. */
export function pictureHtml(aspect: Aspect | undefined, alt: string): string | undefined {
  if (!aspect) return '<p class="none">nothing</p>'
  const { name, kind, content } = aspect
  // Whatever it is called in the notebook, it is SVG to a browser.
  const type = isSvgMime(name) ? 'image/svg+xml' : name
  // A narrow layout without words has its looks from the wide one beside it as well, and would be black without them.
  const isBare = name === narrowSvg && !/<title|<desc|\saria-label=/.test(content)
  if (isBare || !drawnTypes.includes(type)) return undefined
  if (content.length > longestPicture)
    return `<p class="none">a picture of ${content.length} characters: too large to show</p>`
  const data = kind === 'bytes' ? content : Buffer.from(withNamespace(content)).toString('base64')
  if (!/^[A-Za-z0-9+/]*=*$/.test(data)) return '<p class="none">no picture: it is not Base64</p>'
  return `<img alt="${htmlText(alt)}" src="data:${type};base64,${data}">`
}

/** In a page an SVG needs no namespace; by itself it is none without it. */
function withNamespace(svg: string): string {
  return /<svg[^>]*\sxmlns\s*=/.test(svg)
    ? svg
    : svg.replace(/<svg(?=[\s>])/, '<svg xmlns="http://www.w3.org/2000/svg"')
}
