import { built, inOrder, type Rule, same, unbuilt } from './rule.ts'

const NO_RENEGING = 'not applicable: this receiver never throws away what it has reported'

/** RFC 2018: selective acknowledgment options. */
export const rfc2018: readonly Rule[] = inOrder(2018, [
  built('2', 'MUST NOT', 'permit SACK on SYNs alone', {
    in: 'dataSegment',
    expression: 'optionsWithin(..._)',
    becomes: '{ ...$0, sackPermitted: true }',
    fails: { 'options.test.ts': ['segments after the SYN → none names an MSS (MUST-65)'] },
  }),
  built('4', 'SHOULD', 'send SACK wherever it is permitted', {
    in: 'optionsWithin',
    condition: 'hasSackBlocks',
    becomes: 'false',
    fails: {
      'reassembly.test.ts': ['out of order → an ACK at once with SACK blocks, newest first (RFC 5681 §4.2, RFC 2018)'],
    },
  }),
  built('4', 'MUST NOT', 'send no SACK to who has not permitted it', {
    in: 'optionsWithin',
    expression: '_.sack && $blocks',
    becomes: '$blocks',
    fails: { 'reassembly.test.ts': ['without SACK-permitted → holes are answered at once, without blocks'] },
  }),
  same('4', 'SHOULD', 'put SACK into every ACK while there is a hole', '2018-2'),
  built('4', 'SHOULD', 'acknowledge every segment that brings new data above a hole', {
    in: 'Receiver.text',
    condition: 'fresh 0',
    becomes: 'false',
    fails: { 'delayed-ack.test.ts': ['out of order → ACK at once; the hole filled → ACK at once'] },
  }),
  same('4', 'SHOULD', 'put SACK into each of these ACKs', '2018-2'),
  built('4', 'MUST', 'report first what the segment just come belongs to', {
    in: 'Receiver.takeSackBlocks',
    expression: '_.newest(_)',
    becomes: '$0.reverse()',
    fails: {
      'reassembly.test.ts': ['out of order → an ACK at once with SACK blocks, newest first (RFC 5681 §4.2, RFC 2018)'],
    },
  }),
  built('4', 'SHOULD', 'report as many blocks as there is room for', {
    in: 'optionsWithin',
    expression: 'Math.min(_, _)',
    becomes: '1',
    fails: {
      'reassembly.test.ts': ['out of order → an ACK at once with SACK blocks, newest first (RFC 5681 §4.2, RFC 2018)'],
    },
  }),
  built('4', 'SHOULD', 'repeat the blocks reported last', {
    in: 'Receiver.takeSackBlocks',
    expression: '_.newest(_)',
    becomes: '$0.slice(0, 1).concat($0.slice(1).reverse())',
    fails: {
      'reassembly.test.ts': ['out of order → an ACK at once with SACK blocks, newest first (RFC 5681 §4.2, RFC 2018)'],
    },
  }),
  built('5', 'SHOULD', 'remember what is reported', {
    in: 'SackRecovery.takeSack',
    expression: '_ > _.una',
    becomes: 'false',
    fails: { 'recovery.test.ts': ['SACK: several holes → each resent once, as `pipe` allows, before new data'] },
  }),
  built('5', 'SHOULD', 'forget at a timeout what was reported', {
    in: 'SackRecovery.lostByTimeout',
    returns: 'undefined',
    fails: {
      'recovery.test.ts': [
        'SACK: timeout → what was reported is forgotten (it may be dropped): all is resent, but for new reports',
      ],
    },
  }),
  built('5', 'MUST', 'resend at SND.UNA after a timeout, whatever was reported', {
    in: 'LossRecovery.nextLost',
    expression: '_.found($una, _, true)',
    becomes: 'this.found($una + this.smss, nxt, true)',
    fails: {
      'recovery.test.ts': [
        'SACK: timeout → what was reported is forgotten (it may be dropped): all is resent, but for new reports',
      ],
    },
  }),
  same('5.1', 'MUST', 'control congestion as without SACK', '5681-28'),
  same('5.1', 'MUST', 'choose without SACK what to resend after a timeout', '2018-11'),
  unbuilt('8', 'MUST', 'report the newest segment first when others are thrown away', NO_RENEGING),
  unbuilt('8', 'MUST', 'report at least that segment', NO_RENEGING),
  unbuilt('8', 'MUST NOT', 'report nothing else that is no longer held', NO_RENEGING),
  built('8', 'MUST NOT', 'keep data until they are acknowledged by SEG.ACK', {
    in: 'takeAcknowledgment',
    expression: '_.takeSack(..._)',
    becomes:
      '(state.buffer.release(Math.max(0, ...(segment.sack ?? []).map(([, right]) => snd.offset(right))) - 1), $0)',
    fails: {
      'recovery.test.ts': [
        'SACK: duplicates 1 and 2 → new data as `pipe` shrinks; 3 → resent, cwnd = ssthresh, not inflated',
      ],
    },
  }),
])
