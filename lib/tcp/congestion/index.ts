// Congestion control: one small interface, one file an algorithm.

import { Cubic } from './cubic.ts'
import { HyStart } from './hystart.ts'
import { NewReno } from './new-reno.ts'
import { None } from './none.ts'
import { Reno } from './reno.ts'
import { Tahoe } from './tahoe.ts'
import type { Congestion, CongestionName } from './types.ts'

/** The names that `createCongestion` knows. */
export const CONGESTION_NAMES: readonly CongestionName[] = ['tahoe', 'reno', 'new-reno', 'cubic', 'none']

/** @param hystart HyStart++ in CUBIC's first slow start */
export function createCongestion(name: CongestionName, hystart: boolean = false): Congestion {
  switch (name) {
    case 'tahoe':
      return new Tahoe()
    case 'reno':
      return new Reno()
    case 'new-reno':
      return new NewReno()
    case 'cubic':
      return new Cubic(hystart ? new HyStart() : undefined)
    case 'none':
      return new None()
    default:
      throw new RangeError(
        `congestion control "${name as string}" is not known; there are: ${CONGESTION_NAMES.join(', ')}`,
      )
  }
}

export { BETA, C, cubeRoot, cubicK, cubicWindow } from './cubic-function.ts'
export type { Congestion, CongestionAck, CongestionName } from './types.ts'
