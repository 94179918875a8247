import { built, inOrder, type Rule, same, unbuilt } from './rule.ts'

const ELSEWHERE = 'not applicable: speaks of a word in another text, and asks nothing itself'

/** RFC 6298: the retransmission timer. */
export const rfc6298: readonly Rule[] = inOrder(6298, [
  unbuilt('abstract', 'SHOULD', 'what RFC 1122 asked before', ELSEWHERE),
  unbuilt('abstract', 'MUST', 'what is asked from now on', ELSEWHERE),
  unbuilt('1', 'SHOULD', 'what RFC 1122 asked before', ELSEWHERE),
  unbuilt('1', 'MUST', 'what is asked from now on', ELSEWHERE),
  same('1', 'MUST NOT', 'be no more aggressive than these algorithms', '6298-17'),
  built('2', 'SHOULD', 'begin with an RTO of one second', {
    in: 'SETTINGS',
    value: 'initialRto',
    becomes: '{ ...$0, default: 500 }',
    fails: { 'rto.test.ts': ['MUST-18: no measurement yet → 1 s, doubled at each expiry up to the ceiling'] },
  }),
  built('2', 'MUST', 'take the first measurement whole, and half of it as variance', {
    in: 'Rto.sample',
    expression: '_ / 2',
    becomes: '0',
    fails: {
      'rto.test.ts': ['MUST-18: samples 100, 200, 100 → by hand: RTTVAR from the old SRTT, gains 1/4 and 1/8, K = 4'],
    },
  }),
  built('2', 'MUST', 'mix each further measurement in', {
    in: 'Rto.sample',
    condition: 'srtt rttvar',
    becomes: 'true',
    fails: {
      'rto.test.ts': ['MUST-18: samples 100, 200, 100 → by hand: RTTVAR from the old SRTT, gains 1/4 and 1/8, K = 4'],
    },
  }),
  built('2', 'MUST', 'compute RTTVAR before SRTT', {
    in: 'Rto.sample',
    expression: 'Math.abs($a - $b)',
    becomes: '0.875 * $0',
    fails: {
      'rto.test.ts': ['MUST-18: samples 100, 200, 100 → by hand: RTTVAR from the old SRTT, gains 1/4 and 1/8, K = 4'],
    },
  }),
  built(
    '2',
    'SHOULD',
    'use gains of 1/8 and 1/4',
    {
      in: 'ALPHA',
      file: 'rto.ts',
      value: 'ALPHA',
      becomes: '1 / 4',
      fails: {
        'rto.test.ts': ['MUST-18: samples 100, 200, 100 → by hand: RTTVAR from the old SRTT, gains 1/4 and 1/8, K = 4'],
      },
    },
    {
      in: 'BETA',
      file: 'rto.ts',
      value: 'BETA',
      becomes: '1 / 8',
      fails: {
        'rto.test.ts': ['MUST-18: samples 100, 200, 100 → by hand: RTTVAR from the old SRTT, gains 1/4 and 1/8, K = 4'],
      },
    },
  ),
  built('2', 'MUST', 'set RTO to SRTT and four times the variance', {
    in: 'K',
    file: 'rto.ts',
    value: 'K',
    becomes: '2',
    fails: {
      'rto.test.ts': ['MUST-18: samples 100, 200, 100 → by hand: RTTVAR from the old SRTT, gains 1/4 and 1/8, K = 4'],
    },
  }),
  built('2', 'SHOULD', 'round an RTO below one second up', {
    in: 'SETTINGS',
    value: 'minRto',
    becomes: '{ ...$0, default: 200 }',
    fails: { 'rto.test.ts': ['a result below the floor → 1 s by default, the setting where there is one'] },
  }),
  same('3', 'MUST', 'use Karn’s algorithm', 'MUST-18'),
  same('3', 'MUST NOT', 'measure no segment that was sent twice', 'MUST-18'),
  built('3', 'MUST', 'measure once a round trip at least', {
    in: 'measure',
    condition: 'sampleFrom',
    becomes: 'false',
    fails: {
      'sender-timeout.test.ts': [
        'a flight of ten segments without timestamps → one sample a round trip; with them → one an ACK, at lower gains',
      ],
    },
  }),
  built('4', 'MUST', 'count the variance as a tick of the clock at least', {
    in: 'Rto.sample',
    expression: 'Math.max(_.leastVariance, $v)',
    becomes: '$v',
    fails: { 'rto.test.ts': ['variance below the clock’s granularity → G is added instead'] },
  }),
  built('5', 'MUST', 'resend nothing earlier than an RTO after it was sent', {
    in: 'RetransmissionTimer.sent',
    expression: '_.value',
    becomes: '$0 / 2',
    fails: {
      'sender-timeout.test.ts': ['MUST-18: data is not acknowledged → resent after 1, 2, 4, 8 … s, one segment each'],
    },
  }),
  built('5', 'RECOMMENDED', 'restart the timer when new data is acknowledged', {
    in: 'RetransmissionTimer.acknowledged',
    condition: 'restart',
    becomes: 'false',
    fails: { 'sender-timeout.test.ts': ['RFC 6298 §5.2, 5.3: each new ACK restarts the timer; the last one stops it'] },
  }),
  built('5', 'MUST', 'double the RTO when the timer expires', {
    in: 'Rto.backOff',
    returns: 'undefined',
    fails: { 'rto.test.ts': ['MUST-18: no measurement yet → 1 s, doubled at each expiry up to the ceiling'] },
  }),
  built('5', 'MUST', 'begin with three seconds when a SYN was lost', {
    in: 'Rto.afterSynTimeout',
    returns: 'undefined',
    fails: {
      'rto.test.ts': ['the SYN timed out, first RTO 1 s → 3 s when data begins; first RTO 3 s already → unchanged'],
    },
  }),
])
