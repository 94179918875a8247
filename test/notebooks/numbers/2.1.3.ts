import type { Origins } from './number.ts'

const SCRIPT = 'the script in the fold, on Linux 6.18'
const SENDALL =
  'measured with Python 3.11 on Linux 6.18: best of three, or of two with a time limit; buffers as the system makes them'
const LOCK = 'counted with Python 3.11 on Linux 6.18: 2,592,424, 2,596,107 and 2,523,293'
const VETH =
  'measured on Linux 6.18 between two network namespaces joined by a veth pair: the median of 25 exchanges after the first five'

export const origins: Origins = [
  { says: '0.5 s', source: SCRIPT },
  { says: '3.11, Linux', source: SENDALL },
  { says: '6.18) to', source: SENDALL },
  { says: '136 |', source: SENDALL },
  { says: '112 |', source: SENDALL },
  { says: '753 |', source: SENDALL },
  { says: '1,106 |', source: SENDALL },
  { says: '2.59 million', source: LOCK },
  { says: '2.60 million', source: LOCK },
  { says: '2.52 million', source: LOCK },
  { says: '44 ms', source: VETH },
  { says: '0.05 ms', source: VETH },
  { says: '136 ms', source: SENDALL },
  { says: '112 ms', source: SENDALL },
  { says: '1,106 ms', source: SENDALL },
  { says: '753 ms', source: SENDALL },
]
