/** Where the places before a door stand, and the lanes of time below them: beside one another on a wide screen, in rows on a narrow one. */
import type { Point } from '../svg.ts'

/** Below this the places stand in rows. */
const IN_ROWS = 520
const PERSON_WIDE = 20
const PERSON_HIGH = 32
const ROW_HIGH = 38
const NAMES_WIDE = 98
const LANE_HIGH = 17

export interface PlaceSpot {
  x: number
  y: number
  width: number
  height: number
  name: Point
  note: Point
  /** Where each that stands there stands: the middle of his head's top. */
  people: readonly Point[]
}

export interface DoorPlan {
  inRows: boolean
  height: number
  places: readonly PlaceSpot[]
  /** Where time begins and ends. */
  time: readonly [from: number, to: number]
  /** Where each lane has its middle. */
  lanes: readonly number[]
}

/** @param columns of each place, which holds two rows of them where they are fewer than eight */
export function doorPlan(width: number, columns: readonly number[], lanes: number): DoorPlan {
  const inRows = width < IN_ROWS
  const places = inRows ? placesInRows(width, columns) : placesInLine(width, columns)
  const below = Math.max(...places.map(({ y, height }) => y + height)) + (inRows ? 30 : 46)
  return {
    inRows,
    places,
    time: [62, width - 20],
    lanes: Array.from({ length: lanes }, (_, index) => below + LANE_HIGH * (index + 0.5)),
    height: below + LANE_HIGH * lanes,
  }
}

function placesInLine(width: number, columns: readonly number[]): PlaceSpot[] {
  const widths = columns.map((many) => Math.max(52, many * PERSON_WIDE + 10))
  const gap = (width - 4 - widths.reduce((sum, one) => sum + one, 0)) / (columns.length - 1)
  const [y, height] = [20, 2 * PERSON_HIGH + 8]
  let x = 2
  return widths.map((wide, index) => {
    const left = x
    x += wide + gap
    const many = columns[index]!
    const first = left + (wide - many * PERSON_WIDE) / 2
    const isOneRow = many === 1 || many >= 8
    const people = Array.from({ length: isOneRow ? many : 2 * many }, (_, at): Point => {
      const down = isOneRow ? (height - PERSON_HIGH) / 2 : 4 + PERSON_HIGH * Math.floor(at / many)
      return [first + PERSON_WIDE * ((at % many) + 0.5), y + down]
    })
    return { x: left, y, width: wide, height, name: [left, 13], note: [left, y + height + 16], people }
  })
}

function placesInRows(width: number, columns: readonly number[]): PlaceSpot[] {
  return columns.map((many, index) => {
    const y = 2 + ROW_HIGH * index
    const most = many === 1 || many >= 8 ? many : 2 * many
    const people = Array.from({ length: most }, (_, at): Point => [NAMES_WIDE + 4 + PERSON_WIDE * (at + 0.5), y + 3])
    const box = { x: NAMES_WIDE, y, width: width - NAMES_WIDE - 2, height: ROW_HIGH }
    return { ...box, name: [2, y + 16], note: [2, y + 31], people }
  })
}

/** The outline of one's place, as path data. */
export function personOutline([x, y]: Point): string {
  return `M${x - PERSON_WIDE / 2} ${y - 1}h${PERSON_WIDE}v${PERSON_HIGH}h${-PERSON_WIDE}z`
}
