import { digestOfData } from '../network/index.ts'
import type { Play } from './play.ts'
import { besideWide } from './second-layout.ts'
import { NARROW, WIDE } from './theme.ts'

/** By this method kernels ask a value for its forms, as Deno's does. */
const displaySymbol: unique symbol = Symbol.for('Jupyter.display') as never

/** By this one they ask for the digest of what it shows, to be kept beside the output. */
const digestSymbol: unique symbol = Symbol.for('ackbook.digest') as never

/** By this one, `console.log` and kernels without the first. */
const inspectCustom = Symbol.for('nodejs.util.inspect.custom')

/**
 * What a figure shows, before it is drawn: its data, and from this one reading of them the picture, a table and a sentence. A
 * lesson's figure is a pure function of named parameters that returns one; a cell shows it, a page draws it at two widths.
 */
export interface Figure<Data = unknown> {
  /** What it was read from, or what it shows: the cells after it go on with it. */
  readonly data: Data
  /** SVG text laid out for so many CSS pixels, `WIDE` unless told; a pixel of the page each, letters of 11 or more. */
  svg(width?: number): string
  /** The same numbers in columns, for a terminal, a `<pre>` or a spreadsheet. */
  readonly table: string
  /** What there is to see, in words: the text alternative. */
  readonly sentence: string
  /** What a reader can do with it on a page. */
  readonly play?: Play | undefined
}

/** A figure that a notebook can show. */
export interface ShownFigure<Data = unknown> extends Figure<Data> {
  [displaySymbol](): Record<string, string>
  [digestSymbol](): string
}

/** What the parts of a figure are made of. Each is made when it is asked for, and no more than once. */
export interface FigureParts<Data> {
  data: Data
  draw: (width: number) => string
  table: () => string
  sentence: () => string
  play?: () => Play
}

/** The type under which an output holds the second layout: SVG text for narrow screens, beside `image/svg+xml`. */
export const NARROW_TYPE = 'image/vnd.ackbook.narrow-svg+xml'

/** A figure of its parts. */
export function figureOf<Data>({ data, draw, table, sentence, play }: FigureParts<Data>): ShownFigure<Data> {
  let tableText: string | undefined
  let words: string | undefined
  let played: Play | undefined
  const figure = {
    data,
    svg: (width: number = WIDE): string => draw(checkedWidth(width)),
    get table(): string {
      tableText ??= table()
      return tableText
    },
    get sentence(): string {
      words ??= begun(sentence())
      return words
    },
    [displaySymbol]: (): Record<string, string> => {
      const wide = draw(WIDE)
      return {
        'image/svg+xml': wide,
        [NARROW_TYPE]: besideWide(draw(NARROW), wide),
        'text/plain': inText(),
      }
    },
    get play(): Play | undefined {
      played ??= play?.()
      return played
    },
    [digestSymbol]: (): string => digestOfData(data),
    [inspectCustom]: inText,
  }
  return figure

  function inText(): string {
    return [figure.sentence, figure.table].filter((part) => part !== '').join('\n\n')
  }
}

/** Names of hosts and axes are small; what begins with one does not. */
function begun(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

/** The figure as another sees it: the same picture and words for other data. */
export function withData<Data>(figure: Figure, data: Data): ShownFigure<Data> {
  return figureOf({
    data,
    draw: (width) => figure.svg(width),
    table: () => figure.table,
    sentence: () => figure.sentence,
    play: () => figure.play ?? {},
  })
}

/** The figure, with what a reader can do with it. */
export function withPlay<Data>(figure: ShownFigure<Data>, play: () => Play): ShownFigure<Data> {
  return figureOf({
    data: figure.data,
    draw: (width) => figure.svg(width),
    table: () => figure.table,
    sentence: () => figure.sentence,
    play,
  })
}

/** Narrower than the narrowest screen, or wider than any page, is a mistake. */
function checkedWidth(width: number): number {
  if (Number.isFinite(width) && width >= 240 && width <= 4000) return width
  throw new RangeError(`a figure cannot be ${width} pixels wide: svg(width) takes 240 to 4000`)
}
