import { hex } from '../../bytes.ts'
import { figureOf, type ShownFigure } from '../figure.ts'
import { figure } from '../frame.ts'
import { arrowhead, type Child, diamond, element, path, short } from '../svg.ts'
import { label, SMALL, textTable, textWidth } from '../text.ts'

/** What it says, by key. */
const SAYS = { reader: 'decoder', text: 'text', none: '(nothing)' } as const

/** A text as it crosses, and what readers make of it. */
export interface LettersCut {
  letters: readonly { letter: string; bytes: Uint8Array }[]
  /** So many bytes stand before the cut. */
  cut: number
  /** What is said of either side of it. */
  sides: readonly [before: string, after: string]
  /** What is behind the cut does not come. */
  isShort: boolean
  /** What each reader makes of it: U+FFFD is drawn as a sign. */
  read: readonly { reader: string; text: string }[]
}

/** Who reads a text that was cut, as a figure, which says where it can be cut. */
export interface CutTextFigure extends ShownFigure<LettersCut> {
  /** The line between each byte and the next in the picture of this width, as path data. */
  places(width: number): readonly string[]
}

const NO_LETTER = '\ufffd'
const BYTE_BOX = 34
const WIDEST_CELL = 62
const CUT_GAP = 16
const LETTERS_TOP = 8
const BYTES_TOP = LETTERS_TOP + BYTE_BOX + 4
const SIDES_BELOW = BYTES_TOP + BYTE_BOX + 24
const READ_TOP = SIDES_BELOW + 20
const READ_HIGH = 62

/** The letters of a text, their bytes below them, the cut, and what each reader makes of the pieces. */
export function cutTextFigure(text: LettersCut, options: { title: string; description: string }): CutTextFigure {
  const shown = figureOf({
    data: text,
    draw: (width) => drawCutText(text, options, width),
    table: () =>
      textTable(
        [SAYS.reader, SAYS.text],
        text.read.map(({ reader, text: read }) => [reader, read === '' ? SAYS.none : read]),
      ),
    sentence: () => options.description,
  })
  const places = (width: number): string[] =>
    Array.from({ length: lengthIn(text) - 1 }, (_, at) => {
      const x = xOfCut(text, at + 1, width)
      return `M${short(x)} ${LETTERS_TOP - 4}V${BYTES_TOP + BYTE_BOX + 4}`
    })
  return Object.assign(shown, { places })
}

const lengthIn = ({ letters }: LettersCut): number => letters.reduce((sum, { bytes }) => sum + bytes.length, 0)

function cellIn(text: LettersCut, width: number): number {
  return Math.min(WIDEST_CELL, (width - 4 - CUT_GAP) / lengthIn(text))
}

/** Where a byte begins. */
function xOfByte(text: LettersCut, at: number, width: number): number {
  return 2 + at * cellIn(text, width) + (at >= text.cut ? CUT_GAP : 0)
}

function xOfCut(text: LettersCut, at: number, width: number): number {
  const x = 2 + at * cellIn(text, width)
  return at < text.cut ? x : at === text.cut ? x + CUT_GAP / 2 : x + CUT_GAP
}

function drawCutText(
  text: LettersCut,
  { title, description }: { title: string; description: string },
  width: number,
): string {
  const { letters, cut, sides, isShort, read } = text
  const cell = cellIn(text, width)
  const bytes = letters.flatMap(({ bytes: own }) => [...own])
  const body: Child[] = []
  let at = 0
  for (const { letter, bytes: own } of letters) {
    const isBroken = at < cut && cut < at + own.length
    const [x, end] = [xOfByte(text, at, width), xOfByte(text, at + own.length - 1, width) + cell]
    body.push(
      element('rect', {
        class: isBroken || (isShort && at >= cut) ? 'not' : 'on',
        x: x + 1.5,
        y: LETTERS_TOP,
        width: end - x - 3,
        height: BYTE_BOX,
        rx: 3,
      }),
      // Of a letter that is cut the middle is where the cut is: beside it there is room.
      label(isBroken ? x + ((cut - at) * cell) / 2 : (x + end) / 2, LETTERS_TOP + 22, letter, 'b', 'middle'),
    )
    at += own.length
  }
  bytes.forEach((byte, index) => {
    const x = xOfByte(text, index, width)
    const isAway = isShort && index >= cut
    body.push(
      element('rect', { class: isAway ? 'not' : 'box', x: x + 1.5, y: BYTES_TOP, width: cell - 3, height: BYTE_BOX }),
      label(x + cell / 2, BYTES_TOP + 22, hex(Uint8Array.of(byte), ''), isAway ? 'm' : '', 'middle'),
    )
  })
  const middle = xOfCut(text, cut, width)
  const [before, after] = sides.map((side) => textWidth(side, SMALL)) as [number, number]
  const right = Math.min(middle + 6, width - 2 - after)
  const others = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1).filter((place) => place !== cut)
  body.push(
    path('gone', `M${short(middle)} ${LETTERS_TOP - 6}V${BYTES_TOP + BYTE_BOX + 7}`),
    // Where else it can be cut.
    path(
      'headm',
      others.map((place) => arrowhead(xOfCut(text, place, width), BYTES_TOP + BYTE_BOX + 2, 0, -1, 7)).join(''),
    ),
    label(Math.max(Math.min(middle - 6, right - 8), before + 2), SIDES_BELOW, sides[0], 's m', 'end'),
    label(right, SIDES_BELOW, sides[1], 's m'),
  )
  read.forEach((one, index) => {
    body.push(...drawRead(one, READ_TOP + index * READ_HIGH))
  })
  return figure({}, { title, description, width, height: READ_TOP + read.length * READ_HIGH + 2 }, ...body)
}

/** What a reader has, a place a character: what is no letter has a shape of its own. */
function drawRead({ reader, text }: LettersCut['read'][0], top: number): Child[] {
  const characters = [...text]
  const x = (index: number): number => 2 + index * READ_WIDE
  return [
    label(2, top + 13, reader, 's'),
    text === '' && label(2, top + 40, SAYS.none, 's m'),
    ...characters.flatMap((character, index): Child[] => {
      const middle = x(index) + READ_WIDE / 2
      return character === NO_LETTER
        ? [path('gone', diamond(middle, top + 35, 14)), label(middle, top + 40, '?', 'b t5', 'middle')]
        : [
            element('rect', { class: 'on', x: x(index) + 1.5, y: top + 21, width: READ_WIDE - 3, height: 28, rx: 3 }),
            label(middle, top + 40, character, 'b', 'middle'),
          ]
    }),
  ]
}

const READ_WIDE = 34
