import { hash } from '../words.ts'
import { type Child, element, escapeText, render } from './svg.ts'
import { styleFor } from './theme.ts'

/** What every figure takes. */
export interface FigureOptions {
  /** The accessible name, and the heading that hovering shows. */
  title?: string
  /** The text alternative, when the figure's own is not what the reader should hear. */
  description?: string
  /** Prefix of the ids in the figure; needed only when the very same figure stands on a page twice. */
  id?: string
  /** For how many CSS pixels it is laid out: `WIDE` unless told; letters stay as large as they are. */
  width?: number
}

/** What a figure is, unless its caller says otherwise. */
interface FigureFrame {
  title: string
  description: string
  width: number
  height: number
}

/** The SVG text of a figure: a name and a text alternative, one style sheet, then the body; the ground is its page's. */
export function figure(options: FigureOptions, frame: FigureFrame, ...body: readonly Child[]): string {
  const { title = frame.title, description = frame.description } = options
  const width = Math.ceil(frame.width)
  const height = Math.ceil(frame.height)
  const content = lines(body)
  const id = escapeText(options.id ?? `fig-${hash(title + description + content).toString(36)}`).replace(/\s/g, '-')
  return render(
    element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        class: 'ackfig',
        role: 'img',
        'aria-labelledby': `${id}-title`,
        'aria-describedby': `${id}-desc`,
        viewBox: `0 0 ${width} ${height}`,
        width,
      },
      element('title', { id: `${id}-title` }, title),
      element('desc', { id: `${id}-desc` }, description),
      // A style sheet is not text: `>` and quotes do not occur in ours, so that HTML and XML read it alike.
      { markup: `<style>${styleFor(content)}</style>` },
      { markup: content },
    ),
  )
}

/** One element a line, so that a change shows as one. */
function lines(body: readonly Child[]): string {
  const flat = (child: Child): string[] =>
    Array.isArray(child) ? (child as readonly Child[]).flatMap(flat) : [render(child)]
  return `\n${body
    .flatMap(flat)
    .filter((line) => line !== '')
    .join('\n')}\n`
}
