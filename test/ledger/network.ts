import { named, type Rule } from './rule.ts'

/** The interface to IP, and what arrives from it, RFC 9293 §3.9.2 and §3.10. */
export const network: readonly Rule[] = named([
  {
    label: 'MUST-49',
    clause: '3.9.2',
    asks: 'let the time to live be set',
    removals: [
      {
        in: 'Stack.packetOf',
        value: 'ttl',
        becomes: '64',
        fails: {
          'demultiplexing.test.ts': ['TTL and DSCP are settings, in every packet of the connection (MUST-48, MUST-49)'],
        },
      },
    ],
  },
  {
    label: 'SHLD-23',
    clause: '3.9.2',
    asks: 'not change the differentiated services field during a connection',
    without:
      'refused: asked of applications, not of a TCP; the engine never changes it by itself (SHLD-21 lets its user)',
  },
  {
    label: 'MUST-50',
    clause: '3.9.2',
    asks: 'ignore IP options that are not understood',
    without: 'not applicable: the IP layer here hands none up to TCP',
  },
  {
    label: 'MUST-51',
    clause: '3.9.2.1',
    asks: 'let the user give a source route',
    without: 'not applicable: source routes are the IP layer’s and are not sent here',
  },
  {
    label: 'MUST-52',
    clause: '3.9.2.1',
    asks: 'put a source route of the user before one that was received',
    without: 'not applicable: there are no source routes, see MUST-51',
  },
  {
    label: 'MUST-53',
    clause: '3.9.2.1',
    asks: 'answer along the route that a passive open has received',
    without: 'not applicable: there are no source routes, see MUST-51',
  },
  {
    label: 'SHLD-24',
    clause: '3.9.2.1',
    asks: 'let a later source route replace an earlier one',
    without: 'refused: there are no source routes, see MUST-51',
  },
  {
    label: 'MUST-54',
    clause: '3.9.2.2',
    asks: 'act on ICMP errors, on the connection they speak of',
    removals: [
      {
        in: 'Stack.packetArrives',
        without: 'icmpArrives',
        fails: {
          'icmp.test.ts': [
            'host or network unreachable, time exceeded, parameter problem → reported, the connection goes on (MUST-54, MUST-56)',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-55',
    clause: '3.9.2.2',
    asks: 'discard Source Quench in silence',
    removals: [
      {
        in: 'icmpArrives',
        condition: 'TYPE_SOURCE_QUENCH',
        becomes: "$0 && tcb.report('source quench', now)",
        fails: { 'icmp.test.ts': ['Source Quench → ignored (MUST-55)'] },
      },
    ],
  },
  {
    label: 'MUST-56',
    clause: '3.9.2.2',
    asks: 'let no soft error abort a connection',
    removals: [
      {
        in: 'icmpArrives',
        expression: '$tcb.report(_, $now)',
        becomes: "$tcb.end('ICMP hard error', $now, $tcb.softError)",
        fails: {
          'icmp.test.ts': [
            'host or network unreachable, time exceeded, parameter problem → reported, the connection goes on (MUST-54, MUST-56)',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-25',
    clause: '3.9.2.2',
    asks: 'tell the user of soft errors',
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
    ],
  },
  {
    label: 'SHLD-26',
    clause: '3.9.2.2',
    asks: 'abort on a hard error',
    removals: [
      {
        in: 'icmpArrives',
        condition: 'isForGood',
        becomes: 'false',
        fails: { 'icmp.test.ts': ['port or protocol unreachable → ECONNREFUSED, CLOSED (SHLD-26)'] },
      },
    ],
  },
  {
    label: 'MUST-57',
    clause: '3.9.2.3',
    asks: 'drop a SYN to a broadcast or multicast address in silence',
    removals: [
      {
        in: 'Stack.packetArrives',
        condition: 'has destination',
        becomes: 'false',
        fails: {
          'demultiplexing.test.ts': [
            "SYN to or from an address that is no single host's → dropped in silence (MUST-57, MUST-63)",
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-63',
    clause: '3.9.2.3',
    asks: 'drop a SYN from an invalid address',
    removals: [
      {
        in: 'Stack.unmatchedArrives',
        condition: 'isUnicast source',
        becomes: 'false',
        fails: {
          'demultiplexing.test.ts': [
            "SYN to or from an address that is no single host's → dropped in silence (MUST-57, MUST-63)",
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-58',
    clause: '3.10.7.4',
    asks: 'acknowledge many segments at once where possible',
    removals: [
      {
        in: 'DelayedAck.received',
        condition: 'delayedAck unacknowledged',
        becomes: 'true',
        fails: { 'delayed-ack.test.ts': ['a second full-sized segment → ACK at once for both (MUST-58)'] },
      },
    ],
  },
  {
    label: 'MUST-59',
    clause: '3.10.7.4',
    asks: 'take in all that waits before an ACK is sent',
    removals: [
      {
        in: 'textArrives',
        expression: '_.text(..._)',
        becomes:
          '(tcb.replies.push({ ...segment, sourcePort: segment.destinationPort, destinationPort: segment.sourcePort, seq: segment.ack, ack: receiver.nxt, flags: { ack: true }, payload: new Uint8Array(0) }), $0)',
        fails: {
          'delayed-ack.test.ts': ['several segments taken in before anything is sent → one ACK for all (MUST-59)'],
        },
      },
    ],
  },
  {
    label: 'SHLD-31',
    clause: '3.10.7.4',
    asks: 'keep segments beyond a hole',
    removals: [
      {
        in: 'Receiver.text',
        expression: '_.insert(..._)',
        becomes: 'offset <= this.#data.next ? $0 : 0',
        fails: {
          'close.test.ts': ['FIN beyond a hole → counts only when the hole is filled'],
          'reassembly.test.ts': [
            'out of order → an ACK at once with SACK blocks, newest first (RFC 5681 §4.2, RFC 2018)',
          ],
        },
      },
    ],
  },
])
