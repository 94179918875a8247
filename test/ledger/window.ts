import type { Rule } from './rule.ts'

/** Managing the window, RFC 9293 §3.8.6. */
export const window: readonly Rule[] = [
  {
    label: 'SHLD-14',
    clause: '3.8.6',
    asks: 'never move the right edge of the window to the left',
    removals: [
      {
        file: 'receiver/receiver.ts',
        find: 'if (this.#grows()) this.#edge = this.#farthest',
        replace: 'this.#edge = this.#farthest',
        fails: { 'window.test.ts': ['the buffer is made smaller → what was offered is still taken'] },
      },
    ],
  },
  {
    label: 'MUST-34',
    clause: '3.8.6',
    asks: 'survive a window that shrinks',
    removals: [
      {
        file: 'sender/transmission.ts',
        find: 'const usable = snd.una + snd.wnd - snd.nxt',
        replace: 'const usable = (snd.una + snd.wnd - snd.nxt) >>> 0',
        fails: {
          'sender-window.test.ts': [
            'MUST-34: window shrinks below what is in flight → nothing new is sent, old data is resent within the window',
          ],
        },
      },
      {
        file: 'connection/output.ts',
        find: 'const seq = sender.synAcked && lt(edge, sender.sndNxt) ? edge : sender.sndNxt',
        replace: 'const seq = sender.sndNxt',
        fails: {
          'window.test.ts': [
            'the peer takes its window back → an ACK carries a sequence number that it accepts (MUST-34)',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-15',
    clause: '3.8.6',
    asks: 'send nothing new into a window that has shrunk',
    removals: [
      {
        file: 'sender/transmission.ts',
        find: 'const usable = snd.una + snd.wnd - snd.nxt',
        replace: 'const usable = Math.abs(snd.una + snd.wnd - snd.nxt)',
        fails: {
          'sender-window.test.ts': [
            'MUST-34: window shrinks below what is in flight → nothing new is sent, old data is resent within the window',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-16',
    clause: '3.8.6',
    asks: 'resend as ever what lies within a window that has shrunk',
    removals: [
      {
        file: 'sender/transmission.ts',
        find: '  if (length <= 0) return undefined\n  const octets = Math.min(mss',
        replace: '  if (length <= 0 || snd.una + snd.wnd < snd.nxt) return undefined\n  const octets = Math.min(mss',
        fails: {
          'sender-window.test.ts': [
            'the window shrinks into a segment that was sent → only the part within it is resent (SHLD-16)',
          ],
        },
      },
      {
        file: 'sender/transmission.ts',
        find: 'Math.min(to, snd.una + snd.wnd) - from',
        replace: 'to - from',
        fails: {
          'sender-window.test.ts': [
            'the window shrinks into a segment that was sent → only the part within it is resent (SHLD-16)',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-17',
    clause: '3.8.6',
    asks: 'not give up over data that lies beyond a shrunken window',
    removals: [
      {
        file: 'sender/transmission.ts',
        find: '    state.timer.stop()\n    state.overrideAt',
        replace: '    state.overrideAt',
        fails: {
          'sender-window.test.ts': [
            'data in flight lies beyond a closed window, probes are answered → the connection stays for hours (SHLD-17)',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-35',
    clause: '3.8.6',
    asks: 'probe a window that has shrunk to zero',
    removals: [
      {
        file: 'sender/transmission.ts',
        find: 'if (snd.flight === 0 && state.unsent === 0 && !state.finPending) {',
        replace: 'if (snd.flight > 0 || (state.unsent === 0 && !state.finPending)) {',
        fails: {
          'sender-window.test.ts': [
            'MUST-35: window shrinks to zero under data in flight → probes of its first octet; opened → all is resent',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-36',
    clause: '3.8.6.1',
    asks: 'probe a closed window',
    removals: [
      {
        file: 'sender/transmission.ts',
        find: 'if (persist.due) return sendProbe(state, now)',
        replace: '',
        fails: {
          'window.test.ts': [
            'the peer closes its window → a probe is sent, and goes on while probes are answered (MUST-36, MUST-37)',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-37',
    clause: '3.8.6.1',
    asks: 'stay as long as probes are answered',
    removals: [
      {
        file: 'sender/acknowledgment.ts',
        find: 'state.persist.answered()',
        replace: '',
        fails: {
          'sender-window.test.ts': [
            'MUST-37: every probe is answered with a closed window → the connection stays for hours',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-29',
    clause: '3.8.6.1',
    asks: 'send the first probe after one RTO',
    removals: [
      {
        file: 'sender/persist.ts',
        find: 'this.at = now + rto',
        replace: 'this.at = now + 2 * rto',
        fails: {
          'sender-window.test.ts': [
            'MUST-36: peer advertises zero → a probe of one octet after an RTO, then at doubled intervals to the ceiling',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-30',
    clause: '3.8.6.1',
    asks: 'double the time between probes',
    removals: [
      {
        file: 'sender/persist.ts',
        find: 'this.#interval * 2',
        replace: 'this.#interval',
        fails: {
          'sender-window.test.ts': [
            'MUST-36: peer advertises zero → a probe of one octet after an RTO, then at doubled intervals to the ceiling',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-38',
    clause: '3.8.6.2.1',
    asks: 'send no silly segment into a silly window',
    removals: [
      {
        file: 'sender/nagle.ts',
        find: 'return overdue ? length : 0',
        replace: 'return length',
        fails: {
          'sender-nagle.test.ts': [
            'MUST-38: the peer opens a tiny window, more is waiting → nothing until the override timer',
            'MUST-38: the window grows to a full segment, or to half of its largest → sent without waiting',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-39',
    clause: '3.8.6.2.2',
    asks: 'offer no silly window',
    removals: [
      {
        file: 'receiver/receiver.ts',
        find: 'this.#silly || more >= Math.min(Math.max(receiveBuffer >> 1, 1), mss)',
        replace: 'more >= 1',
        fails: {
          'window.test.ts': [
            'closed window, a little is read → no window worth a segment is offered (MUST-39)',
            'closed window of a small buffer → reported when half of it is free (MUST-39)',
          ],
        },
      },
    ],
  },
  {
    label: 'SHLD-18',
    clause: '3.8.6.3',
    asks: 'hold an ACK back for a while',
    removals: [
      {
        file: 'receiver/delayed-ack.ts',
        find: 'if (delayedAck <= 0 || this.#unacknowledged > full) this.#now = true',
        replace: 'if (full > 0) this.#now = true',
        fails: { 'delayed-ack.test.ts': ['one segment → its ACK waits 40 ms'] },
      },
    ],
  },
  {
    label: 'MUST-40',
    clause: '3.8.6.3',
    asks: 'hold no ACK back for half a second',
    removals: [
      {
        file: 'settings.ts',
        find: 'delayedAck: { default: 40, least: 0, most: 499.999,',
        replace: 'delayedAck: { default: 40, least: 0,',
        fails: { 'delayed-ack.test.ts': ['a delay of half a second or more → refused (MUST-40)'] },
      },
      {
        file: 'receiver/delayed-ack.ts',
        find: 'now + Math.min(delayedAck, LONGEST_DELAY)',
        replace: 'now + delayedAck',
        fails: { 'delayed-ack.test.ts': ['a delay of half a second or more → refused (MUST-40)'] },
      },
    ],
  },
  {
    label: 'SHLD-19',
    clause: '3.8.6.3',
    asks: 'acknowledge every second full-sized segment at least',
    removals: [
      {
        file: 'receiver/delayed-ack.ts',
        find: 'this.#unacknowledged > full',
        replace: 'this.#unacknowledged > 8 * full',
        fails: { 'delayed-ack.test.ts': ['a second full-sized segment → ACK at once for both (MUST-58)'] },
      },
    ],
  },
]
