import type { Rule } from './rule.ts'

/** Keep-alives and urgent data, RFC 9293 §3.8.4 and §3.8.5. */
export const keepAliveUrgent: readonly Rule[] = [
  {
    label: 'MUST-24',
    clause: '3.8.4',
    asks: 'let the user turn keep-alives on and off',
    removals: [
      {
        file: 'connection/connection.ts',
        find: 'settings.keepAlive = on',
        replace: 'settings.keepAlive = settings.keepAlive',
        fails: { 'keep-alive.test.ts': ['turned on later → from the last segment heard'] },
      },
      {
        file: 'connection/keep-alive.ts',
        find: 'if (!tcb.settings.keepAlive || !isSynchronized',
        replace: 'if (!isSynchronized',
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
        file: 'settings.ts',
        find: 'keepAlive: { default: false,',
        replace: 'keepAlive: { default: true,',
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
        file: 'connection/keep-alive.ts',
        find: 'if (tcb.probesSent === 0 && idleUntil > now) {',
        replace: 'if (now < 0) {',
        fails: { 'keep-alive.test.ts': ['something arrives → idle time begins anew (MUST-26)'] },
      },
      {
        file: 'connection/keep-alive.ts',
        find: '} else if (sender.buffered > 0 || sender.sndUna !== sender.sndNxt) {',
        replace: '} else if (now < 0) {',
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
        file: 'connection/keep-alive.ts',
        find: 'Math.max(tcb.lastHeard + tcb.settings.keepAliveIdle, now)',
        replace: 'tcb.lastHeard + 7_200_000',
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
        file: 'settings.ts',
        find: 'keepAliveIdle: { default: 7_200_000,',
        replace: 'keepAliveIdle: { default: 60_000,',
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
        file: 'connection/keep-alive.ts',
        find: 'tcb.probesSent >= settings.keepAliveProbes',
        replace: 'tcb.probesSent >= 1',
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
        file: 'connection/output.ts',
        find: 'return emptySegment(tcb, (sender.sndNxt - 1) >>> 0, optionsWithin(tcb, 0, now))',
        replace:
          'return { ...emptySegment(tcb, (sender.sndNxt - 1) >>> 0, optionsWithin(tcb, 0, now)), payload: new Uint8Array(1) }',
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
        file: 'sender/transmission.ts',
        find: 'const urg = snd.up > from',
        replace: 'const urg = false',
        fails: {
          'sender-urgent.test.ts': [
            'MUST-30, 62: urgent data → URG on every segment that precedes its end, pointing to the octet after it',
          ],
        },
      },
      {
        file: 'connection/arrival.ts',
        find: '  if (flags.urg) urgentArrives(tcb, segment, now)\n',
        replace: '',
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
        file: 'sender/transmission.ts',
        find: 'Math.min(0xffff, snd.up - from)',
        replace: 'Math.min(payload.length, snd.up - from)',
        fails: {
          'sender-urgent.test.ts': [
            'MUST-31: more urgent data than the field can point over → it points as far as it can, and on with each segment',
          ],
        },
      },
      {
        file: 'receiver/urgent.ts',
        find: 'const up = (seq + urgentPointer) >>> 0',
        replace: 'const up = (seq + Math.min(urgentPointer, 1460)) >>> 0',
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
        file: 'connection/arrival.ts',
        find: "  tcb.happened({ type: 'urgent', time: now })\n",
        replace: '',
        fails: {
          'urgent.test.ts': ['URG → the user is told, and how much is still to be read (MUST-30, MUST-32, MUST-33)'],
        },
      },
      {
        file: 'receiver/urgent.ts',
        find: 'if (this.#up !== undefined && !gt(up, this.#up)) return false',
        replace: 'if (this.#up !== undefined) return false',
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
        file: 'connection/connection.ts',
        find: 'return up === undefined ? 0 : Math.max(0, this.tcb.receiver.beyondRead(up))',
        replace: 'return 0',
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
        file: 'sender/transmission.ts',
        find: 'Math.min(0xffff, snd.up - from)',
        replace: 'Math.min(0xffff, snd.up - from - 1)',
        fails: {
          'sender-urgent.test.ts': [
            'MUST-30, 62: urgent data → URG on every segment that precedes its end, pointing to the octet after it',
          ],
          'urgent.test.ts': ['urgent SEND → URG, its pointer names the octet after the urgent data (MUST-62)'],
        },
      },
      {
        file: 'receiver/urgent.ts',
        find: 'const up = (seq + urgentPointer) >>> 0',
        replace: 'const up = (seq + urgentPointer + 1) >>> 0',
        fails: {
          'urgent.test.ts': ['URG → the user is told, and how much is still to be read (MUST-30, MUST-32, MUST-33)'],
        },
      },
    ],
  },
]
