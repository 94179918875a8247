/** The largest of the values of the last rounds (BBR.BtlBwFilter): what is older than the window counts no more. */
export class WindowedMax {
  readonly #window: number
  /** Values that may yet be the largest: the later the smaller, one a round at most. */
  readonly #candidates: { round: number; value: number }[] = []

  /** @param window how many rounds a value counts */
  constructor(window: number) {
    this.#window = window
  }

  /** 0 = nothing has come yet. */
  get value(): number {
    return this.#candidates[0]?.value ?? 0
  }

  /** @param round of the value; never smaller than that of the one before */
  update(value: number, round: number): void {
    const candidates = this.#candidates
    while (candidates.length > 0 && candidates.at(-1)!.value <= value) candidates.pop()
    if (candidates.at(-1)?.round !== round) candidates.push({ round, value })
    while (candidates[0]!.round <= round - this.#window) candidates.shift()
  }
}
