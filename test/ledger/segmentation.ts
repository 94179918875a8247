import type { Rule } from './rule.ts'

/** Segmentation, RFC 9293 §3.7. */
export const segmentation: readonly Rule[] = [
  {
    label: 'MUST-14',
    clause: '3.7.1',
    asks: 'send the MSS option, and heed it',
    removals: [
      {
        file: 'connection/negotiation.ts',
        find: '{ mss: settings.mss }',
        replace: '{}',
        fails: {
          'options.test.ts': [
            'active OPEN → SYN offers MSS, window scale, SACK-permitted, timestamps (MUST-14, MUST-65)',
          ],
        },
      },
      {
        file: 'connection/negotiation.ts',
        find: 'mss: effectiveMss(options.mss, settings.mtu, timestamps),',
        replace: 'mss: effectiveMss(1460, settings.mtu, timestamps),',
        fails: {
          'options.test.ts': ['MSS of the peer → segments not larger, timestamps taken off (MUST-14, MUST-16)'],
        },
      },
    ],
  },
  {
    label: 'MUST-15',
    clause: '3.7.1',
    asks: 'assume 536 octets of a peer that names no MSS',
    removals: [
      {
        file: 'connection/negotiation.ts',
        find: 'const DEFAULT_MSS = 536',
        replace: 'const DEFAULT_MSS = 1460',
        fails: { 'options.test.ts': ['no MSS in the SYN → segments of 536 octets (MUST-15)'] },
      },
    ],
  },
  {
    label: 'MUST-16',
    clause: '3.7.1',
    asks: 'send no more than the peer and the way there take, options counted',
    removals: [
      {
        file: 'connection/negotiation.ts',
        find: 'return Math.min(sendMss, Math.max(mtu - HEADERS, SMALLEST_MSS)) -',
        replace: 'return sendMss -',
        fails: { 'options.test.ts': ['MSS of the peer above what the way out takes → the way out counts (MUST-16)'] },
      },
      {
        file: 'connection/negotiation.ts',
        find: '(timestamps ? TIMESTAMPS_LENGTH : 0)',
        replace: '0',
        fails: {
          'options.test.ts': ['MSS of the peer → segments not larger, timestamps taken off (MUST-14, MUST-16)'],
        },
      },
    ],
  },
  {
    label: 'MUST-67',
    clause: '3.7.1',
    asks: 'announce no larger MSS than can be received',
    removals: [
      {
        file: 'settings.ts',
        find: 'settings.mss = Math.min(settings.mss, settings.mtu - HEADERS)',
        replace: 'settings.mss = given.mss ?? settings.mtu - HEADERS',
        fails: {
          'options.test.ts': ['MSS announced → at most the MTU less both headers (MUST-67), smaller if so set'],
        },
      },
    ],
  },
  {
    label: 'SHLD-5',
    clause: '3.7.1',
    asks: 'name an MSS in every SYN, unless it is the default',
    removals: [
      {
        file: 'connection/negotiation.ts',
        find: '{ mss: settings.mss }',
        replace: '{}',
        fails: {
          'options.test.ts': [
            'active OPEN → SYN offers MSS, window scale, SACK-permitted, timestamps (MUST-14, MUST-65)',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-6',
    clause: '3.7.3',
    asks: 'announce by the smallest MTU of an interface whose MTU varies',
    without: 'refused: an interface here has one MTU, which does not vary',
  },
  {
    label: 'SHLD-7',
    clause: '3.7.4',
    asks: 'hold small segments back while something is outstanding (Nagle)',
    removals: [
      {
        file: 'sender/transmission.ts',
        find: 'const idle = quiet || state.settings.noDelay || state.closed || snd.up > snd.nxt',
        replace: 'const idle = true',
        fails: {
          'sender-nagle.test.ts': [
            'small writes with nothing outstanding → the first at once, the others together after its ACK',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-17',
    clause: '3.7.4',
    asks: "let the user turn Nagle's algorithm off",
    removals: [
      {
        file: 'sender/transmission.ts',
        find: 'const idle = quiet || state.settings.noDelay || state.closed',
        replace: 'const idle = quiet || state.closed',
        fails: {
          'interface.test.ts': ['Nagle’s algorithm turned off while a small segment waits → it goes (MUST-17)'],
          'sender-nagle.test.ts': [
            'MUST-17: Nagle turned off → every write goes at once; turned off later → what waits goes',
          ],
        },
      },
      {
        file: 'connection/connection.ts',
        find: "this.set('noDelay', on)",
        replace: '',
        fails: {
          'interface.test.ts': ['Nagle’s algorithm turned off while a small segment waits → it goes (MUST-17)'],
        },
      },
    ],
  },
]
