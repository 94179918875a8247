import { built, inOrder, type Rule, same, unbuilt } from './rule.ts'

const ROUTER = 'not applicable: asked of routers; what ours do, test/network/codel.test.ts says'
const SPECIFICATION = 'not applicable: asked of those who specify a protocol that may be fragmented'
const TUNNEL = 'not applicable: asked of the ends of tunnels, of which there are none'

const bothUseIt = {
  'ecn.test.ts': ['one end is set to ask, the other to accept → a SYN ECE CWR, b SYN ACK ECE, a ACK; both use it'],
}
const notAgain = {
  'ecn.test.ts': ['what is sent again, and a probe of a closed window → no ECT'],
}
const firstNewData = {
  'reductions.test.ts': [
    'fast retransmit, a timeout, a mark → CWR on the first new data after it, on nothing sent again',
  ],
}
const pieces = (fields: string, outcome: string) => ({
  'ipv4.test.ts': [`pieces with the ECN fields ${fields} → ${outcome} (RFC 3168 §5.3)`],
})

/** RFC 3168: Explicit Congestion Notification. Of its MAYs, the plain SYN after a RST (§6.1.1.1) is refused: a RST says that nobody listens. */
export const rfc3168: readonly Rule[] = inOrder(3168, [
  built('5', 'SHOULD', 'say ECT(0) where one codepoint will do', {
    in: 'dataSegment',
    value: 'ecnField',
    becomes: '1',
    fails: bothUseIt,
  }),
  built('5', 'MUST', 'respond to a mark as to one lost packet', {
    in: 'LossRecovery.marked',
    without: 'congestion.congestionMarked',
    fails: {
      'reductions.test.ts': ['new-reno: an ACK with ECE → cwnd and ssthresh 5000, 5000, nothing sent again'],
    },
  }),
  unbuilt('5', 'SHOULD', 'mark only what else would be dropped', ROUTER),
  unbuilt('5', 'MUST NOT', 'mark for nothing but congestion', ROUTER),
  built('5.2', 'MUST NOT', 'set ECT only where congestion control heeds it', {
    in: 'Tcb.sendsEct',
    returns: 'this.ecn.sends',
    fails: {
      'ecn.test.ts': [
        'BBR, which heeds no marks → its data bears no ECT and no CWR, and an echo changes nothing; what comes marked is echoed',
      ],
    },
  }),
  built('5.2', 'MUST NOT', 'set no ECT on an ACK without data', {
    in: 'emptySegment',
    first: 'tcb.ecnField = 2',
    fails: bothUseIt,
  }),
  built('5.3', 'MUST NOT', 'lose no mark where pieces are put together', {
    in: 'FragmentReassembler.add',
    value: 'isMarked',
    becomes: 'false',
    fails: pieces('2, 3, 2', 'a packet with 3'),
  }),
  same('5.3', 'MUST', 'mark the whole, or drop it', '3168-7'),
  built('5.3', 'MUST NOT', 'mark nothing of which a piece is of a sender without ECN', {
    in: 'FragmentReassembler.add',
    condition: 'isMarked isNotEct',
    becomes: 'false',
    fails: pieces('3, 0, 2', 'no packet'),
  }),
  built('5.3', 'MUST NOT', 'change nothing where all pieces say the same', {
    in: 'FragmentReassembler.add',
    expression: '$ecn === CE',
    becomes: 'true',
    fails: pieces('2, 2, 2', 'a packet with 2'),
  }),
  unbuilt('5.3', 'SHOULD', 'ask for packets that are not fragmented', SPECIFICATION),
  unbuilt('5.3', 'MUST', 'forbid to fragment what is ECN-capable', SPECIFICATION),
  built('6.1.1', 'MUST NOT', 'agree only where the peer has asked', {
    in: 'Ecn.answers',
    returns: "this.#setup(this.#settings.ecn !== 'off')",
    fails: {
      'ecn.test.ts': ['one end is set to off, the other to ask → a SYN, b SYN ACK, a ACK; neither does'],
    },
  }),
  built('6.1.1', 'MUST NOT', 'set no ECT having sent a plain SYN or SYN,ACK', {
    in: 'Ecn.sends',
    returns: 'this.#sent && this.#received',
    fails: {
      'ecn.test.ts': [
        'the SYN,ACK to an ECN-setup SYN is lost, and the SYN comes again without → the SYN,ACK is plain, too',
      ],
    },
  }),
  built('6.1.1', 'SHOULD NOT', 'set no ECT once a plain SYN or SYN,ACK has come', {
    in: 'Ecn.synArrives',
    expression: 'this.#plain = true',
    becomes: 'this.#plain = false',
    fails: {
      'ecn.test.ts': [
        'the SYN,ACK to an ECN-setup SYN is lost, and the SYN comes again without → the SYN,ACK is plain, too',
      ],
    },
  }),
  built('6.1.1', 'MUST', 'set and clear CWR where ECT was ever set', {
    in: 'Reductions.takeCwr',
    value: 'cwrDue',
    becomes: 'due',
    fails: {
      'ecn.test.ts': [
        'a marked packet → every ACK has ECE until CWR has come; cwnd is halved once, CWR is on the next new data alone',
      ],
    },
  }),
  built('6.1.1', 'MUST', 'echo marks, having said so', {
    in: 'Ecn.textArrives',
    condition: 'experienced sent received',
    becomes: 'false',
    fails: {
      'ecn.test.ts': [
        'a marked packet → every ACK has ECE until CWR has come; cwnd is halved once, CWR is on the next new data alone',
      ],
    },
  }),
  built('6.1.1', 'SHOULD', 'clear both flags where ECN is not wanted', {
    in: 'synSegment',
    value: 'agrees',
    becomes: 'true',
    fails: {
      'ecn.test.ts': ['one end is set to off, the other to off → a SYN, b SYN ACK, a ACK; neither does'],
    },
  }),
  built('6.1.1', 'MUST', 'take every other pair of flags for a plain SYN or SYN,ACK', {
    in: 'Ecn.synArrives',
    value: 'setup',
    becomes: 'ece === true',
    fails: { 'ecn.test.ts': ['a SYN,ACK that reflects both bits → no ECN'] },
  }),
  built('6.1.1', 'MUST NOT', 'set no ECT on a SYN or SYN,ACK', {
    in: 'synSegment',
    first: 'tcb.ecnField = 2',
    fails: bothUseIt,
  }),
  same('6.1.2', 'SHOULD', 'say ECT(0) where one codepoint will do', '3168-1'),
  built('6.1.2', 'SHOULD NOT', 'let no echo make cwnd grow', {
    in: 'advance',
    condition: 'ece',
    becomes: 'true',
    fails: { 'reductions.test.ts': ['an ACK with ECE in slow start → cwnd does not grow by it'] },
  }),
  built('6.1.2', 'MUST', 'wait as for a timeout where the window is one segment', {
    in: 'holdBack',
    returns: 'undefined',
    fails: { 'reductions.test.ts': ['a window of one segment that is marked → new data after an RTO'] },
  }),
  built('6.1.2', 'SHOULD NOT', 'set no CWR on what is sent again', {
    in: 'segment',
    file: 'transmission.ts',
    value: 'cwr',
    becomes: 'state.reductions.cwrDue',
    fails: firstNewData,
  }),
  built('6.1.2', 'SHOULD', 'set CWR on the first new data alone', {
    in: 'sendFirst',
    value: 'cwr',
    becomes: 'false',
    fails: firstNewData,
  }),
  same('6.1.4', 'MUST', 'set no ECT on an ACK without data', '3168-6'),
  built('6.1.5', 'MUST NOT', 'set no ECT on what is sent again', {
    in: 'dataSegment',
    condition: 'sendsEct isNew',
    becomes: 'sendsEct',
    fails: notAgain,
  }),
  built('6.1.5', 'SHOULD', 'ignore marks on what is outside of the window', {
    in: 'unacceptable',
    first: 'if (segment.payload.length > 0) tcb.ecn.textArrives(true, false)',
    fails: { 'ecn.test.ts': ['a marked packet that is not acceptable → no echo'] },
  }),
  same('6.1.5', 'MUST NOT', 'set no ECT on what is sent again', '3168-27'),
  same('6.1.5', 'SHOULD', 'ignore marks on what is outside of the window', '3168-28'),
  built('6.1.6', 'MUST NOT', 'set neither ECT nor CWR on a window probe', {
    in: 'segment',
    file: 'transmission.ts',
    value: 'isNew',
    becomes: "cause === 'window probe'",
    fails: notAgain,
  }),
  built('6.1.6', 'SHOULD', 'respond to a mark on a window probe', {
    in: 'arrivesElsewhere',
    expression: '_.textArrives(experienced, _)',
    becomes: 'receiver.wnd > 0 && $0',
    fails: { 'ecn.test.ts': ['a window probe that was marked → echoed, though its octet is shut out'] },
  }),
  unbuilt('9.1.1', 'MUST', 'treat the ECN field in one of two ways', TUNNEL),
  unbuilt('9.1.1', 'MUST', 'be able to keep marks out of the outer header', TUNNEL),
  unbuilt('9.1.1', 'SHOULD', 'be able to carry marks to the inner header', TUNNEL),
  unbuilt('9.1.1', 'RECOMMENDED', 'drop what bears a mark where none may be', TUNNEL),
  unbuilt('9.1.2', 'RECOMMENDED', 'drop what is marked outside but not inside', TUNNEL),
  unbuilt('9.2', 'MUST', 'be able to keep marks out, with IPsec', TUNNEL),
  unbuilt('9.2', 'SHOULD', 'be able to carry marks, with IPsec', TUNNEL),
  unbuilt('9.2.1', 'SHOULD', 'have the field where it is negotiated', TUNNEL),
  unbuilt('9.2.1', 'REQUIRED', 'change how headers are added and removed', TUNNEL),
  unbuilt('9.2.1.1', 'SHOULD', 'take a missing field for forbidden', TUNNEL),
  unbuilt('9.2.1.1', 'MUST', 'let the policy say what the association does', TUNNEL),
  unbuilt('9.2.1.1', 'MUST', 'let an administrator set it', TUNNEL),
  unbuilt('9.2.1.2', 'SHOULD', 'have the field where the attribute is', TUNNEL),
  unbuilt('9.2.1.2', 'SHOULD', 'propose without the attribute too', TUNNEL),
  unbuilt('9.2.1.3', 'MUST', 'map the DSCP to one of the domain', TUNNEL),
  unbuilt('9.2.1.3', 'MUST', 'process headers so with the field', TUNNEL),
  unbuilt('9.2.1.3', 'MUST', 'process headers so without the field', TUNNEL),
  unbuilt('9.2.1.3', 'SHOULD', 'drop what is marked where none may be', TUNNEL),
  unbuilt('9.2.2', 'SHOULD', 'put headers into audit records', TUNNEL),
  unbuilt('12', 'MUST NOT', 'never take a mark away on the way', ROUTER),
  unbuilt('20.2', 'SHOULD NOT', 'use ECT(1) for multicast as tunnels are', TUNNEL),
])
