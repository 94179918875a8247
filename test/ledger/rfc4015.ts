import { built, inOrder, type Rule, same, unbuilt } from './rule.ts'

/** RFC 4015: the Eifel response algorithm. */
export const rfc4015: readonly Rule[] = inOrder(4015, [
  same('2', 'MUST', 'undo only what a detection has shown', '3522-1'),
  built('3.1', 'MUST', 'have the next timeout come later', {
    in: 'Rto.tooSoon',
    returns: 'undefined',
    fails: {
      'undo.test.ts': [
        'the timeout came too soon → no more is resent, cwnd is what it was, and the next timeout comes later',
      ],
    },
  }),
  same('3.1', 'MUST NOT', 'leave a recovery at hand as it began', '3522-2'),
  unbuilt(
    '3.4',
    'MUST',
    'undo nothing on ECN-Echo',
    'refused: no queue here marks, all drop, so ECN could tell of nothing (SHLD-8)',
  ),
  unbuilt(
    '4',
    'SHOULD',
    'drop NewReno’s test for copies after an undone timeout',
    'refused: copies that went before the undoing still make duplicate ACKs, which are to begin nothing',
  ),
  unbuilt(
    '5',
    'SHOULD',
    'undo only what no forged ACK can call for',
    'refused: an echo is taken at its word: who lies about it is the receiver, which wins no more than by acknowledging early',
  ),
])
