import type { Origins } from './number.ts'

const SOMAXCONN = 'Documentation/networking/ip-sysctl.rst of Linux: SOMAXCONN, raised in 5.4'
const TIMER = 'read in ss -tno on Linux 6.18'
const SCHEDULE = 'measured on Linux 6.18; tcp_syn_linear_timeouts since 6.5'

export const origins: Origins = [
  { says: '4096 by default', source: SOMAXCONN },
  { says: '5.4.', source: SOMAXCONN },
  { says: '6.5 sends', source: SCHEDULE },
  { says: '11 and 19 s', source: SCHEDULE },
  { says: '19 s when', source: SCHEDULE },
  { says: '4.4 s we read', source: TIMER },
  { says: '660 ms', source: TIMER },
  { says: '500 ms', given: 'exercise 3, between a round trip and a timer' },
  { says: '180 ms', is: () => 9 * 20 },
  { says: '450 ms', is: () => 9 * 50 },
]
