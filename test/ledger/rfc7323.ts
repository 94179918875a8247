import { built, inOrder, type Rule, same, unbuilt } from './rule.ts'

const BARE_RESET =
  'refused: a reset for a segment of no connection carries no options; its numbers tell what it answers'

/** RFC 7323: window scale, timestamps, PAWS. */
export const rfc7323: readonly Rule[] = inOrder(7323, [
  built('2.2', 'SHOULD', 'send the option even with a shift of zero', {
    in: 'synOptions',
    value: 'windowScale',
    becomes: 'shift || undefined',
    fails: { 'window.test.ts': ['window scale above 14 → taken as 14 (RFC 7323 §2.3)'] },
  }),
  built('2.2', 'MUST', 'scale only when both SYNs have the option', {
    in: 'agree',
    condition: 'windowScale undefined',
    becomes: 'true',
    fails: { 'window.test.ts': ['window scale: the peer does not offer it → neither side scales'] },
  }),
  built('2.2', 'MUST', 'ignore the option without SYN', {
    in: 'arrivesElsewhere',
    first: 'if (segment.options.windowScale !== undefined) tcb.sendShift = segment.options.windowScale',
    fails: { 'options.test.ts': ['window scale on a segment without SYN → ignored (RFC 7323 §2.2)'] },
  }),
  built('2.2', 'MUST NOT', 'never scale the window of a SYN', {
    in: 'Receiver.offerInSyn',
    expression: 'Math.min($room, MAX_FIELD)',
    becomes: '$0 >>> 1',
    fails: {
      'window.test.ts': ['window scale: offered in SYN, used after it, the SYN itself not scaled (RFC 7323 §2)'],
    },
  }),
  built('2.3', 'SHOULD', 'answer the option with one’s own', {
    in: 'synOptions',
    condition: 'peer windowScale',
    becomes: 'false',
    fails: { 'options.test.ts': ['SYN,ACK → answers only what the SYN offered'] },
  }),
  built(
    '2.3',
    'MUST',
    'send the shift that one’s own window has',
    {
      in: 'synOptions',
      value: 'windowScale',
      becomes: 'shift + 1',
      fails: {
        'window.test.ts': ['window scale: offered in SYN, used after it, the SYN itself not scaled (RFC 7323 §2)'],
      },
    },
    {
      in: 'Tcb.startSender',
      value: 'receiveShift',
      becomes: 'windowScaleFor(receiveBuffer)',
      fails: { 'buffer-tuning.test.ts': ['window scale of the SYN → by the most, not by the first buffer'] },
    },
  ),
  built('2.3', 'MUST', 'scale the peer’s window by its shift', {
    in: 'agree',
    value: 'sendShift',
    becomes: '0',
    fails: {
      'window.test.ts': ['window scale: offered in SYN, used after it, the SYN itself not scaled (RFC 7323 §2)'],
    },
  }),
  built('2.3', 'MUST', 'scale one’s own window by one’s own shift', {
    in: 'agree',
    value: 'receiveShift',
    becomes: '0',
    fails: {
      'window.test.ts': ['window scale: offered in SYN, used after it, the SYN itself not scaled (RFC 7323 §2)'],
    },
  }),
  same('2.3', 'MUST', 'scale nothing when one of them has no option', '7323-2'),
  built('2.3', 'MUST', 'shift the window of what arrives, SYNs apart', {
    in: 'arrivesElsewhere',
    expression: '$window << _.sendShift',
    becomes: '$window',
    fails: {
      'window.test.ts': ['window scale: offered in SYN, used after it, the SYN itself not scaled (RFC 7323 §2)'],
    },
  }),
  built('2.3', 'MUST', 'shift the window of what is sent, SYNs apart', {
    in: 'Receiver.offer',
    expression: '$window >>> _.shift',
    becomes: '$window',
    fails: {
      'window.test.ts': ['window scale: offered in SYN, used after it, the SYN itself not scaled (RFC 7323 §2)'],
    },
  }),
  built('2.3', 'MUST', 'send no shift above 14', {
    in: 'windowScaleFor',
    condition: 'MAX_WINDOW_SCALE',
    becomes: 'true',
    fails: { 'window.test.ts': ['windowScaleFor: the least shift that expresses the buffer, at most 14'] },
  }),
  unbuilt('2.3', 'SHOULD', 'log a shift above 14', 'refused: no log is kept; the shift counts as 14 in silence'),
  built('2.3', 'MUST', 'take a shift above 14 for 14', {
    in: 'agree',
    expression: 'Math.min($shift, MAX_WINDOW_SCALE)',
    becomes: '$shift',
    fails: { 'window.test.ts': ['window scale above 14 → taken as 14 (RFC 7323 §2.3)'] },
  }),
  same('2.4', 'MUST', 'survive a window that shrinks', 'MUST-34'),
  same('2.4', 'MUST', 'take what was within any window offered', 'SHLD-14'),
  same('2.4', 'SHOULD', 'keep the right edge that was offered', 'SHLD-14'),
  same('2.4', 'MUST', 'send new data within the newest window', 'SHLD-15'),
  built('3.2', 'SHOULD', 'echo zero without ACK', {
    in: 'Timestamps.recent',
    value: 'recent',
    becomes: '7',
    fails: { 'paws.test.ts': ['timestamps offered and taken → in every segment, RST too, echoing TS.Recent'] },
  }),
  built('3.2', 'MUST', 'echo a timestamp of the peer with ACK', {
    in: 'timestampsOf',
    value: 'echo',
    becomes: '0',
    fails: { 'paws.test.ts': ['timestamps offered and taken → in every segment, RST too, echoing TS.Recent'] },
  }),
  built('3.2', 'MUST', 'echo what §4.3 chooses', {
    in: 'Timestamps.update',
    returns: 'undefined',
    fails: { 'paws.test.ts': ['TS.Recent → only from segments that reach back to the last ACK sent (RFC 7323 §4.3)'] },
  }),
  built('3.2', 'MUST', 'ignore the echo without ACK', {
    in: 'segmentArrives',
    first: 'segment = { ...segment, flags: { ...segment.flags, ack: true } }',
    fails: { 'challenge-ack.test.ts': ['segment without ACK → dropped'] },
  }),
  built('3.2', 'MUST', 'send timestamps in every segment once agreed on', {
    in: 'optionsWithin',
    condition: 'enabled',
    becomes: 'false',
    fails: { 'paws.test.ts': ['timestamps offered and taken → in every segment, RST too, echoing TS.Recent'] },
  }),
  built('3.2', 'SHOULD', 'send timestamps in a reset as well', {
    in: 'Tcb.timestampsOption',
    condition: 'enabled',
    becomes: 'false',
    fails: { 'paws.test.ts': ['timestamps offered and taken → in every segment, RST too, echoing TS.Recent'] },
  }),
  same('3.2', 'SHOULD', 'remember that they were agreed on', '7323-23'),
  built('3.2', 'SHOULD', 'drop a segment without timestamps in silence', {
    in: 'arrivesElsewhere',
    expression: '!timestamps',
    becomes: '$0 && (tcb.challenge(now), true)',
    fails: { 'paws.test.ts': ['segment without timestamp where both SYNs had one → dropped in silence, but RST'] },
  }),
  built('3.2', 'MUST NOT', 'never abort for want of timestamps', {
    in: 'arrivesElsewhere',
    expression: '!timestamps',
    becomes: "$0 && (tcb.end('rcv RST', now), true)",
    fails: { 'paws.test.ts': ['segment without timestamp where both SYNs had one → dropped in silence, but RST'] },
  }),
  built('3.2', 'MUST', 'ignore timestamps that were not agreed on', {
    in: 'processAck',
    condition: 'enabled',
    becomes: 'true',
    fails: {
      'paws.test.ts': ['timestamps not agreed on, the peer sends them all the same → no round-trip time from them'],
    },
  }),
  built(
    '4.1',
    'MUST',
    'have a clock in proportion to real time',
    {
      in: 'Timestamps.value',
      expression: 'Math.floor($now)',
      becomes: 'Math.floor($now * 1_000)',
      fails: { 'paws.test.ts': ['timestamps offered and taken → in every segment, RST too, echoing TS.Recent'] },
    },
    {
      in: 'Timestamps.value',
      expression: 'Math.floor($now)',
      becomes: 'Math.floor($now / 1_000)',
      fails: { 'paws.test.ts': ['timestamps offered and taken → in every segment, RST too, echoing TS.Recent'] },
    },
  ),
  built('4.2', 'SHOULD', 'lower the gains when every ACK brings a measurement', {
    in: 'measure',
    expression: 'Math.max(1, _)',
    becomes: '1',
    fails: {
      'sender-timeout.test.ts': [
        'a flight of ten segments without timestamps → one sample a round trip; with them → one an ACK, at lower gains',
      ],
    },
  }),
  built('4.3', 'SHOULD', 'echo the first segment of those that a delayed ACK is for', {
    in: 'timestampArrives',
    condition: 'lastAckSent',
    becomes: 'false',
    fails: { 'paws.test.ts': ['a delayed ACK → echoes the timestamp of the first segment that it acknowledges'] },
  }),
  built('4.3', 'SHOULD', 'echo, above a hole, what advanced RCV.NXT last', {
    in: 'timestampArrives',
    condition: 'lastAckSent',
    becomes: 'false',
    fails: { 'paws.test.ts': ['TS.Recent → only from segments that reach back to the last ACK sent (RFC 7323 §4.3)'] },
  }),
  same('4.3', 'MUST', 'echo the segment that has filled a hole', '7323-21'),
  built('5.2', 'MUST', 'never let TS.Recent go back', {
    in: 'Timestamps.update',
    condition: 'lt',
    becomes: 'true',
    fails: {
      'paws.test.ts': [
        'SYN-RECEIVED: the SYN is repeated with a newer timestamp → that one is echoed, an older one never (RFC 7323 §4.3)',
      ],
    },
  }),
  unbuilt('5.2', 'RECOMMENDED', 'put timestamps into a reset that answers some', BARE_RESET),
  unbuilt('5.2', 'SHOULD', 'echo what the answered segment said', BARE_RESET),
  unbuilt('5.2', 'SHOULD', 'say zero in it', BARE_RESET),
  same('5.2', 'SHOULD', 'put timestamps into the reset of an ABORT', '7323-24'),
  built('5.2', 'MUST NOT', 'never hold a reset’s timestamp against it', {
    in: 'arrivesElsewhere',
    expression: '$enabled && !_.rst',
    becomes: '$enabled',
    fails: { 'paws.test.ts': ['RST with an older timestamp → counts'] },
  }),
  built('5.2', 'MUST NOT', 'learn nothing from a reset’s timestamp', {
    in: 'arrivesElsewhere',
    first:
      'if (segment.flags.rst && segment.options.timestamps) tcb.timestamps.update(segment.options.timestamps.value, now)',
    fails: {
      'paws.test.ts': [
        'RST in the window with a newer timestamp → the challenge ACK echoes the one before (RFC 7323 §5.2)',
      ],
    },
  }),
  built('5.3', 'MUST', 'check the timestamp of whatever arrives', {
    in: 'Timestamps.isStale',
    returns: 'false',
    fails: { 'paws.test.ts': ['segment with an older timestamp → acknowledged, dropped'] },
  }),
  built('5.3', 'MUST', 'check it before the sequence number', {
    in: 'arrivesElsewhere',
    condition: 'isStale',
    becomes: '$0 && receiver.accepts(seq, length)',
    fails: {
      'paws.test.ts': [
        'repeated text with an older timestamp → PAWS drops it before its sequence number is looked at: no DSACK',
      ],
    },
  }),
  same('5.3', 'MUST', 'check it when a segment arrives, not when its turn comes', '7323-41'),
  same('5.4', 'MUST', 'tick once in 2³¹ octets at least', '7323-29'),
  same('5.4', 'SHOULD', 'tick once a window at least', '7323-29'),
  same('5.4', 'MUST', 'come round no sooner than after an MSL', '7323-29'),
  built('5.7', 'MUST', 'find the path’s MTU as well', {
    in: 'pathMtuArrives',
    returns: 'undefined',
    fails: { 'icmp.test.ts': ['fragmentation needed → segments fit the next hop from then on (RFC 1191)'] },
  }),
  built('7', 'RECOMMENDED', 'start the clock of each pair where no other can tell', {
    in: 'timestampOffset',
    returns: '0',
    fails: { 'isn.test.ts': ['timestamp offset → of the two addresses alone; the uses of the key are kept apart'] },
  }),
  same('7.1', 'RECOMMENDED', 'start the clock of each pair where no other can tell', '7323-48'),
])
