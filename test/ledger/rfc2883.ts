import { built, inOrder, type Rule, same } from './rule.ts'

/** RFC 2883: duplicate SACK. */
export const rfc2883: readonly Rule[] = inOrder(2883, [
  same('3', 'MUST', 'what RFC 2018 says of the first block', '2018-7'),
  same('3', 'SHOULD', 'what RFC 2018 says of every ACK above a hole', '2018-2'),
  built('5', 'MUST NOT', 'hold a block against the ACK that came with it, not against SND.UNA', {
    in: 'takeAcknowledgment',
    expression: '$ack < _.una',
    becomes: 'false',
    fails: {
      'recovery.test.ts': [
        'RFC 2883 §5: an ACK comes late, whose block lies above its own number but below SND.UNA → no duplicate is seen in it',
      ],
    },
  }),
])
