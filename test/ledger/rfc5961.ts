import { built, inOrder, type Rule, same, unbuilt } from './rule.ts'

const ELSEWHERE = 'not applicable: speaks of a word in another text, and asks nothing itself'

const tuned = (asks: string, value: string) =>
  built('7', 'SHOULD', asks, {
    in: 'ChallengeThrottle.allows',
    condition: value,
    becomes: value === 'challengePeriod' ? 'now - this.#start >= 5_000' : 'this.#count >= 10',
    fails: {
      'reset.test.ts': [
        'ChallengeThrottle: ten in five seconds, then again; or as many as are set, in the time that is set',
      ],
    },
  })

/** RFC 5961: defences against forged segments. */
export const rfc5961: readonly Rule[] = inOrder(5961, [
  same('1.1', 'SHOULD', 'defend connections against forged segments', '5961-4'),
  same('3.2', 'SHOULD', 'judge resets by these steps', '5961-4'),
  built('3.2', 'MUST', 'reset for a RST with exactly RCV.NXT', {
    in: 'judgeReset',
    expression: '_ === _',
    becomes: 'false',
    fails: {
      'reset.test.ts': ['judgeReset: exact → reset, in the window → challenge, outside → drop, across the wrap too'],
    },
  }),
  built('3.2', 'MUST', 'challenge a RST elsewhere in the window', {
    in: 'judgeReset',
    condition: 'between',
    becomes: 'false',
    fails: { 'reset.test.ts': ['ESTABLISHED: RST in the window but not exact → challenge ACK (RFC 5961)'] },
  }),
  built('3.2', 'MUST', 'drop such a RST', {
    in: 'judgeReset',
    expression: "'challenge'",
    becomes: "'reset'",
    fails: { 'reset.test.ts': ['ESTABLISHED: RST in the window but not exact → challenge ACK (RFC 5961)'] },
  }),
  built('3.2', 'MUST', 'drop a RST outside of the window in silence', {
    in: 'judgeReset',
    expression: "'drop'",
    becomes: "'challenge'",
    fails: {
      'reset.test.ts': ['judgeReset: exact → reset, in the window → challenge, outside → drop, across the wrap too'],
    },
  }),
  built('3.2', 'MUST', 'believe in SYN-SENT a RST only that acknowledges the SYN', {
    in: 'arrivesInSynSent',
    first: "if (segment.flags.rst && !segment.flags.ack) { tcb.end('rcv RST', now); return }",
    fails: { 'open.test.ts': ['SYN-SENT: RST without ACK, or with a wrong one → ignored'] },
  }),
  same('4.2', 'SHOULD', 'judge SYNs by these steps', '5961-9'),
  built('4.2', 'MUST', 'challenge a SYN, whatever its number', {
    in: 'arrivesElsewhere',
    condition: 'syn synAgain',
    becomes: 'false',
    fails: { 'challenge-ack.test.ts': ['ESTABLISHED: SYN in the window → challenge ACK (RFC 5961 §4.2)'] },
  }),
  built('4.2', 'MUST', 'drop such a SYN', {
    in: 'arrivesElsewhere',
    condition: 'syn synAgain',
    becomes: '$0 && (tcb.challenge(now), false)',
    fails: { 'open.test.ts': ['SYN-RECEIVED: another SYN in the window, passive open → back to LISTEN'] },
  }),
  same('4.2', 'MUST', 'end for the RST that answers the challenge', '5961-3'),
  built('5.2', 'MUST', 'check SEG.ACK of all that arrives', {
    in: 'arrivesElsewhere',
    condition: 'too-old',
    becomes: 'false',
    fails: {
      'challenge-ack.test.ts': [
        'ACK from before SND.UNA − MAX.SND.WND → challenge ACK, dropped with its text (RFC 5961 §5.2)',
      ],
    },
  }),
  built('5.2', 'MUST', 'answer and drop what acknowledges too little or too much', {
    in: 'arrivesElsewhere',
    condition: 'unsent',
    becomes: 'false',
    fails: { 'challenge-ack.test.ts': ['ACK of what was never sent → answered with an ACK, dropped with its text'] },
  }),
  unbuilt('6', 'SHOULD', 'how strongly §3 is recommended', ELSEWHERE),
  unbuilt('6', 'SHOULD', 'how strongly §4 is recommended', ELSEWHERE),
  tuned('let time and number be tuned', 'challengeAcks'),
  built('7', 'SHOULD', 'limit how many such ACKs are sent', {
    in: 'ChallengeThrottle.allows',
    returns: 'true',
    fails: {
      'challenge-ack.test.ts': [
        'ESTABLISHED: more than ten challenges in five seconds → the rest is not answered (RFC 5961 §7)',
      ],
    },
  }),
  tuned('let the time be tuned', 'challengePeriod'),
])
