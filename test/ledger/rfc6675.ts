import { built, inOrder, type Rule, same, unbuilt } from './rule.ts'

/** RFC 6675: loss recovery based on SACK. */
export const rfc6675: readonly Rule[] = inOrder(6675, [
  same('4', 'SHOULD', 'keep a scoreboard', '6675-12'),
  same('4', 'MUST NOT', 'keep data that were reported until they are acknowledged', '2018-18'),
  built('4', 'MUST', 'estimate what is on its way', {
    in: 'SackRecovery.pipe',
    returns: 'super.pipe',
    fails: {
      'recovery.test.ts': [
        'SACK: duplicates 1 and 2 → new data as `pipe` shrinks; 3 → resent, cwnd = ssthresh, not inflated',
      ],
    },
  }),
  same('4', 'MUST', 'choose the next segment by these rules', '6675-5'),
  built('4', 'MUST', 'resend first what is lost', {
    in: 'SackRecovery.nextLost',
    expression: '_.lostEdge(_)',
    becomes: '0',
    fails: { 'recovery.test.ts': ['SACK: several holes → each resent once, as `pipe` allows, before new data'] },
  }),
  same('4', 'MUST', 'send then what is new', '5681-32'),
  built('4', 'SHOULD', 'resend then what is missing', {
    in: 'SackRecovery.nextSpeculative',
    condition: 'from highest',
    becomes: 'false',
    fails: {
      'recovery.test.ts': [
        'SACK: there is room and nothing new, and what is missing is not lost yet → it is resent (RFC 6675 §4, NextSeg 3)',
      ],
    },
  }),
  built('4', 'MUST', 'have the rescue reach the end of what is outstanding', {
    in: 'SackRecovery.nextSpeculative',
    expression: 'Math.max(_, _, _)',
    becomes: 'una',
    fails: {
      'recovery.test.ts': [
        'SACK: the last two segments are lost, nothing new to send → the rescue is the very end, and the other is still missed',
      ],
    },
  }),
  built('4', 'SHOULD', 'resend the end once in a recovery', {
    in: 'SackRecovery.nextSpeculative',
    returns: 'false',
    fails: {
      'recovery.test.ts': [
        'SACK: the last segment is lost too, nothing new to send → one rescue retransmission of the end',
      ],
    },
  }),
  built('4', 'MUST NOT', 'leave HighRxt where it is then', {
    in: 'SackRecovery.resentUpTo',
    expression: '!_.rescuing',
    becomes: 'true',
    fails: {
      'recovery.test.ts': [
        'SACK: the last two segments are lost, nothing new to send → the rescue is the very end, and the other is still missed',
      ],
    },
  }),
  built('4', 'MUST', 'send nothing when no rule holds', {
    in: 'SackRecovery.nextSpeculative',
    condition: 'rescueRxt',
    becomes: 'false',
    fails: {
      'recovery.test.ts': [
        'SACK: the last segment is lost too, nothing new to send → one rescue retransmission of the end',
      ],
    },
  }),
  built('5', 'MUST', 'note what every ACK reports', {
    in: 'SackRecovery.takeSack',
    returns: '{ added: 0, duplicate: undefined }',
    fails: { 'recovery.test.ts': ['SACK: an ACK that reports nothing new → no duplicate'] },
  }),
  built('5', 'MUST', 'count duplicate ACKs from zero after an ACK of new data', {
    in: 'LossRecovery.newAck',
    value: 'dupAcks',
    becomes: 'this.dupAcks',
    fails: { 'recovery.test.ts': ['SACK: an ACK of new data that reports nothing new → the count begins again'] },
  }),
  built('5', 'MUST', 'count an ACK that reports something new', {
    in: 'LossRecovery.ackTaken',
    expression: '_.dupAcks++',
    becomes: 'undefined',
    fails: {
      'recovery.test.ts': [
        'SACK: duplicates 1 and 2 → new data as `pipe` shrinks; 3 → resent, cwnd = ssthresh, not inflated',
      ],
    },
  }),
  same('5', 'MUST', 'go through these steps with each ACK in a recovery', '6675-3'),
  built('5', 'MUST', 'end the recovery at RecoveryPoint', {
    in: 'SackRecovery.fastAck',
    condition: 'una recover',
    becomes: 'false',
    fails: { 'recovery.test.ts': ['SACK: recovery ends at RecoveryPoint; a loss of later data starts another'] },
  }),
  built('5', 'SHOULD NOT', 'remember after it what was reported above', {
    in: 'LossRecovery.leave',
    first: 'this.queue.forgetSacks(0)',
    fails: { 'recovery.test.ts': ['SACK: a recovery is over → what was reported above RecoveryPoint still counts'] },
  }),
  same('5', 'MUST', 'update scoreboard and pipe with an ACK below RecoveryPoint', '6675-3'),
  built(
    '5',
    'SHOULD',
    'send while cwnd has room for a segment, and no more',
    {
      in: 'SackRecovery.nextLost',
      condition: 'room smss',
      becomes: 'false',
      fails: { 'recovery.test.ts': ['SACK: several holes → each resent once, as `pipe` allows, before new data'] },
    },
    {
      in: 'SackRecovery.nextLost',
      condition: 'room smss',
      becomes: 'true',
      fails: { 'recovery.test.ts': ['SACK: several holes → each resent once, as `pipe` allows, before new data'] },
    },
  ),
  same('5', 'MUST', 'ask NextSeg what to send', '6675-5'),
  built('5', 'MUST', 'go on behind what was resent', {
    in: 'LossRecovery.resentUpTo',
    value: 'highRxt',
    becomes: 'this.highRxt',
    fails: { 'recovery.test.ts': ['SACK: several holes → each resent once, as `pipe` allows, before new data'] },
  }),
  same('5.1', 'SHOULD', 'what RFC 2018 says of a timeout', '2018-11'),
  same('5.1', 'MUST', 'what RFC 2018 says of what to resend', '2018-11'),
  built('5.1', 'SHOULD', 'use what is reported after a timeout', {
    in: 'LossRecovery.nextLost',
    expression: '_.hole($from)',
    becomes: '$from',
    fails: {
      'recovery.test.ts': [
        'SACK: timeout → what was reported is forgotten (it may be dropped): all is resent, but for new reports',
      ],
    },
  }),
  built('5.1', 'MUST', 'set RecoveryPoint to SND.NXT at a timeout', {
    in: 'LossRecovery.startOver',
    value: 'recover',
    becomes: 'this.snd.una',
    fails: {
      'recovery.test.ts': [
        'RFC 6582: duplicates of what was resent in vain after a timeout → no fast retransmit before `recover` is passed',
      ],
    },
  }),
  same('5.1', 'MUST', 'keep it until it is acknowledged', '6675-25'),
  built('5.1', 'MUST', 'end loss recovery at a timeout', {
    in: 'LossRecovery.startOver',
    value: 'phase',
    becomes: 'this.phase',
    fails: {
      'recovery.test.ts': [
        'RFC 6582: duplicates of what was resent in vain after a timeout → no fast retransmit before `recover` is passed',
      ],
    },
  }),
  built('5.1', 'MUST NOT', 'begin no recovery before that point is acknowledged', {
    in: 'SackRecovery.duplicateAck',
    first: "if (this.phase === 'loss') { this.enter('SACK', now); return }",
    fails: {
      'recovery.test.ts': [
        'SACK: timeout → what was reported is forgotten (it may be dropped): all is resent, but for new reports',
      ],
    },
  }),
  same('5.1', 'SHOULD', 'go on noting what is reported', '6675-24'),
  same('5.1', 'SHOULD', 'use that for what is sent after a timeout', '6675-24'),
  unbuilt(
    '9',
    'SHOULD',
    'what has changed since RFC 3517',
    'not applicable: speaks of a word in another text, and asks nothing itself',
  ),
])
