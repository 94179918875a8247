import { built, inOrder, type Rule, same, unbuilt } from './rule.ts'

const RFC_6928 =
  'refused: the initial window is that of RFC 6928, ten segments; the setting `initialWindow` gives a smaller one'
const CWND_IN_OCTETS = 'refused: cwnd counts octets and stays: as many go out as before, in smaller segments'
const ELSEWHERE = 'not applicable: speaks of a word in another text, and asks nothing itself'

/** RFC 5681: congestion control. */
export const rfc5681: readonly Rule[] = inOrder(5681, [
  built('2', 'MUST NOT', 'send nothing beyond cwnd and the window', {
    in: 'sendNew',
    condition: 'room',
    becomes: 'false',
    fails: {
      'congestion.test.ts': ['RFC 6928: MSS 1,000 → ten segments first; 1,460 → ten; 4,000 → three; set to 3 → three'],
    },
  }),
  same('3', 'MUST NOT', 'be no more aggressive than these algorithms', '5681-1'),
  same('3', 'MUST NOT', 'send nothing that cwnd does not allow', '5681-1'),
  same('3.1', 'MUST', 'use slow start and congestion avoidance', 'MUST-19'),
  unbuilt('3.1', 'MUST', 'keep the initial window within these bounds', RFC_6928),
  unbuilt('3.1', 'MUST NOT', 'begin with no more than two large segments', RFC_6928),
  unbuilt('3.1', 'MUST NOT', 'begin with no more than three of middle size', RFC_6928),
  unbuilt('3.1', 'MUST NOT', 'begin with no more than four small ones', RFC_6928),
  built('3.1', 'MUST NOT', 'leave cwnd as it is when a SYN is acknowledged', {
    in: 'establish',
    expression: '_.start($mss, $window, $limit, $rtt)',
    becomes: 'state.congestion.start($mss, ($window) + ($mss), $limit, $rtt)',
    fails: {
      'congestion.test.ts': ['RFC 6928: MSS 1,000 → ten segments first; 1,460 → ten; 4,000 → three; set to 3 → three'],
    },
  }),
  built('3.1', 'MUST', 'begin with one segment when a SYN was lost', {
    in: 'establish',
    expression: '_.synTimeouts > lostSyns ? _ : $window',
    becomes: '$window',
    fails: {
      'sender-timeout.test.ts': [
        'the SYN had to be sent twice → an RTO of 3 s and a window of one segment, no sample of its round trip',
      ],
    },
  }),
  unbuilt('3.1', 'SHOULD', 'lower cwnd when the MSS was too large', CWND_IN_OCTETS),
  unbuilt('3.1', 'SHOULD', 'lower it in proportion', CWND_IN_OCTETS),
  built('3.1', 'SHOULD', 'begin with a high ssthresh', {
    in: 'Reno.ssthresh',
    value: 'ssthresh',
    becomes: '1_000',
    fails: {
      'congestion.test.ts': [
        'RFC 5681 §4.1: idle for longer than an RTO → cwnd falls to the initial window; turned off → it stays',
      ],
    },
  }),
  built('3.1', 'MUST', 'lower ssthresh on congestion', {
    in: 'Reno.lossDetected',
    value: 'ssthresh',
    becomes: 'this.ssthresh',
    fails: {
      'congestion.test.ts': [
        'loss → Reno halves what was in flight, CUBIC takes 0.7 of it, Tahoe starts from one segment, none does nothing',
      ],
    },
  }),
  built('3.1', 'SHOULD', 'grow by a segment a round trip in congestion avoidance', {
    in: 'Reno.ackArrives',
    expression: '_.cwnd += _.smss',
    becomes: 'undefined',
    fails: {
      'congestion.test.ts': [
        'MUST-19: congestion avoidance → one segment more a round trip, whether or not ACKs are delayed',
      ],
    },
  }),
  built('3.1', 'MUST NOT', 'grow by no more than that', {
    in: 'Reno.ackArrives',
    expression: '_.cwnd += _.smss',
    becomes: 'this.cwnd += 2 * this.smss',
    fails: {
      'congestion.test.ts': [
        'MUST-19: congestion avoidance → one segment more a round trip, whether or not ACKs are delayed',
      ],
    },
  }),
  built('3.1', 'RECOMMENDED', 'count octets, not ACKs', {
    in: 'Reno.ackArrives',
    expression: '_.credit += _.acked',
    becomes: 'this.#credit += this.smss',
    fails: {
      'congestion.test.ts': [
        'MUST-19: congestion avoidance → one segment more a round trip, whether or not ACKs are delayed',
      ],
    },
  }),
  same('3.1', 'MUST NOT', 'grow by no more than a segment a round trip', '5681-16'),
  unbuilt(
    '3.1',
    'SHOULD',
    'round an increment of less than an octet up',
    'not applicable: what is acknowledged is counted, so there is no quotient to round',
  ),
  built('3.1', 'MUST', 'halve ssthresh at a timeout', {
    in: 'Reno.timedOut',
    expression: '_ / 2',
    becomes: '$0 * 2',
    fails: {
      'congestion.test.ts': [
        'timeout → one segment; ssthresh from the flight, and unchanged when the same data times out again',
      ],
    },
  }),
  built('3.1', 'MUST', 'begin anew with one segment', {
    in: 'Reno.timedOut',
    value: 'cwnd',
    becomes: '2 * this.smss',
    fails: {
      'congestion.test.ts': [
        'timeout → one segment; ssthresh from the flight, and unchanged when the same data times out again',
      ],
    },
  }),
  same('3.2', 'SHOULD', 'acknowledge what is out of order at once', '2018-5'),
  built('3.2', 'SHOULD', 'acknowledge what fills a hole at once', {
    in: 'Receiver.text',
    condition: 'hadHoles',
    becomes: 'false',
    fails: { 'delayed-ack.test.ts': ['out of order → ACK at once; the hole filled → ACK at once'] },
  }),
  built('3.2', 'SHOULD', 'resend at the third duplicate ACK', {
    in: 'DupAckRecovery.duplicateAck',
    condition: 'DUP_THRESH',
    becomes: 'false',
    fails: {
      'recovery.test.ts': [
        'NewReno: third duplicate ACK → one resent; ssthresh = half of the flight without limited transmit’s; cwnd = ssthresh + 3',
      ],
    },
  }),
  built('3.2', 'SHOULD', 'send new data at the first two', {
    in: 'DupAckRecovery.allowance',
    returns: '0',
    fails: { 'recovery.test.ts': ['RFC 3042: first and second duplicate ACK → one new segment each, cwnd unchanged'] },
  }),
  built('3.2', 'MUST NOT', 'leave cwnd as it is then', {
    in: 'DupAckRecovery.duplicateAck',
    expression: "phase === 'fast' && !prr",
    becomes: 'true',
    fails: { 'recovery.test.ts': ['RFC 3042: first and second duplicate ACK → one new segment each, cwnd unchanged'] },
  }),
  built('3.2', 'MUST NOT', 'count with SACK only an ACK that reports something new', {
    in: 'SackRecovery.isDuplicate',
    returns: 'true',
    fails: { 'recovery.test.ts': ['SACK: an ACK that reports nothing new → no duplicate'] },
  }),
  built('3.2', 'MUST', 'halve ssthresh at the third duplicate ACK', {
    in: 'LossRecovery.answerLoss',
    without: 'lossDetected',
    fails: {
      'recovery.test.ts': [
        'NewReno: third duplicate ACK → one resent; ssthresh = half of the flight without limited transmit’s; cwnd = ssthresh + 3',
      ],
    },
  }),
  built('3.2', 'MUST NOT', 'leave what limited transmit has sent out of FlightSize', {
    in: 'LossRecovery.answerLoss',
    expression: '_.flight - _.limitedOctets',
    becomes: 'this.snd.flight',
    fails: {
      'recovery.test.ts': [
        'NewReno: third duplicate ACK → one resent; ssthresh = half of the flight without limited transmit’s; cwnd = ssthresh + 3',
      ],
    },
  }),
  built(
    '3.2',
    'MUST',
    'resend at SND.UNA, and set cwnd to ssthresh and three segments',
    {
      in: 'DupAckRecovery.enterFast',
      without: 'forced',
      fails: {
        'recovery.test.ts': [
          'NewReno: third duplicate ACK → one resent; ssthresh = half of the flight without limited transmit’s; cwnd = ssthresh + 3',
        ],
      },
    },
    {
      in: 'DupAckRecovery.enterFast',
      expression: 'DUP_THRESH * _',
      becomes: '0',
      fails: {
        'recovery.test.ts': [
          'NewReno: third duplicate ACK → one resent; ssthresh = half of the flight without limited transmit’s; cwnd = ssthresh + 3',
        ],
      },
    },
  ),
  built('3.2', 'MUST', 'inflate cwnd by each further duplicate ACK', {
    in: 'DupAckRecovery.duplicateAck',
    expression: '_.cwnd += _.smss',
    becomes: 'undefined',
    fails: {
      'recovery.test.ts': [
        'NewReno: further duplicate ACKs → each inflates cwnd by a segment, new data goes once it exceeds the flight',
      ],
    },
  }),
  built('3.2', 'SHOULD', 'send new data as the inflated cwnd allows', {
    in: 'nextOutgoing',
    expression: 'sendNew(..._)',
    becomes: "recovery.phase === 'fast' ? undefined : $0",
    fails: {
      'recovery.test.ts': [
        'NewReno: further duplicate ACKs → each inflates cwnd by a segment, new data goes once it exceeds the flight',
      ],
    },
  }),
  built('3.2', 'MUST', 'deflate cwnd to ssthresh at the end', {
    in: 'LossRecovery.leave',
    value: 'cwnd',
    becomes: '$0 * 2',
    fails: {
      'recovery.test.ts': [
        'NewReno: all that was outstanding acknowledged → recovery over, cwnd = min(ssthresh, flight + 1 segment)',
      ],
    },
  }),
  built('4.1', 'SHOULD', 'begin with the restart window after an idle time', {
    in: 'restartIfIdle',
    returns: 'undefined',
    fails: {
      'congestion.test.ts': [
        'RFC 5681 §4.1: idle for longer than an RTO → cwnd falls to the initial window; turned off → it stays',
      ],
    },
  }),
  same('4.2', 'SHOULD', 'delay the ACKs of data', 'SHLD-18'),
  same('4.2', 'MUST NOT', 'delay them not for long', 'MUST-40'),
  same('4.2', 'SHOULD', 'acknowledge every second full-sized segment', 'SHLD-19'),
  same('4.2', 'MUST', 'acknowledge within half a second', 'MUST-40'),
  unbuilt('4.2', 'SHOULD', 'how RFC 1122 put it', ELSEWHERE),
  unbuilt('4.2', 'SHOULD', 'how RFC 1122 put it in one place', ELSEWHERE),
  unbuilt('4.2', 'MUST', 'how RFC 1122 put it in another', ELSEWHERE),
  unbuilt('4.2', 'SHOULD', 'how it is meant', ELSEWHERE),
  unbuilt('4.2', 'SHOULD', 'how it is meant', ELSEWHERE),
  same('4.2', 'MUST NOT', 'wait no longer than half a second for a second segment', 'MUST-40'),
  same('4.2', 'SHOULD', 'acknowledge what is out of order at once', '2018-5'),
  same('4.2', 'SHOULD', 'acknowledge what comes above a hole at once', '2018-5'),
  same('4.2', 'SHOULD', 'acknowledge what fills a hole at once', '5681-23'),
  same('4.2', 'MUST NOT', 'send one ACK for a segment, not more', 'MUST-59'),
  same('4.3', 'MUST', 'halve ssthresh at the first loss of a window', '5681-28'),
  same('4.3', 'MUST', 'send no more than half a window a round trip until all is mended', '6675-19'),
  built('4.3', 'MUST', 'set cwnd to no more than ssthresh then', {
    in: 'SackRecovery.fastAck',
    expression: '_.leave($cwnd, $now)',
    becomes: 'this.leave(2 * $cwnd, $now)',
    fails: { 'recovery.test.ts': ['SACK: recovery ends at RecoveryPoint; a loss of later data starts another'] },
  }),
  built('4.3', 'MUST', 'go on in congestion avoidance', {
    in: 'Reno.ackArrives',
    condition: 'cwnd ssthresh',
    becomes: 'true',
    fails: {
      'congestion.test.ts': [
        'MUST-19: congestion avoidance → one segment more a round trip, whether or not ACKs are delayed',
      ],
    },
  }),
  built('4.3', 'MUST', 'reduce twice when what was resent is lost again', {
    in: 'RackTlpRecovery.lossesFound',
    without: 'reduce',
    fails: {
      'rack.test.ts': [
        'what was resent is lost again → once more, cwnd halved again (RFC 5681 §4.3), once in a round trip',
      ],
    },
  }),
  unbuilt('7', 'SHOULD', 'what has changed since RFC 2581', ELSEWHERE),
])
