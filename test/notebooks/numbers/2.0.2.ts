import { tuningWindow } from '../../../lib/concepts/figures/window-tuning.ts'
import { expectedUtilisation, SEGMENT, sendingTime } from '../../../lib/concepts/flow-control.ts'
import { TWIN_SCRIPTS } from '../../../lib/concepts/twins/scripts.ts'
import type { Origins } from './number.ts'

const line = { rate: 10e6, delay: 10 }
const fast = { rate: 100e6, delay: 10 }
const FIELD = 65_535

export const origins: Origins = [
  { says: '0.12 ms', is: () => sendingTime(fast) },
  { says: '181 %', is: () => 100 * 32 * expectedUtilisation(line, 1) },
  { says: '17.7', is: () => 1 / expectedUtilisation(line, 1) },
  { says: '26,500', is: () => (line.rate * (2 * line.delay + sendingTime(line))) / 8000 },
  { says: '0.4 s', is: () => tuningWindow().data.tuned.duration! / 1000 },
  { says: '41 bytes', is: () => 20 + 20 + 1 },
  { says: '1.46 million', is: () => (1000 * SEGMENT) / 1e6 },
  { says: '5.2 Mbit/s', is: () => (FIELD * 8) / 0.1 / 1e6 },
  { says: '80,000', is: () => 10_000 * 8 },
  { says: '120,000 ms', source: 'Linux, Documentation/networking/ip-sysctl.rst, tcp_rto_max_ms; read on Linux 6.18' },
  { says: '6.18', source: 'the release on which the probes were recorded' },
  { says: '600 ms', is: () => 2 * 300 },
  { says: '2.5 s', is: () => TWIN_SCRIPTS['window closed'].reads!.from / 1000 },
]
