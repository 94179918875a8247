import { named, type Rule } from './rule.ts'

/** Keep-alives and urgent data, RFC 9293 §3.8.4 and §3.8.5. */
export const keepAliveUrgent: readonly Rule[] = named([
  {
    label: 'MUST-24',
    clause: '3.8.4',
    asks: 'let the user turn keep-alives on and off',
    removals: [
      {
        in: 'Connection.setKeepAlive',
        without: 'settings.keepAlive',
        fails: { 'keep-alive.test.ts': ['turned on later → from the last segment heard'] },
      },
      {
        in: 'keepAliveStarts',
        condition: 'keepAlive',
        becomes: 'false',
        fails: { 'keep-alive.test.ts': ['by default → no probe, ever (MUST-24, MUST-25)'] },
      },
    ],
  },
  {
    label: 'MUST-25',
    clause: '3.8.4',
    asks: 'leave keep-alives off by default',
    removals: [
      {
        in: 'SETTINGS',
        value: 'keepAlive',
        becomes: '{ ...$0, default: true }',
        fails: { 'keep-alive.test.ts': ['by default → no probe, ever (MUST-24, MUST-25)'] },
      },
    ],
  },
  {
    label: 'MUST-26',
    clause: '3.8.4',
    asks: 'probe only when nothing is in flight and nothing has come',
    removals: [
      {
        in: 'keepAliveExpires',
        condition: 'probesSent 0',
        becomes: 'false',
        fails: { 'keep-alive.test.ts': ['something arrives → idle time begins anew (MUST-26)'] },
      },
      {
        in: 'keepAliveExpires',
        condition: 'buffered sndUna sndNxt',
        becomes: 'false',
        fails: { 'keep-alive.test.ts': ['data in flight → no probe: the retransmission timer watches (MUST-26)'] },
      },
    ],
  },
  {
    label: 'MUST-27',
    clause: '3.8.4',
    asks: 'let the interval be set',
    removals: [
      {
        in: 'keepAliveStarts',
        expression: '_.keepAliveIdle',
        becomes: '7_200_000',
        fails: {
          'keep-alive.test.ts': ['the times are settings (MUST-27); nine probes unanswered → ETIMEDOUT, reset'],
        },
      },
    ],
  },
  {
    label: 'MUST-28',
    clause: '3.8.4',
    asks: 'wait two hours at least by default',
    removals: [
      {
        in: 'SETTINGS',
        value: 'keepAliveIdle',
        becomes: '{ ...$0, default: 60_000 }',
        fails: {
          'keep-alive.test.ts': ['turned on → after two idle hours a probe, an octet before the window (MUST-28)'],
        },
      },
    ],
  },
  {
    label: 'MUST-29',
    clause: '3.8.4',
    asks: 'take no single unanswered probe for a dead peer',
    removals: [
      {
        in: 'keepAliveExpires',
        expression: '_.keepAliveProbes',
        becomes: '1',
        fails: { 'keep-alive.test.ts': ['one probe lost, the next answered → the connection lives (MUST-29)'] },
      },
    ],
  },
  {
    label: 'SHLD-12',
    clause: '3.8.4',
    asks: 'send keep-alives without data',
    removals: [
      {
        in: 'probe',
        expression: 'emptySegment(..._)',
        becomes: '{ ...$0, payload: new Uint8Array(1) }',
        fails: {
          'keep-alive.test.ts': ['turned on → after two idle hours a probe, an octet before the window (MUST-28)'],
        },
      },
    ],
  },
  {
    label: 'SHLD-13',
    clause: '3.8.5',
    asks: 'leave urgent data alone in new applications',
    without: 'refused: asked of applications, not of a TCP; urgent data is there for those that have it (MUST-30)',
  },
  {
    label: 'MUST-30',
    clause: '3.8.5',
    asks: 'support urgent data',
    removals: [
      {
        in: 'segment',
        value: 'urg',
        becomes: 'false',
        fails: {
          'sender-urgent.test.ts': [
            'MUST-30, 62: urgent data → URG on every segment that precedes its end, pointing to the octet after it',
          ],
        },
      },
      {
        in: 'arrivesElsewhere',
        without: 'urgentArrives',
        fails: {
          'urgent.test.ts': ['URG → the user is told, and how much is still to be read (MUST-30, MUST-32, MUST-33)'],
        },
      },
    ],
  },
  {
    label: 'MUST-31',
    clause: '3.8.5',
    asks: 'take urgent data of any length',
    removals: [
      {
        in: 'segment',
        expression: 'Math.min(0xffff, $left)',
        becomes: 'Math.min(payload.length, $left)',
        fails: {
          'sender-urgent.test.ts': [
            'MUST-31: more urgent data than the field can point over → it points as far as it can, and on with each segment',
          ],
        },
      },
      {
        in: 'UrgentMark.arrives',
        expression: 'urgentPointer',
        becomes: 'Math.min($0, 1460)',
        fails: { 'urgent.test.ts': ['urgent data of any length, announced before it comes (MUST-31)'] },
      },
    ],
  },
  {
    label: 'MUST-32',
    clause: '3.8.5',
    asks: 'tell the user of urgent data, and when there is more',
    removals: [
      {
        in: 'urgentArrives',
        without: 'emit',
        fails: {
          'urgent.test.ts': ['URG → the user is told, and how much is still to be read (MUST-30, MUST-32, MUST-33)'],
        },
      },
      {
        in: 'UrgentMark.arrives',
        condition: 'gt',
        becomes: 'true',
        fails: { 'urgent.test.ts': ['more urgent data → told again; the same once more → not'] },
      },
    ],
  },
  {
    label: 'MUST-33',
    clause: '3.8.5',
    asks: 'let the user ask how much urgent data is left to read',
    removals: [
      {
        in: 'Connection.urgentReadable',
        returns: '0',
        fails: {
          'urgent.test.ts': ['URG → the user is told, and how much is still to be read (MUST-30, MUST-32, MUST-33)'],
        },
      },
    ],
  },
  {
    label: 'MUST-62',
    clause: '3.8.5',
    asks: 'point to the octet after the urgent data',
    removals: [
      {
        in: 'segment',
        expression: 'Math.min(0xffff, $left)',
        becomes: 'Math.min(0xffff, $left - 1)',
        fails: {
          'sender-urgent.test.ts': [
            'MUST-30, 62: urgent data → URG on every segment that precedes its end, pointing to the octet after it',
          ],
          'urgent.test.ts': ['urgent SEND → URG, its pointer names the octet after the urgent data (MUST-62)'],
        },
      },
      {
        in: 'UrgentMark.arrives',
        expression: 'urgentPointer',
        becomes: '$0 + 1',
        fails: {
          'urgent.test.ts': ['URG → the user is told, and how much is still to be read (MUST-30, MUST-32, MUST-33)'],
        },
      },
    ],
  },
])
