import { built, inOrder, type Rule, same, unbuilt } from './rule.ts'

const NO_ECN = 'refused: no queue here marks, all drop, so ECN could tell of nothing (SHLD-8)'

/** RFC 9438: CUBIC. */
export const rfc9438: readonly Rule[] = inOrder(9438, [
  built('4.2', 'MUST NOT', 'leave out of t when the application had nothing to send', {
    in: 'Cubic.avoidance',
    condition: 'idleSince undefined',
    becomes: 'false',
    fails: { 'congestion.test.ts': ['CUBIC idles for a minute → the time counts for nothing'] },
  }),
  built('4.3', 'SHOULD', 'set cwnd to W_est in the Reno-friendly region', {
    in: 'Cubic.avoidance',
    condition: 'cubicWindow wEst',
    becomes: 'false',
    fails: {
      'congestion.test.ts': [
        'CUBIC at a short round trip → grows as Reno would (W_est): α = 9/17 a round trip until W_max, then one',
      ],
    },
  }),
  built('4.3', 'SHOULD', 'grow as Reno does once cwnd is back where it was', {
    in: 'Cubic.avoidance',
    condition: 'wEst cwndPrior',
    becomes: 'false',
    fails: {
      'congestion.test.ts': [
        'CUBIC at a short round trip → grows as Reno would (W_est): α = 9/17 a round trip until W_max, then one',
      ],
    },
  }),
  built('4.4', 'MUST', 'grow towards the target in the concave region', {
    in: 'Cubic.avoidance',
    expression: '_ * _ * _',
    becomes: '0',
    fails: {
      'congestion.test.ts': [
        'CUBIC at a long round trip → one round trip after t, cwnd is within one segment of W(t + RTT), to the plateau and beyond',
      ],
    },
  }),
  same('4.5', 'MUST', 'grow towards the target in the convex region', '9438-4'),
  built('4.6', 'MUST', 'lower cwnd and ssthresh at once on loss', {
    in: 'Cubic.lossDetected',
    value: 'cwnd',
    becomes: 'this.cwnd',
    fails: {
      'congestion.test.ts': [
        'loss → Reno halves what was in flight, CUBIC takes 0.7 of it, Tahoe starts from one segment, none does nothing',
      ],
    },
  }),
  built('4.6', 'SHOULD', 'multiply by 0.7', {
    in: 'BETA_CUBIC',
    file: 'cubic-function.ts',
    value: 'BETA_CUBIC',
    becomes: '0.5',
    fails: {
      'congestion.test.ts': [
        'loss → Reno halves what was in flight, CUBIC takes 0.7 of it, Tahoe starts from one segment, none does nothing',
      ],
    },
  }),
  unbuilt(
    '4.6',
    'MUST',
    'bound cwnd where ssthresh comes of it',
    'not applicable: ssthresh comes of what is in flight, not of cwnd',
  ),
  unbuilt('4.6', 'REQUIRED', 'the same of QUIC', 'not applicable: asked of a sender of QUIC'),
  unbuilt('4.6', 'MUST', 'go down to one segment on ECN-Echo', NO_ECN),
  unbuilt('4.6', 'MUST', 'slow down further when ECN-Echo persists', NO_ECN),
  built('4.7', 'SHOULD', 'give room to newcomers by fast convergence', {
    in: 'Cubic.reduce',
    condition: 'window wMax',
    becomes: 'false',
    fails: {
      'congestion.test.ts': [
        'CUBIC, two losses, the second below the last W_max → fast convergence: the plateau is put lower',
      ],
    },
  }),
  unbuilt('4.7', 'SHOULD', 'turn that off where a flow is alone', 'refused: a flow does not know whether it is alone'),
  built('4.8', 'SHOULD', 'begin W_est with cwnd after a timeout', {
    in: 'Cubic.begin',
    value: 'wEst',
    becomes: '2 * window',
    fails: {
      'congestion.test.ts': [
        'CUBIC after a timeout → the plateau is where avoidance begins (K = 0), and the next loss is ordinary again',
      ],
    },
  }),
  unbuilt(
    '4.9.2',
    'SHOULD',
    'keep the newer values where a loss proves spurious late',
    'refused: cwnd is never lowered by undoing, but ssthresh, W_max and K are those from before the loss',
  ),
  built('4.10', 'MUST', 'use slow start below ssthresh', {
    in: 'Cubic.ackArrives',
    condition: 'cwnd ssthresh',
    becomes: 'false',
    fails: {
      'congestion.test.ts': ['MUST-19: slow start → cwnd doubles a round trip; an ACK of many segments counts as one'],
    },
  }),
  unbuilt(
    '4.10',
    'SHOULD',
    'use HyStart++',
    'refused: HyStart++ is there as the setting `hystart`, off by default: with it a slow start seldom ends in the loss that is to be seen',
  ),
  built('5.1', 'NOT RECOMMENDED', 'set C not very low', {
    in: 'C',
    value: 'C',
    becomes: '0.04',
    fails: {
      'congestion.test.ts': [
        'RFC 9438 §4.2, by hand: W_max 100, β 0.7 → K = ∛75 s = 4.217163…, W(0) = 70, W(K) = 100, W(2K) = 130',
      ],
    },
  }),
  same('5.1', 'SHOULD', 'set C to 0.4', '9438-18'),
])
