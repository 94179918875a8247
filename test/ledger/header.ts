import type { Rule } from './rule.ts'

/** The header and its options, RFC 9293 §3.1 and §3.2. */
export const header: readonly Rule[] = [
  {
    label: 'MUST-1',
    clause: '3.1',
    asks: 'read the window as an unsigned number',
    removals: [
      {
        file: 'wire/encoding.ts',
        find: 'window: readUint16(bytes, start + 14),',
        replace: 'window: (readUint16(bytes, start + 14) << 16) >> 16,',
        fails: { 'wire.test.ts': ['a window above 32,767 → read as an unsigned number (MUST-1)'] },
      },
    ],
  },
  {
    label: 'MUST-2',
    clause: '3.1',
    asks: 'send every segment with its checksum',
    removals: [
      {
        file: 'wire/encoding.ts',
        find: 'writeUint16(target, at + 16, internetChecksum(target, at, at + length, pseudoHeader))',
        replace: '',
        fails: {
          'wire.test.ts': [
            'a SYN → the octets of RFC 9293 figure 1, checksum over the pseudo-header included (MUST-2)',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-3',
    clause: '3.1',
    asks: 'check the checksum of what arrives',
    removals: [
      {
        file: 'wire/encoding.ts',
        find: 'if (internetChecksum(bytes, start, end, pseudoHeaderSum(addresses, PROTOCOL_TCP, length)) !== 0) {',
        replace: 'if (bytes.length < 0) {',
        fails: {
          'demultiplexing.test.ts': ['damaged, cut or foreign packets → dropped (MUST-3)'],
          'wire.test.ts': [
            'one bit flipped anywhere, or an address → a checksum that does not match, or a header of impossible length (MUST-3)',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-4',
    clause: '3.1',
    asks: 'know End of Option List, No-Operation and Maximum Segment Size',
    removals: [
      {
        file: 'wire/options.ts',
        find: 'if (kind === END) break',
        replace: '',
        fails: { 'wire.test.ts': ['EOL, NOP and MSS in any order → understood; nothing is read after EOL (MUST-4)'] },
      },
      {
        file: 'wire/options.ts',
        find: 'if (kind === NO_OPERATION) {',
        replace: 'if (kind < 0) {',
        fails: { 'wire.test.ts': ['EOL, NOP and MSS in any order → understood; nothing is read after EOL (MUST-4)'] },
      },
      {
        file: 'wire/options.ts',
        find: '} else if (kind === MSS && length === 4) {',
        replace: '} else if (kind < 0) {',
        fails: { 'wire.test.ts': ['EOL, NOP and MSS in any order → understood; nothing is read after EOL (MUST-4)'] },
      },
    ],
  },
  {
    label: 'MUST-5',
    clause: '3.1',
    asks: 'take options in any segment, not in SYNs alone',
    removals: [
      {
        file: 'wire/encoding.ts',
        find: 'options: decodeOptions(bytes, start + TCP_HEADER, start + header),',
        replace: 'options: flags.syn ? decodeOptions(bytes, start + TCP_HEADER, start + header) : {},',
        fails: { 'wire.test.ts': ['options on a segment without SYN → read as well (MUST-5)'] },
      },
    ],
  },
  {
    label: 'MUST-6',
    clause: '3.1',
    asks: 'pass over an option that is not known',
    removals: [
      {
        file: 'wire/options.ts',
        find: 'options.sackPermitted = true\n    }',
        replace: 'options.sackPermitted = true\n    } else break',
        fails: {
          'wire.test.ts': ['an unknown option → skipped by its length, what follows is read (MUST-6, MUST-68)'],
        },
      },
    ],
  },
  {
    label: 'MUST-7',
    clause: '3.1',
    asks: 'survive an option of an illegal length',
    removals: [
      {
        file: 'wire/options.ts',
        find: 'if (length < 2 || at + length > end) break',
        replace: 'if (length < 2 || at + length > end) throw new RangeError("illegal length")',
        fails: {
          'wire.test.ts': [
            "an option's length is zero → survived, the options before it count (MUST-7)",
            "an option's length is beyond the header → survived, the options before it count (MUST-7)",
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-64',
    clause: '3.2',
    asks: 'read options that begin within a word',
    removals: [
      {
        file: 'wire/options.ts',
        find: 'const kind = bytes[at]!',
        replace: 'const kind = (at - start) % 4 === 0 ? bytes[at]! : NO_OPERATION',
        fails: { 'wire.test.ts': ['any segment at any alignment → decoded as it was encoded (MUST-64)'] },
      },
    ],
  },
  {
    label: 'MUST-65',
    clause: '3.2',
    asks: 'send the MSS option on SYNs alone',
    removals: [
      {
        file: 'connection/output.ts',
        find: 'options: optionsWithin(tcb, room, now),',
        replace: 'options: { ...optionsWithin(tcb, room, now), mss: tcb.settings.mss },',
        fails: { 'options.test.ts': ['segments after the SYN → none names an MSS (MUST-65)'] },
      },
    ],
  },
  {
    label: 'MUST-68',
    clause: '3.1',
    asks: 'give every option but EOL and NOP its length',
    removals: [
      {
        file: 'wire/options.ts',
        find: 'target[at++] = 4',
        replace: 'target[at++] = 0',
        fails: {
          'wire.test.ts': [
            'a SYN → the octets of RFC 9293 figure 1, checksum over the pseudo-header included (MUST-2)',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-69',
    clause: '3.1',
    asks: 'fill the header behind End of Option List with zeros',
    removals: [
      {
        file: 'wire/options.ts',
        find: 'target[at++] = 0',
        replace: 'target[at++] = NO_OPERATION',
        fails: { 'wire.test.ts': ['options that leave part of a word → the rest of the header is zero (MUST-69)'] },
      },
    ],
  },
]
