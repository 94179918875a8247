import { named, type Rule } from './rule.ts'

/** Sequence numbers, opening and closing, RFC 9293 §3.4 to §3.6. */
export const connections: readonly Rule[] = named([
  {
    label: 'MUST-8',
    clause: '3.4.1',
    asks: 'drive the initial sequence number by a clock',
    removals: [
      {
        in: 'initialSequenceNumber',
        expression: '_ + hashEnds(...$all)',
        becomes: 'hashEnds($all)',
        fails: { 'isn.test.ts': ['the clock → one more every 4 µs, round the circle in 4.77 hours (MUST-8)'] },
      },
    ],
  },
  {
    label: 'MUST-9',
    clause: '3.4.1',
    asks: 'let no outsider compute the initial sequence number',
    removals: [
      {
        in: 'hashEnds',
        expression: 'sipHash(_, $message)',
        becomes: 'sipHash(new Uint32Array(4), $message)',
        fails: {
          'isn.test.ts': [
            'any of the four numbers or the secret differs → another ISN; the same → the same (MUST-9, RFC 6528)',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-1',
    clause: '3.4.1',
    asks: 'add a keyed hash of the two ends to the clock (RFC 6528)',
    removals: [
      {
        in: 'initialSequenceNumber',
        expression: '$clock + hashEnds(..._)',
        becomes: '$clock',
        fails: {
          'isn.test.ts': [
            'any of the four numbers or the secret differs → another ISN; the same → the same (MUST-9, RFC 6528)',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-66',
    clause: '3.4',
    asks: 'process RST and URG at a closed window too; and the ACK of what is empty at the edge of any, as of a peer that has filled it',
    removals: [
      {
        in: 'arrivesElsewhere',
        expression: 'judgeReset(..._)',
        becomes: 'receiver.wnd > 0 ? $0 : undefined',
        fails: { 'acceptability.test.ts': ['closed window: exact RST → CLOSED (MUST-66)'] },
      },
      {
        in: 'isAcceptedAtEdge',
        expression: '$length === 0 || $wnd === 0',
        becomes: '$0 && $length === 0',
        fails: {
          'acceptability.test.ts': [
            'closed window: text → acknowledged, dropped; its ACK counts (MUST-66)',
            'closed window: URG with text → the user is told of urgent data (MUST-66)',
          ],
        },
      },
      {
        in: 'isAcceptedAtEdge',
        expression: '$length === 0 || $wnd === 0',
        becomes: '$wnd === 0',
        fails: {
          'acceptability.test.ts': [
            'an ACK without text at the right edge of a full window → counts, and is not answered; with text there, it does not',
          ],
        },
      },
      {
        in: 'sendIntoClosedWindow',
        condition: 'urgentDue',
        becomes: 'false',
        fails: {
          'sender-urgent.test.ts': [
            'MUST-66: urgent data meets a closed window → the peer is told once, by a segment without data',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-10',
    clause: '3.5',
    asks: 'let two active opens meet',
    removals: [
      {
        in: 'arrivesInSynSent',
        expression: "_.transition('rcv SYN', _)",
        becomes: 'undefined',
        fails: {
          'simultaneous-open.test.ts': [
            'SYN-SENT: SYN without ACK → SYN-RECEIVED, SYN,ACK; ACK → ESTABLISHED (MUST-10)',
            'SYN-RECEIVED after crossing SYNs: the peer answers with SYN,ACK as we did → ESTABLISHED (MUST-10)',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-11',
    clause: '3.5',
    asks: 'remember whether SYN-RECEIVED came of a passive or an active open',
    removals: [
      {
        in: 'openConnection',
        value: 'passive',
        becomes: 'true',
        fails: {
          'open.test.ts': [
            'SYN-RECEIVED: RST, active open → CLOSED, ECONNREFUSED (MUST-11)',
            'LISTEN turned into an active open → a refusal in SYN-RECEIVED is an error, not LISTEN again (MUST-11)',
          ],
        },
      },
      {
        in: 'openConnection',
        value: 'passive',
        becomes: 'false',
        fails: { 'open.test.ts': ['SYN-RECEIVED: RST, passive open → back to LISTEN, no error to the user (MUST-11)'] },
      },
    ],
  },
  {
    label: 'SHLD-2',
    clause: '3.5.3',
    asks: 'take a reset that carries data',
    removals: [
      {
        in: 'arrivesElsewhere',
        expression: 'judgeReset(..._)',
        becomes: 'payload.length > 0 ? undefined : $0',
        fails: {
          'reset.test.ts': ['ESTABLISHED: RST with text → a reset all the same, its text is nothing to read (SHLD-2)'],
        },
      },
    ],
  },
  {
    label: 'MUST-12',
    clause: '3.6',
    asks: 'tell the user whether a connection was closed or aborted',
    removals: [
      {
        in: 'Tcb.end',
        without: 'error',
        fails: { 'interface.test.ts': ['the peer closes → the end, no error; the peer aborts → ECONNRESET (MUST-12)'] },
      },
    ],
  },
  {
    label: 'MUST-13',
    clause: '3.6.1',
    asks: 'stay in TIME-WAIT for 2·MSL',
    removals: [
      {
        in: 'Tcb.enterTimeWait',
        expression: '2 * $msl',
        becomes: '$msl',
        fails: { 'time-wait.test.ts': ['TIME-WAIT lasts 2·MSL: four minutes by default (MUST-13)'] },
      },
    ],
  },
  {
    label: 'SHLD-3',
    clause: '3.6.1',
    asks: 'reset when a close loses data',
    removals: [
      {
        in: 'releaseConnection',
        condition: 'readable',
        becomes: 'false',
        fails: { 'half-close.test.ts': ['both ways closed with octets unread → reset, not FIN (SHLD-3)'] },
      },
      {
        in: 'textArrives',
        condition: 'closedByUser',
        becomes: 'false',
        fails: { 'half-close.test.ts': ['both ways closed, then text arrives → reset (SHLD-3)'] },
      },
    ],
  },
  {
    label: 'SHLD-4',
    clause: '3.6.1',
    asks: 'let a later timestamp cut TIME-WAIT short (RFC 6191)',
    removals: [
      {
        in: 'reopens',
        condition: 'gt recent',
        becomes: 'false',
        fails: {
          'reuse.test.ts': [
            'TIME-WAIT with timestamps: a SYN with a later one → a new connection, whatever its number (SHLD-4, RFC 6191)',
          ],
        },
      },
    ],
  },
])
