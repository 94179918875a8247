import { built, inOrder, type Rule, same, unbuilt } from './rule.ts'

const ASKED_OF_IP = 'not applicable: asked of IP, which puts fragments together before the engine sees them'

/** RFC 6691: options and the MSS. */
export const rfc6691: readonly Rule[] = inOrder(6691, [
  same('2', 'SHOULD', 'announce the MTU less the two fixed headers', 'MUST-67'),
  built('2', 'SHOULD NOT', 'take no options off what is announced', {
    in: 'synOptions',
    value: 'mss',
    becomes: 'settings.mss - 12',
    fails: {
      'options.test.ts': ['active OPEN → SYN offers MSS, window scale, SACK-permitted, timestamps (MUST-14, MUST-65)'],
    },
  }),
  same('2', 'MUST', 'take the options that are sent off the data', 'MUST-16'),
  unbuilt(
    '5.2',
    'SHOULD',
    'announce the least MTU of an interface that varies',
    'refused: an interface here has one MTU, which does not vary (SHLD-6)',
  ),
  same('A', 'MUST', 'assume 536 octets where none is announced', 'MUST-15'),
  unbuilt('A', 'MUST', 'reassemble datagrams of 576 octets', ASKED_OF_IP),
  unbuilt('A', 'SHOULD', 'let the largest datagram be set', ASKED_OF_IP),
  unbuilt('A', 'SHOULD', 'reassemble what an interface’s MTU holds', ASKED_OF_IP),
  unbuilt(
    'A',
    'SHOULD',
    'how implementations read that',
    'not applicable: speaks of a word in another text, and asks nothing itself',
  ),
])
