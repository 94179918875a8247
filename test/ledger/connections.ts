import type { Rule } from './rule.ts'

/** Sequence numbers, opening and closing, RFC 9293 §3.4 to §3.6. */
export const connections: readonly Rule[] = [
  {
    label: 'MUST-8',
    clause: '3.4.1',
    asks: 'drive the initial sequence number by a clock',
    removals: [
      {
        file: 'wire/isn.ts',
        find: 'return (ticks + hashEnds(ends, key, 0)) >>> 0',
        replace: 'return hashEnds(ends, key, 0)',
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
        file: 'wire/isn.ts',
        find: 'return sipHash(key, message)[0]',
        replace: 'return sipHash(new Uint32Array(4), message)[0]',
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
        file: 'wire/isn.ts',
        find: 'return (ticks + hashEnds(ends, key, 0)) >>> 0',
        replace: 'return ticks',
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
    asks: 'process RST and URG at a closed window too',
    removals: [
      {
        file: 'connection/arrival.ts',
        find: '  if (flags.rst) {\n    const verdict',
        replace: '  if (flags.rst && receiver.wnd > 0) {\n    const verdict',
        fails: { 'acceptability.test.ts': ['closed window: exact RST → CLOSED (MUST-66)'] },
      },
      {
        file: 'connection/arrival.ts',
        find: 'return receiver.wnd === 0 && segment.seq === receiver.nxt && !segment.flags.syn',
        replace: 'return false',
        fails: {
          'acceptability.test.ts': [
            'closed window: text → acknowledged, dropped; its ACK counts (MUST-66)',
            'closed window: URG with text → the user is told of urgent data (MUST-66)',
          ],
        },
      },
      {
        file: 'sender/transmission.ts',
        find: 'if (state.urgentDue && snd.up > snd.nxt) return',
        replace: 'if (state.aborted) return',
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
        file: 'connection/arrival.ts',
        find: "tcb.transition('rcv SYN', now)\n    sender.repeatSyn()",
        replace: 'return\n    sender.repeatSyn()',
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
        file: 'connection/calls.ts',
        find: "tcb.passive = how === 'passive'",
        replace: 'tcb.passive = true',
        fails: {
          'open.test.ts': [
            'SYN-RECEIVED: RST, active open → CLOSED, ECONNREFUSED (MUST-11)',
            'LISTEN turned into an active open → a refusal in SYN-RECEIVED is an error, not LISTEN again (MUST-11)',
          ],
        },
      },
      {
        file: 'connection/calls.ts',
        find: "tcb.passive = how === 'passive'",
        replace: 'tcb.passive = false',
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
        file: 'connection/arrival.ts',
        find: '  if (flags.rst) {\n    const verdict',
        replace: '  if (flags.rst && payload.length > 0) return\n  if (flags.rst) {\n    const verdict',
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
        file: 'connection/tcb.ts',
        find: '      this.error = error\n',
        replace: '',
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
        file: 'connection/tcb.ts',
        find: 'now + 2 * this.settings.msl',
        replace: 'now + this.settings.msl',
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
        file: 'connection/calls.ts',
        find: 'if (tcb.receiver.readable > 0) {\n    abort',
        replace: 'if (tcb.receiver.readable < 0) {\n    abort',
        fails: { 'half-close.test.ts': ['both ways closed with octets unread → reset, not FIN (SHLD-3)'] },
      },
      {
        file: 'connection/arrival.ts',
        find: 'if (fresh > 0 && tcb.released) {',
        replace: 'if (fresh < 0) {',
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
        file: 'stack/reuse.ts',
        find: 'return gt(value, tcb.timestamps.recent) || (value === tcb.timestamps.recent && later)',
        replace: 'return later',
        fails: {
          'reuse.test.ts': [
            'TIME-WAIT with timestamps: a SYN with a later one → a new connection, whatever its number (SHLD-4, RFC 6191)',
          ],
        },
      },
    ],
  },
]
