import { named, type Rule } from './rule.ts'

/** Segmentation, RFC 9293 §3.7. */
export const segmentation: readonly Rule[] = named([
  {
    label: 'MUST-14',
    clause: '3.7.1',
    asks: 'send the MSS option, and heed it',
    removals: [
      {
        in: 'synOptions',
        value: 'mss',
        becomes: 'undefined',
        fails: {
          'options.test.ts': [
            'active OPEN → SYN offers MSS, window scale, SACK-permitted, timestamps (MUST-14, MUST-65)',
          ],
        },
      },
      {
        in: 'agree',
        expression: 'effectiveMss(_, ...$rest)',
        becomes: 'effectiveMss(1460, $rest)',
        fails: {
          'options.test.ts': ['MSS of the peer → segments not larger, timestamps taken off (MUST-14, MUST-16)'],
        },
      },
    ],
  },
  {
    label: 'MUST-15',
    clause: '3.7.1',
    asks: 'assume 536 octets of a peer that names no MSS, 1220 over IPv6',
    removals: [
      {
        in: 'DEFAULT_MSS',
        value: 'DEFAULT_MSS',
        becomes: '1460',
        fails: { 'options.test.ts': ['no MSS in the SYN → segments of 536 octets (MUST-15)'] },
      },
      {
        in: 'DEFAULT_IPV6_MSS',
        value: 'DEFAULT_IPV6_MSS',
        becomes: '1440',
        fails: { 'families.test.ts': ['no MSS in a SYN over IPv6 → segments of 1220 octets (MUST-15)'] },
      },
    ],
  },
  {
    label: 'MUST-16',
    clause: '3.7.1',
    asks: 'send no more than the peer and the way there take, options counted',
    removals: [
      {
        in: 'effectiveMss',
        expression: 'Math.min($mss, _)',
        becomes: '$mss',
        fails: { 'options.test.ts': ['MSS of the peer above what the way out takes → the way out counts (MUST-16)'] },
      },
      {
        in: 'effectiveMss',
        condition: 'timestamps',
        becomes: 'false',
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
        in: 'resolveSettings',
        expression: 'Math.min(_.mss, $most)',
        becomes: 'given.mss ?? $most',
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
        in: 'synOptions',
        value: 'mss',
        becomes: 'undefined',
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
        in: 'holdsSmall',
        returns: 'false',
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
        in: 'holdsSmall',
        expression: '!_.noDelay',
        becomes: 'true',
        fails: {
          'interface.test.ts': ['Nagle’s algorithm turned off while a small segment waits → it goes (MUST-17)'],
          'sender-nagle.test.ts': [
            'MUST-17: Nagle turned off → every write goes at once; turned off later → what waits goes',
          ],
        },
      },
      {
        in: 'Connection.noDelay',
        without: 'set',
        fails: {
          'interface.test.ts': ['Nagle’s algorithm turned off while a small segment waits → it goes (MUST-17)'],
        },
      },
    ],
  },
])
