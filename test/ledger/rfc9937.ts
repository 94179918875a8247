import { built, inOrder, type Rule } from './rule.ts'

/** RFC 9937: proportional rate reduction, where the setting `prr` has it. */
export const rfc9937: readonly Rule[] = inOrder(9937, [
  built('6.1', 'MUST', 'begin anew with each recovery', {
    in: 'LossRecovery.beginReduction',
    without: 'prr.begin',
    fails: {
      'prr.test.ts': [
        'RFC 9937 §6.2, rack-tlp: one of twenty lost → the fast retransmit, then one for two that are delivered; cwnd ends at ssthresh',
      ],
    },
  }),
  built(
    '6.2',
    'MUST',
    'without SACK, count no more than was in flight as come',
    {
      in: 'DupAckRecovery.duplicateAck',
      expression: 'prr.recoverFs',
      becomes: 'Infinity',
      fails: {
        'prr.test.ts': [
          '§6.2, no SACK: more duplicate ACKs than segments were in flight → nobody is made to send without end',
        ],
      },
    },
    {
      in: 'Prr.acknowledged',
      condition: 'estimates',
      becomes: 'false',
      fails: {
        'prr.test.ts': [
          '§6.2, no SACK: more duplicate ACKs than segments were in flight → nobody is made to send without end',
        ],
      },
    },
  ),
])
