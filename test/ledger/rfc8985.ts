import { built, inOrder, type Rule, same, unbuilt } from './rule.ts'

/** RFC 8985: RACK-TLP. */
export const rfc8985: readonly Rule[] = inOrder(8985, [
  unbuilt(
    '1',
    'RECOMMENDED',
    'find losses by time, not by counting ACKs',
    'refused: it is the setting `lossDetection`, which is `dup-ack` by default: the lessons tell of three duplicate ACKs',
  ),
  built('3.3.2', 'SHOULD', 'wait for no reordering before any is seen, when much is reported', {
    in: 'Rack.reorderingWindow',
    condition: 'reorderingSeen recovering',
    becomes: 'false',
    fails: {
      'rack.test.ts': [
        '§6.2: three segments reported, none ever out of order → what was sent before them is lost at once',
      ],
    },
  }),
  built('3.3.2', 'SHOULD', 'wait for a fraction of the round-trip time else', {
    in: 'Rack.reorderingWindow',
    expression: '_ / 4',
    becomes: '0',
    fails: {
      'rack.test.ts': [
        '§6.2: one segment reported → what was sent before it is lost after a quarter of the least round-trip time',
      ],
    },
  }),
  built('3.3.2', 'SHOULD', 'wait longer when a copy proves needless', {
    in: 'Rack.adapt',
    expression: '_.multiplier++',
    becomes: 'undefined',
    fails: {
      'rack.test.ts': [
        '§6.2: DSACKs → the window widens by a step in a round trip, not more; it is never wider than SRTT',
      ],
    },
  }),
  built('3.3.2', 'MUST', 'bound the wait', {
    in: 'Rack.reorderingWindow',
    expression: 'Math.min($window, _)',
    becomes: '$window',
    fails: {
      'rack.test.ts': [
        '§6.2: DSACKs → the window widens by a step in a round trip, not more; it is never wider than SRTT',
      ],
    },
  }),
  same('3.3.2', 'SHOULD', 'bound it by SRTT', '8985-5'),
  built('4', 'MUST', 'use SACK, or else count ACKs', {
    in: 'SenderState.recoveryBy',
    condition: 'sack',
    becomes: 'false',
    fails: { 'rack.test.ts': ['no SACK agreed on → three duplicate ACKs, as without'] },
  }),
  same('4', 'MUST', 'keep a scoreboard', '6675-12'),
  built('4', 'MUST', 'remember when each segment was sent last', {
    in: 'RetransmissionQueue.push',
    expression: '_.append($end, _)',
    becomes: 'this.append($end, 0)',
    fails: {
      'rack.test.ts': [
        'RFC 8985 §3.4: a tail of three lost, then one of them resent and lost again → found by probe and ACKs, no timeout',
      ],
    },
  }),
  same('4', 'RECOMMENDED', 'adapt the wait by DSACK', '8985-4'),
  built('6.2', 'SHOULD', 'forget a least round-trip time of long ago', {
    in: 'Rack.measured',
    condition: 'periodEnd',
    becomes: 'false',
    fails: { 'rack.test.ts': ['least round-trip time → of the last five to ten minutes'] },
  }),
  built('6.2', 'RECOMMENDED', 'have a timer find what no ACK tells of', {
    in: 'RackTlpRecovery.deadline',
    expression: 'Math.min(_, $tail)',
    becomes: '$tail',
    fails: {
      'rack.test.ts': [
        '§6.2: one segment reported → what was sent before it is lost after a quarter of the least round-trip time',
      ],
    },
  }),
  built('7.2', 'SHOULD', 'start the probe timeout with new data', {
    in: 'RackTlpRecovery.sentNew',
    without: 'scheduleProbe',
    fails: {
      'tail-loss-probe.test.ts': [
        '§7.2: no ACK for 2 SRTT → the last segment again; of a single one, whose ACK may be held back, 200 ms later',
      ],
    },
  }),
  built('7.2', 'SHOULD', 'wait a second without a round-trip time', {
    in: 'FIRST_PTO',
    value: 'FIRST_PTO',
    becomes: '500',
    fails: {
      'tail-loss-probe.test.ts': [
        'no round-trip time yet → the probe waits a second, the retransmission timer at most; 200 ms more only with one',
      ],
    },
  }),
  built('7.2', 'SHOULD', 'wait two round-trip times else', {
    in: 'TailLossProbe.schedule',
    expression: '2 * $srtt',
    becomes: '3 * $srtt',
    fails: {
      'tail-loss-probe.test.ts': [
        '§7.2: no ACK for 2 SRTT → the last segment again; of a single one, whose ACK may be held back, 200 ms later',
      ],
    },
  }),
  built('7.3', 'MUST', 'probe only when none is out and a round-trip time was measured since', {
    in: 'TailLossProbe.expire',
    value: 'due',
    becomes: 'true',
    fails: {
      'tail-loss-probe.test.ts': [
        'the timeout expires → a probe is due if a round-trip time was measured since the last, and none is out',
      ],
    },
  }),
  same('7.3', 'MUST', 'send no probe else', '8985-16'),
  built('7.3', 'MUST', 'run the retransmission timer then', {
    in: 'RackTlpRecovery.handleTimeout',
    first:
      "if (this.#tail.at <= now && this.#rack.at > now) { this.parts.reportTimer('loss-probe', now); this.#tail.expire(); return }",
    fails: {
      'tail-loss-probe.test.ts': ['§7.3: one probe at a time → after it the retransmission timer runs, the whole RTO'],
    },
  }),
  built('7.3', 'SHOULD', 'probe with new data', {
    in: 'sendLossProbe',
    condition: 'room unsent finPending',
    becomes: 'false',
    fails: {
      'tail-loss-probe.test.ts': [
        '§7.3: there is new data and the window takes it → that, beyond cwnd; else the last segment',
      ],
    },
  }),
  built('7.3', 'SHOULD', 'probe with the last segment else', {
    in: 'sendLossProbe',
    expression: 'Math.max(_, _)',
    becomes: 'snd.una',
    fails: {
      'tail-loss-probe.test.ts': [
        '§7.2: no ACK for 2 SRTT → the last segment again; of a single one, whose ACK may be held back, 200 ms later',
      ],
    },
  }),
  built('7.3', 'MUST', 'note the probe as sent', {
    in: 'RackTlpRecovery.sentAgain',
    without: 'rack.sent',
    fails: {
      'rack.test.ts': [
        'RFC 8985 §3.4: a tail of three lost, then one of them resent and lost again → found by probe and ACKs, no timeout',
      ],
    },
  }),
  same('7.3', 'MUST', 'run the retransmission timer after the probe', '8985-18'),
  built('7.4.2', 'MUST', 'take a probe that nothing calls needless for a loss mended', {
    in: 'TailLossProbe.repairs',
    returns: 'false',
    fails: {
      'tail-loss-probe.test.ts': ['§7.4: the probe has mended the loss → the next ACK tells so, and cwnd is reduced'],
    },
  }),
  built('7.4.2', 'SHOULD', 'reduce cwnd for that loss', {
    in: 'RackTlpRecovery.tailRepaired',
    without: 'reduce',
    fails: {
      'tail-loss-probe.test.ts': ['§7.4: the probe has mended the loss → the next ACK tells so, and cwnd is reduced'],
    },
  }),
  built('8', 'SHOULD', 'run one of these timers at a time', {
    in: 'RackTlpRecovery.retransmitAt',
    returns: 'super.retransmitAt',
    fails: { 'rack.test.ts': ['§8: RACK’s timer expires later than the RTO would → it alone runs'] },
  }),
  built('9.2', 'MUST NOT', 'begin no recovery by counting as RFC 6675 does', {
    in: 'RackTlpRecovery.duplicateAck',
    returns: 'super.duplicateAck(...arguments)',
    fails: {
      'rack.test.ts': [
        '§6.2: three segments reported, none ever out of order → what was sent before them is lost at once',
      ],
    },
  }),
  built('9.3', 'MUST NOT', 'resend no sooner than congestion control allows', {
    in: 'RackTlpRecovery.nextLost',
    expression: '_.forced',
    becomes: 'true',
    fails: {
      'rack.test.ts': [
        'RFC 8985 §3.5: the probe is lost too → the retransmission timer; what its ACK shows to be lost is resent at once',
      ],
    },
  }),
  unbuilt(
    '9.3',
    'RECOMMENDED',
    'reduce the rate in proportion (PRR)',
    'refused: cwnd falls at once, as RFC 5681 has it',
  ),
  same('9.3', 'MUST', 'answer the loss of what was resent as another one', '5681-53'),
])
