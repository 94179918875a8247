import { named, type Rule } from './rule.ts'

/** The interface to the user, RFC 9293 §3.9.1. */
export const user: readonly Rule[] = named([
  {
    label: 'MUST-41',
    clause: '3.9.1.1',
    asks: 'leave other connections alone when one is opened passively',
    removals: [
      {
        in: 'Demultiplexer.addListener',
        expression: '[...$others, $own]',
        becomes: '[$own]',
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
        in: 'Ports.check',
        condition: 'reuseAddress listening',
        becomes: 'false',
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
        in: 'Stack.endsFor',
        condition: 'reservation address',
        becomes: '0',
        fails: {
          'demultiplexing.test.ts': [
            "several addresses → the source is of the peer's network, and is kept (MUST-44, MUST-45)",
          ],
        },
      },
      {
        in: 'Demultiplexer.listener',
        expression: '_.address === name',
        becomes: 'true',
        fails: { 'interface.test.ts': ['a listener on one local address → a SYN to another is refused (MUST-43)'] },
      },
      {
        in: 'Stack.unmatchedArrives',
        value: 'localAddress',
        becomes: 'this.#addresses.sourceFor(source)',
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
        in: 'HostAddresses.sourceFor',
        expression: '_ ?? _ ?? $first',
        becomes: '$first',
        fails: {
          'demultiplexing.test.ts': [
            "several addresses → the source is of the peer's network, and is kept (MUST-44, MUST-45)",
          ],
          'families.test.ts': [
            'a destination of either family → a source of the same, of its network and its scope (MUST-44, RFC 6724)',
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
        in: 'Stack.pollPacket',
        expression: '$tcb.ends.localAddress',
        becomes: 'this.#addresses.sourceFor($tcb.ends.remoteAddress)',
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
        in: 'Stack.connect',
        condition: 'isUnicast',
        becomes: 'false',
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
        in: 'newDataLength',
        condition: 'queued usable idle',
        becomes: 'false',
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
        in: 'segment',
        value: 'psh',
        becomes: 'false',
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
        in: 'segment',
        value: 'psh',
        becomes: 'payload.length > 0',
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
        in: 'newDataLength',
        file: 'sender/nagle.ts',
        first: 'if (Math.min(queued, usable) >= mss) return mss >> 1',
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
        in: 'icmpArrives',
        without: 'report',
        fails: {
          'icmp.test.ts': [
            'host or network unreachable, time exceeded, parameter problem → reported, the connection goes on (MUST-54, MUST-56)',
          ],
        },
      },
      {
        in: 'Connection.sample',
        condition: 'r1',
        becomes: 'false',
        fails: {
          'user-timeout.test.ts': [
            'data is never acknowledged → after R2 CLOSED, ETIMEDOUT; R1 was reported before (MUST-20)',
          ],
        },
      },
      {
        in: 'urgentArrives',
        without: 'emit',
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
        in: 'EventQueue.push',
        condition: 'detail none',
        becomes: 'true',
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
        in: 'Stack.packetOf',
        value: 'dscp',
        becomes: '0',
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
        in: 'Connection.dscp',
        expression: "_.set('dscp', $value)",
        becomes: "checkSetting('dscp', $value)",
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
        in: 'trafficClassOf',
        expression: 'dscp << 2',
        becomes: '(dscp & 0x38) << 2',
        fails: {
          'demultiplexing.test.ts': ['TTL and DSCP are settings, in every packet of the connection (MUST-48, MUST-49)'],
          'ipv4.test.ts': ['any packet → decoded as it was encoded'],
        },
      },
    ],
  },
])
