/** Congestion control: one small interface, an algorithm a file. A new one is its file and a line of the registry below. */

import { Bbr } from './bbr.ts'
import { Cubic } from './cubic.ts'
import { HyStart } from './hystart.ts'
import { NewReno } from './new-reno.ts'
import { None } from './none.ts'
import { Reno } from './reno.ts'
import { Tahoe } from './tahoe.ts'
import type { Congestion } from './types.ts'

/** How each is made; names, their list and their type come from here. `hystart` = HyStart++ in CUBIC's first slow start; `seed` is of what is left to chance. */
const ALGORITHMS = {
  tahoe: (): Congestion => new Tahoe(),
  reno: (): Congestion => new Reno(),
  'new-reno': (): Congestion => new NewReno(),
  cubic: (hystart: boolean): Congestion => new Cubic(hystart ? new HyStart() : undefined),
  bbr: (_hystart: boolean, seed: number): Congestion => new Bbr(seed),
  none: (): Congestion => new None(),
}

export type CongestionName = keyof typeof ALGORITHMS

/** The names that `createCongestion` knows. */
export const CONGESTION_NAMES: readonly CongestionName[] = Object.keys(ALGORITHMS) as CongestionName[]

/**
 * @param hystart HyStart++ in CUBIC's first slow start
 * @param seed of what BBR leaves to chance, any integer
 * @throws RangeError for a name that is not known
 */
export function createCongestion(name: CongestionName, hystart: boolean, seed: number = 0): Congestion {
  if (!Object.hasOwn(ALGORITHMS, name)) {
    throw new RangeError(
      `congestion control "${name as string}" is not known; there are: ${CONGESTION_NAMES.join(', ')}`,
    )
  }
  return ALGORITHMS[name](hystart, seed)
}

export { BETA_CUBIC, C, cubeRoot, cubicK, cubicWindow } from './cubic-function.ts'
export { initialWindow } from './initial-window.ts'
export type { Congestion, CongestionAck, RateMode, RateModel, RateSample } from './types.ts'
