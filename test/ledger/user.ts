import type { Rule } from './rule.ts'

/** The interface to the user, RFC 9293 §3.9.1. */
export const user: readonly Rule[] = [
  {
    label: 'MUST-41',
    clause: '3.9.1.1',
    asks: 'leave other connections alone when one is opened passively',
    removals: [
      {
        file: 'stack/demultiplexer.ts',
        find: '[...(this.#listeners.get(port) ?? []), listener]',
        replace: '[listener]',
        fails: {
          'interface.test.ts': [
            'passive OPEN on another address of the port → listener and connection there are as before (MUST-41)',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-42',
    clause: '3.9.1.1',
    asks: 'listen on a port from which a connection is being opened',
    removals: [
      {
        file: 'stack/ports.ts',
        find: "if (reuse && holder.reuseAddress && holder.use !== 'listening') continue",
        replace: '',
        fails: {
          'interface.test.ts': ['LISTEN on a port from which a connection is being opened → both succeed (MUST-42)'],
        },
      },
    ],
  },
  {
    label: 'MUST-43',
    clause: '3.9.1.1',
    asks: 'let the user choose the local address',
    removals: [
      {
        file: 'stack/stack.ts',
        find: 'const localAddress = binding?.holding.address || this.#addresses.sourceFor(remoteAddress)',
        replace: 'const localAddress = this.#addresses.sourceFor(remoteAddress)',
        fails: {
          'demultiplexing.test.ts': [
            "several addresses → the source is of the peer's network, and is kept (MUST-44, MUST-45)",
          ],
        },
      },
      {
        file: 'stack/demultiplexer.ts',
        find: 'listeners?.find(({ holding }) => holding.address === 0)',
        replace: 'listeners?.[0]',
        fails: { 'interface.test.ts': ['a listener on one local address → a SYN to another is refused (MUST-43)'] },
      },
      {
        file: 'stack/stack.ts',
        find: '      localAddress: destination,\n',
        replace: '      localAddress: this.#addresses.sourceFor(source),\n',
        fails: { 'demultiplexing.test.ts': ['local address left out by a listener → that of the SYN (MUST-43)'] },
      },
    ],
  },
  {
    label: 'MUST-44',
    clause: '3.9.1.1',
    asks: 'have IP choose the local address where the user has not',
    removals: [
      {
        file: 'stack/addresses.ts',
        find: 'const own = near ?? this.#own[0]',
        replace: 'const own = this.#own[0]',
        fails: {
          'demultiplexing.test.ts': [
            "several addresses → the source is of the peer's network, and is kept (MUST-44, MUST-45)",
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-45',
    clause: '3.9.1.1',
    asks: 'keep to the local address of the segments before',
    removals: [
      {
        file: 'stack/stack.ts',
        find: 'return this.#encode(segment, tcb.ends.localAddress, tcb.ends.remoteAddress, tcb)',
        replace:
          'return this.#encode(segment, this.#addresses.sourceFor(tcb.ends.remoteAddress), tcb.ends.remoteAddress, tcb)',
        fails: {
          'interface.test.ts': [
            'a connection to the second address of a host → every segment comes from there (MUST-45)',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-46',
    clause: '3.9.1.1',
    asks: 'refuse to open to an address that is no single host’s',
    removals: [
      {
        file: 'stack/stack.ts',
        find: 'if (!this.#addresses.isUnicast(remoteAddress)) {',
        replace: 'if (remoteAddress < 0) {',
        fails: {
          'demultiplexing.test.ts': [
            "connect to an address that is no single host's → ENETUNREACH (MUST-46); to port 0 → ECONNREFUSED",
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-60',
    clause: '3.9.1.2',
    asks: 'hold no data back without end',
    removals: [
      {
        file: 'sender/nagle.ts',
        find: 'if (queued <= usable && idle) return queued',
        replace: '',
        fails: {
          'sender-nagle.test.ts': [
            'MUST-60, 61: everything written is sent without waiting for more; PSH is on the last segment only',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-61',
    clause: '3.9.1.2',
    asks: 'set PSH on the last of what is queued',
    removals: [
      {
        file: 'sender/transmission.ts',
        find: 'psh: payload.length > 0 && from + payload.length === state.dataEnd,',
        replace: 'psh: false,',
        fails: {
          'sender-nagle.test.ts': [
            'MUST-60, 61: everything written is sent without waiting for more; PSH is on the last segment only',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-27',
    clause: '3.9.1.2',
    asks: 'set PSH once for what many SENDs have queued',
    removals: [
      {
        file: 'sender/transmission.ts',
        find: 'psh: payload.length > 0 && from + payload.length === state.dataEnd,',
        replace: 'psh: payload.length > 0,',
        fails: {
          'sender-nagle.test.ts': [
            'MUST-60, 61: everything written is sent without waiting for more; PSH is on the last segment only',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-28',
    clause: '3.9.1.2',
    asks: 'send a full-sized segment where one can be sent',
    removals: [
      {
        file: 'sender/nagle.ts',
        find: 'if (length >= mss) return mss',
        replace: 'if (length >= mss) return mss >> 1',
        fails: {
          'options.test.ts': ['MSS of the peer → segments not larger, timestamps taken off (MUST-14, MUST-16)'],
        },
      },
    ],
  },
  {
    label: 'MUST-47',
    clause: '3.9.1.8',
    asks: 'report ICMP errors, retransmissions past R1, urgent data',
    removals: [
      {
        file: 'stack/icmp.ts',
        find: 'tcb.report(what, now)',
        replace: '',
        fails: {
          'icmp.test.ts': [
            'host or network unreachable, time exceeded, parameter problem → reported, the connection goes on (MUST-54, MUST-56)',
          ],
        },
      },
      {
        file: 'connection/connection.ts',
        find: "if (event.type === 'r1') this.tcb.report(",
        replace: 'if (!event) this.tcb.report(',
        fails: {
          'user-timeout.test.ts': [
            'data is never acknowledged → after R2 CLOSED, ETIMEDOUT; R1 was reported before (MUST-20)',
          ],
        },
      },
      {
        file: 'connection/arrival.ts',
        find: "  tcb.happened({ type: 'urgent', time: now })\n",
        replace: '',
        fails: {
          'urgent.test.ts': ['URG → the user is told, and how much is still to be read (MUST-30, MUST-32, MUST-33)'],
        },
      },
    ],
  },
  {
    label: 'SHLD-20',
    clause: '3.9.1.8',
    asks: 'let the user turn reports off',
    removals: [
      {
        file: 'connection/happenings.ts',
        find: "if (this.detail !== 'none') this.#events.push(event)",
        replace: 'this.#events.push(event)',
        fails: { 'events.test.ts': ['detail none → no event at all; all → timers and samples too'] },
      },
    ],
  },
  {
    label: 'MUST-48',
    clause: '3.9.1.9',
    asks: 'let the user set the differentiated services field',
    removals: [
      {
        file: 'stack/stack.ts',
        find: 'dscp: tcb ? tcb.settings.dscp : 0,',
        replace: 'dscp: 0,',
        fails: {
          'demultiplexing.test.ts': ['TTL and DSCP are settings, in every packet of the connection (MUST-48, MUST-49)'],
        },
      },
    ],
  },
  {
    label: 'SHLD-21',
    clause: '3.9.1.9',
    asks: 'let the user change the differentiated services field while the connection lasts',
    removals: [
      {
        file: 'connection/connection.ts',
        find: "this.set('dscp', codePoint)",
        replace: "checkSetting('dscp', codePoint)",
        fails: {
          'interface.test.ts': [
            'the code point is changed → packets from then on have it; a setting that cannot be → RangeError (SHLD-21)',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-22',
    clause: '3.9.1.9',
    asks: 'hand the differentiated services field to IP as it is',
    removals: [
      {
        file: 'wire/ipv4.ts',
        find: '((header.dscp ?? 0) << 2)',
        replace: '(((header.dscp ?? 0) & 0x38) << 2)',
        fails: {
          'demultiplexing.test.ts': ['TTL and DSCP are settings, in every packet of the connection (MUST-48, MUST-49)'],
          'ipv4.test.ts': ['any packet → decoded as it was encoded'],
        },
      },
    ],
  },
]
