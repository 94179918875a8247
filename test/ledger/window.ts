import { named, type Rule } from './rule.ts'

/** Managing the window, RFC 9293 §3.8.6. */
export const window: readonly Rule[] = named([
  {
    label: 'SHLD-14',
    clause: '3.8.6',
    asks: 'never move the right edge of the window to the left',
    removals: [
      {
        in: 'Receiver.offer',
        condition: 'grows',
        becomes: 'true',
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
        in: 'sendNew',
        expression: '_.una + _.wnd - _.nxt',
        becomes: '$0 >>> 0',
        fails: {
          'sender-window.test.ts': [
            'MUST-34: window shrinks below what is in flight → nothing new is sent, old data is resent within the window',
          ],
        },
      },
      {
        in: 'pureAck',
        condition: 'synAcked',
        becomes: 'false',
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
        in: 'sendNew',
        expression: '_.una + _.wnd - _.nxt',
        becomes: 'Math.abs($0)',
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
        in: 'resend',
        condition: 'length 0',
        becomes: '$0 || snd.una + snd.wnd < snd.nxt',
        fails: {
          'sender-window.test.ts': [
            'the window shrinks into a segment that was sent → only the part within it is resent (SHLD-16)',
          ],
        },
      },
      {
        in: 'resend',
        expression: 'Math.min($to, _.una + _.wnd)',
        becomes: '$to',
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
        in: 'sendIntoClosedWindow',
        without: 'timer.stop',
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
        in: 'sendIntoClosedWindow',
        condition: 'flight unsent finPending',
        becomes: 'snd.flight > 0 || $0',
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
        in: 'sendIntoClosedWindow',
        condition: 'due',
        becomes: 'false',
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
        in: 'takeAcknowledgment',
        without: 'persist.answered',
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
        in: 'Persist.start',
        value: 'at',
        becomes: '$0 + rto',
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
        in: 'Persist.expire',
        expression: '$interval * 2',
        becomes: '$interval',
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
        in: 'newDataLength',
        condition: 'overdue',
        becomes: 'true',
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
        in: 'Receiver.grows',
        expression: '$more >= Math.min(..._)',
        becomes: '$more >= 1',
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
        in: 'DelayedAck.received',
        condition: 'delayedAck unacknowledged',
        becomes: 'true',
        fails: { 'delayed-ack.test.ts': ['one segment → its ACK waits 40 ms'] },
      },
      {
        in: 'DelayedAck.sent',
        condition: 'quick unacknowledged',
        becomes: 'false',
        fails: { 'quick-ack.test.ts': ['two quick ACKs → two segments acknowledged at once, the third waits'] },
      },
      {
        in: 'DelayedAck.delay',
        value: 'most',
        becomes: 'LONGEST_ADAPTED',
        fails: {
          'quick-ack.test.ts': [
            'segments 100 ms apart → the delay grows with the pace, to the round trip, and never past 200 ms',
          ],
        },
      },
    ],
  },
  {
    label: 'MUST-40',
    clause: '3.8.6.3',
    asks: 'hold no ACK back for half a second',
    removals: [
      {
        in: 'SETTINGS',
        value: 'delayedAck',
        becomes: '{ ...$0, most: 5_000 }',
        fails: { 'delayed-ack.test.ts': ['a delay of half a second or more → refused (MUST-40)'] },
      },
      {
        in: 'DelayedAck.received',
        expression: 'Math.min($delay, LONGEST_DELAY)',
        becomes: '$delay',
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
        in: 'DelayedAck.received',
        expression: '$this.unacknowledged > $full',
        becomes: '$this.#unacknowledged > 8 * $full',
        fails: { 'delayed-ack.test.ts': ['a second full-sized segment → ACK at once for both (MUST-58)'] },
      },
    ],
  },
])
