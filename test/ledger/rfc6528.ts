import { inOrder, type Rule, same, unbuilt } from './rule.ts'

/** RFC 6528: initial sequence numbers. */
export const rfc6528: readonly Rule[] = inOrder(6528, [
  same('3', 'SHOULD', 'add a keyed hash of the two ends to the clock', 'SHLD-1'),
  same('3', 'MUST NOT', 'let no outsider compute the hash', 'MUST-9'),
  unbuilt(
    '4',
    'MUST',
    'draw a secret that is random alone as RFC 4086 says',
    'not applicable: the secret is given to the engine, which makes none',
  ),
])
