import { built, inOrder, type Rule } from './rule.ts'

/** RFC 3522: the Eifel detection algorithm. */
export const rfc3522: readonly Rule[] = inOrder(3522, [
  built('3.2', 'MUST', 'tell by the echo whether what was resent had only been late', {
    in: 'Undo.judge',
    expression: '$echoed < Math.floor(_)',
    becomes: 'false',
    fails: {
      'undo.test.ts': [
        'new-reno, SACK: the ACK of what was resent echoes the first copy → cwnd and ssthresh are what they were',
      ],
    },
  }),
  built('3.2', 'MUST NOT', 'leave a recovery at hand as it began', {
    in: 'LossRecovery.timeout',
    expression: "_.phase === 'open'",
    becomes: 'true',
    fails: { 'undo.test.ts': ['a timeout within a recovery that was for nothing → all of it is undone'] },
  }),
])
