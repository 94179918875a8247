import { encode } from 'fast-png'

/** Pixels, as those who show links ask for. */
const [width, height] = [1200, 630]

type Colour = readonly [red: number, green: number, blue: number]
const [line, data, ack]: readonly Colour[] = [
  [75, 83, 92],
  [0, 78, 173],
  [140, 148, 157],
]

/** A stroke from one point to another, with an arrow's head at its end. */
interface Stroke {
  from: readonly [x: number, y: number]
  to: readonly [x: number, y: number]
  colour: Colour
  thickness: number
  head?: boolean
}

/** Where the two hosts' lines stand, and how far a segment falls on its way. */
const [left, right, fall] = [300, 900, 55]

/** Segments and their acknowledgements between two hosts, of which one is lost and sent again: a PNG. */
export function cardPicture(): Uint8Array {
  const pixels = new Uint8Array(width * height * 3).fill(255)
  const strokes: Stroke[] = [
    ...[left, right].map((x) => ({ from: [x, 60], to: [x, 570], colour: line!, thickness: 5 }) as const),
    sent(95, data!),
    acknowledged(165),
    ...lostOnItsWay(250),
    sent(360, data!),
    acknowledged(430),
  ]
  for (const stroke of strokes) {
    addStroke(pixels, stroke)
    if (stroke.head) for (const side of headOf(stroke)) addStroke(pixels, side)
  }
  return encode({ width, height, data: pixels, channels: 3 })
}

function sent(y: number, colour: Colour): Stroke {
  return { from: [left + 8, y], to: [right - 10, y + fall], colour, thickness: 9, head: true }
}

function acknowledged(y: number): Stroke {
  return { from: [right - 8, y], to: [left + 10, y + fall], colour: ack!, thickness: 5, head: true }
}

/** In dashes, as far as a cross. */
function lostOnItsWay(y: number): Stroke[] {
  const at = (part: number): readonly [number, number] => [left + 8 + part * (right - left), y + part * fall]
  const dashes = Array.from({ length: 7 }, (_, n): Stroke => {
    return { from: at(n * 0.085), to: at(n * 0.085 + 0.05), colour: data!, thickness: 9 }
  })
  const [x, middle] = at(0.66)
  const arms = [-1, 1].map((side): Stroke => {
    return { from: [x - 20, middle - 20 * side], to: [x + 20, middle + 20 * side], colour: line!, thickness: 8 }
  })
  return [...dashes, ...arms]
}

function headOf({ from, to, colour, thickness }: Stroke): Stroke[] {
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0])
  return [-0.5, 0.5].map((turn) => {
    const back = angle + Math.PI + turn
    return { from: [to[0] + 30 * Math.cos(back), to[1] + 30 * Math.sin(back)], to, colour, thickness }
  })
}

/** Covers each pixel by as much as the stroke, whose ends are round, covers of it. */
function addStroke(pixels: Uint8Array, { from, to, colour, thickness }: Stroke): void {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const reach = thickness / 2 + 1
  const span = (one: number, other: number, end: number): [number, number] => [
    Math.max(0, Math.floor(Math.min(one, other) - reach)),
    Math.min(end - 1, Math.ceil(Math.max(one, other) + reach)),
  ]
  const [[top, bottom], [start, end]] = [span(from[1], to[1], height), span(from[0], to[0], width)]
  for (let y = top; y <= bottom; y += 1) {
    for (let x = start; x <= end; x += 1) {
      const along = Math.min(1, Math.max(0, ((x - from[0]) * dx + (y - from[1]) * dy) / (dx * dx + dy * dy)))
      const away = Math.hypot(x - from[0] - along * dx, y - from[1] - along * dy)
      const cover = Math.min(1, Math.max(0, thickness / 2 + 0.5 - away))
      if (cover === 0) continue
      const place = (y * width + x) * 3
      for (const [at, shade] of colour.entries())
        pixels[place + at] = Math.round(pixels[place + at]! * (1 - cover) + shade * cover)
    }
  }
}
