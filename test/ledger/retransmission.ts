import { named, type Rule } from './rule.ts'

/** Timeouts, congestion control, connection failures, RFC 9293 §3.8.1 to §3.8.3. */
export const retransmission: readonly Rule[] = named([
  {
    label: 'MUST-18',
    clause: '3.8.1',
    asks: "compute the RTO by RFC 6298, with Karn's algorithm",
    removals: [
      {
        in: 'K',
        file: 'retransmission/rto.ts',
        value: 'K',
        becomes: '2',
        fails: {
          'rto.test.ts': [
            'MUST-18: samples 100, 200, 100 → by hand: RTTVAR from the old SRTT, gains 1/4 and 1/8, K = 4',
          ],
          'sender-timeout.test.ts': [
            'MUST-18: the ACK of a segment sent twice → no sample, the back-off stays; the next clean one ends it (Karn)',
          ],
        },
      },
      {
        in: 'Rto.sample',
        expression: 'Math.abs($a - $b)',
        becomes: '0.875 * $0',
        fails: {
          'rto.test.ts': [
            'MUST-18: samples 100, 200, 100 → by hand: RTTVAR from the old SRTT, gains 1/4 and 1/8, K = 4',
          ],
        },
      },
      {
        in: 'measure',
        expression: '_ && $oldest >= $from',
        becomes: '$oldest >= $from',
        fails: {
          'sender-timeout.test.ts': [
            'MUST-18: the ACK of a segment sent twice → no sample, the back-off stays; the next clean one ends it (Karn)',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-19',
    clause: '3.8.2',
    asks: 'start slowly, avoid congestion, back the RTO off',
    removals: [
      {
        in: 'SlowStartGrowth.by',
        expression: 'Math.min(acked, _)',
        becomes: '8 * $0',
        fails: {
          'congestion.test.ts': [
            'MUST-19: slow start → cwnd doubles a round trip; an ACK of many segments counts as one',
          ],
        },
      },
      {
        in: 'Reno.ackArrives',
        condition: 'credit cwnd',
        becomes: 'false',
        fails: {
          'congestion.test.ts': [
            'MUST-19: congestion avoidance → one segment more a round trip, whether or not ACKs are delayed',
          ],
        },
      },
      {
        in: 'Rto.backOff',
        returns: 'undefined',
        fails: {
          'rto.test.ts': ['MUST-18: no measurement yet → 1 s, doubled at each expiry up to the ceiling'],
          'sender-timeout.test.ts': [
            'MUST-18: data is not acknowledged → resent after 1, 2, 4, 8 … s, one segment each',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-8',
    clause: '3.8.2',
    asks: 'take part in Explicit Congestion Notification',
    without:
      'refused: no queue here marks, all drop, so nothing could be notified; ECE and CWR of a peer are read and mean nothing',
  },
  {
    label: 'MUST-20',
    clause: '3.8.3',
    asks: 'say so after R1 retransmissions, give up after R2',
    removals: [
      {
        in: 'Sender.retransmit',
        condition: 'r1',
        becomes: 'false',
        fails: {
          'sender-timeout.test.ts': ['MUST-20: R1, three retransmissions → the event `r1`, and the connection goes on'],
          'user-timeout.test.ts': [
            'data is never acknowledged → after R2 CLOSED, ETIMEDOUT; R1 was reported before (MUST-20)',
          ],
        },
      },
      {
        in: 'SenderState.giveUpAt',
        returns: 'Infinity',
        fails: {
          'sender-timeout.test.ts': ['MUST-20: R2 = 100 s by default → given up exactly then, everything dropped'],
          'user-timeout.test.ts': [
            'data is never acknowledged → after R2 CLOSED, ETIMEDOUT; R1 was reported before (MUST-20)',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-21',
    clause: '3.8.3',
    asks: 'let the user set R2',
    removals: [
      {
        in: 'RetransmissionTimer.giveUpAfter',
        expression: '$acked ? _ : Math.max($a, $b)',
        becomes: '$acked ? 100_000 : Math.max($a, $b)',
        fails: {
          'sender-timeout.test.ts': ['MUST-21: the application sets R2 → it ends then; infinite → it never does'],
        },
      },
    ],
  },
  {
    label: 'MUST-22',
    clause: '3.8.3',
    asks: 'treat a SYN that is not answered in the same way',
    removals: [
      {
        in: 'Sender.retransmit',
        without: 'synDue',
        fails: {
          'sender-timeout.test.ts': [
            'MUST-22, 23: the SYN is not answered → resent with back-off, given up after three minutes, not at R2 of data',
          ],
          'user-timeout.test.ts': [
            'the SYN is never answered → after three minutes and not before ETIMEDOUT (MUST-22, MUST-23)',
          ],
        },
      },
      {
        in: 'RetransmissionTimer.giveUpAfter',
        expression: 'Math.max(SYN_R2, _)',
        becomes: 'Infinity',
        fails: {
          'sender-timeout.test.ts': [
            'MUST-22, 23: the SYN is not answered → resent with back-off, given up after three minutes, not at R2 of data',
          ],
          'user-timeout.test.ts': [
            'the SYN is never answered → after three minutes and not before ETIMEDOUT (MUST-22, MUST-23)',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-23',
    clause: '3.8.3',
    asks: 'repeat a SYN for three minutes at least',
    removals: [
      {
        in: 'RetransmissionTimer.giveUpAfter',
        expression: 'Math.max(SYN_R2, _)',
        becomes: '100_000',
        fails: {
          'sender-timeout.test.ts': [
            'MUST-22, 23: the SYN is not answered → resent with back-off, given up after three minutes, not at R2 of data',
            'MUST-23: R2 of the SYN set below three minutes → three minutes',
          ],
          'user-timeout.test.ts': [
            'the SYN is never answered → after three minutes and not before ETIMEDOUT (MUST-22, MUST-23)',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-9',
    clause: '3.8.3',
    asks: 'tell the user when R1 is reached',
    removals: [
      {
        in: 'Connection.sample',
        condition: 'r1',
        becomes: 'false',
        fails: {
          'user-timeout.test.ts': [
            'data is never acknowledged → after R2 CLOSED, ETIMEDOUT; R1 was reported before (MUST-20)',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-10',
    clause: '3.8.3',
    asks: 'set R1 to three retransmissions at least',
    removals: [
      {
        in: 'SETTINGS',
        value: 'r1',
        becomes: '{ ...$0, default: 1 }',
        fails: {
          'sender-timeout.test.ts': ['MUST-20: R1, three retransmissions → the event `r1`, and the connection goes on'],
        },
      },
    ],
  },
  {
    label: 'SHLD-11',
    clause: '3.8.3',
    asks: 'set R2 to 100 seconds at least',
    removals: [
      {
        in: 'SETTINGS',
        value: 'r2',
        becomes: '{ ...$0, default: 50_000 }',
        fails: {
          'sender-timeout.test.ts': ['MUST-20: R2 = 100 s by default → given up exactly then, everything dropped'],
        },
      },
    ],
  },
])
