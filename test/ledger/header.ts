import { named, type Rule } from './rule.ts'

/** The header and its options, RFC 9293 §3.1 and §3.2. */
export const header: readonly Rule[] = named([
  {
    label: 'MUST-1',
    clause: '3.1',
    asks: 'read the window as an unsigned number',
    removals: [
      {
        in: 'readSegment',
        value: 'window',
        becomes: '($0 << 16) >> 16',
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
        in: 'encodeSegmentInto',
        expression: 'writeUint16(_, _ + 16, internetChecksum(..._))',
        becomes: '0',
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
        in: 'decodeSegment',
        condition: 'internetChecksum',
        becomes: 'false',
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
        in: 'decodeOptions',
        condition: 'END',
        becomes: 'false',
        fails: { 'wire.test.ts': ['EOL, NOP and MSS in any order → understood; nothing is read after EOL (MUST-4)'] },
      },
      {
        in: 'decodeOptions',
        condition: 'NO_OPERATION',
        becomes: 'false',
        fails: { 'wire.test.ts': ['EOL, NOP and MSS in any order → understood; nothing is read after EOL (MUST-4)'] },
      },
      {
        in: 'decodeOptions',
        condition: 'MSS',
        becomes: 'false',
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
        in: 'readSegment',
        expression: 'decodeOptions(..._)',
        becomes: 'flags.syn ? $0 : {}',
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
        in: 'decodeOptions',
        value: 'kind',
        becomes: '$0 > TIMESTAMPS ? END : $0',
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
        in: 'decodeOptions',
        expression: '_ < 2 || _',
        becomes: "$0 && (() => { throw new RangeError('illegal length') })()",
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
        in: 'decodeOptions',
        value: 'kind',
        becomes: '(at - start) % 4 === 0 ? $0 : NO_OPERATION',
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
        in: 'dataSegment',
        expression: 'optionsWithin(..._)',
        becomes: '{ ...$0, mss: tcb.settings.mss }',
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
        in: 'encodeOptionsInto',
        expression: '$target[$at] = 4',
        becomes: '$target[$at] = 0',
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
        in: 'encodeOptionsInto',
        expression: '$target[$at] = 0',
        becomes: '$target[$at] = NO_OPERATION',
        fails: { 'wire.test.ts': ['options that leave part of a word → the rest of the header is zero (MUST-69)'] },
      },
    ],
  },
])
