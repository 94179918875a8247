/** Rows of numbers in one piece of memory: much that is alike, without an object each. */
export class Rows {
  /** Numbers in a row. */
  readonly width: number
  /** Row after row; replaced as it grows. */
  values: Float64Array
  length = 0

  constructor(width: number) {
    this.width = width
    this.values = new Float64Array(width * 16)
  }

  /** Another row, of zeros. @returns where in `values` it begins */
  add(): number {
    const at = this.length++ * this.width
    if (at === this.values.length) {
      const larger = new Float64Array(at * 2)
      larger.set(this.values)
      this.values = larger
    }
    return at
  }
}
