/** A bitmap as its reader sees it. */
export interface Pixels {
  width: number
  height: number
  /** Puts red, green, blue and alpha of a pixel, 0 to 65535 each, into `into`. */
  sample(pixel: number, into: Uint16Array): void
  /** What else of the file may change how it looks: colour profiles, orientation, frames of an animation. */
  beside: string
}

/** A picture that is larger is compared by its bytes. */
export const mostPixels = 16_000_000

/** How many pixels of two pictures differ, and the first that does; `undefined` when one cannot lie on the other. */
export function differingPixels(before: Pixels, after: Pixels): { count: number; first: number } | undefined {
  if (before.width !== after.width || before.height !== after.height) return undefined
  const [one, other] = [new Uint16Array(4), new Uint16Array(4)]
  let [count, first] = [0, -1]
  for (let pixel = 0; pixel < before.width * before.height; pixel += 1) {
    before.sample(pixel, one)
    after.sample(pixel, other)
    if (one[0] === other[0] && one[1] === other[1] && one[2] === other[2] && one[3] === other[3]) continue
    if (count === 0) first = pixel
    count += 1
  }
  return { count, first }
}

/** How two pictures differ. */
export function tellPixels(
  pixels: { count: number; first: number } | undefined,
  before: Pixels,
  after: Pixels,
): string {
  if (!pixels) return `${before.width} × ${before.height} pixels are now ${after.width} × ${after.height}`
  const { count, first } = pixels
  if (count === 0) return 'the pixels are the same, but not the colour profile, the orientation or the animation'
  const place = `column ${(first % before.width) + 1} of row ${Math.floor(first / before.width) + 1}`
  return `${count} of ${before.width * before.height} pixels ${count === 1 ? 'differs' : 'differ'}, the first in ${place}`
}
