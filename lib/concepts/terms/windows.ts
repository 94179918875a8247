/** Words of windows, congestion and pieces: lessons 2.0.2 to 2.0.4. */
import { type Term, termsIn } from './term.ts'

export const windowTerms: readonly Term[] = [
  ...termsIn('2.0.2-flow-control', [
    [
      'flow control',
      '流量控制',
      'RFC 9293 §3.8.6',
      'The receiver tells how far it has room, and the sender sends no further: what protects the receiver, not the network.',
    ],
    [
      'receive window',
      '接收窗口',
      'RFC 9293 §3.8.6',
      'How many bytes beyond the acknowledged ones the receiver takes now: a field in every segment.',
    ],
    [
      'stop-and-wait',
      '停止等待',
      'RFC 3366 §1.4.1',
      'Sending one segment, waiting until it is acknowledged, and only then sending the next.',
    ],
    ['utilisation', '利用率', 'RFC 5136 §2.3', 'The share of the time in which a line carries data, from 0 to 1.'],
    [
      'bandwidth-delay product',
      '带宽时延积',
      'RFC 7323 §1.1',
      'Rate times round trip: how much must be in flight to keep a path busy.',
    ],
    [
      'window scale',
      '窗口扩大',
      'RFC 7323 §2',
      'An option of both SYNs: by how many bits the window fields of its sender are to be shifted left, 14 at most.',
    ],
    [
      'zero window',
      '零窗口',
      'RFC 9293 §3.8.6.1',
      'A receive window of no bytes: the receiver is alive and full, and the sender waits.',
    ],
    [
      'window probe',
      '窗口探测',
      'RFC 9293 §3.8.6.1',
      'A segment sent into a zero window from time to time, so that its answer tells whether there is room again: with one byte by the RFC, empty from Linux.',
    ],
    [
      'silly window',
      '糊涂窗口',
      'RFC 9293 §3.8.6.2',
      'A window so small that segments are mostly header: a receiver must not offer one, nor a sender use it.',
    ],
  ]),
  ...termsIn('2.0.3-congestion-control', [
    [
      'congestion control',
      '拥塞控制',
      'RFC 5681 §3',
      'Each sender limits itself by what it infers of the path, so that what many send together fits through it.',
    ],
    [
      'congestion window',
      '拥塞窗口',
      'RFC 5681 §2',
      "The sender's own limit for what it has in flight, cwnd for short: a number in its memory that is never sent.",
    ],
    [
      'slow start',
      '慢启动',
      'RFC 5681 §3.1',
      'Growth of the congestion window by at most one segment for each ACK: twice as much each round trip, or one and a half times where an ACK stands for two segments.',
    ],
    [
      'ssthresh',
      '慢启动阈值',
      'RFC 5681 §3.1',
      'The slow start threshold: below it the congestion window grows by slow start, above it by about one segment a round trip.',
    ],
    [
      'congestion avoidance',
      '拥塞避免',
      'RFC 5681 §3.1',
      'Growth of the congestion window by about one segment a round trip, in search of room that others have left.',
    ],
    [
      'duplicate ACK',
      '重复确认',
      'RFC 5681 §2',
      'An acknowledgment that says the same as the one before: something has arrived behind a hole.',
    ],
    [
      'SACK',
      '选择性确认',
      'RFC 2018 §3',
      'An option that names what has arrived behind a hole, so that the sender repeats only the hole.',
    ],
    [
      'fast retransmit',
      '快速重传',
      'RFC 5681 §3.2',
      'Sending again what three duplicate ACKs show to be missing, without waiting for the timer.',
    ],
    [
      'fast recovery',
      '快速恢复',
      'RFC 5681 §3.2',
      'Going on with half the window after a fast retransmit, instead of starting anew with one segment.',
    ],
    [
      'retransmission timeout',
      '重传超时',
      'RFC 6298 §2',
      'How long a sender waits for an acknowledgment before it sends again, RTO for short: the smoothed round trip plus four times its variation.',
    ],
    [
      'back-off',
      '指数退避',
      'RFC 6298 §5',
      'Doubling the retransmission timeout each time that it expires, up to a limit.',
    ],
    [
      "Karn's algorithm",
      'Karn 算法',
      'RFC 6298 §3',
      'Taking no round trip from a segment that was sent twice: its acknowledgment does not say which copy it answers.',
    ],
    [
      'bufferbloat',
      '缓冲膨胀',
      'Gettys 2011',
      'Queues so deep that a sender which fills them makes every packet behind it late, instead of losing any.',
    ],
    [
      'CUBIC',
      'CUBIC 算法',
      'RFC 9438 §4.2',
      'A congestion control whose window is a cubic function of the time since the last loss: steep, flat near where the loss was, steep again.',
    ],
    [
      'bottleneck',
      '瓶颈',
      'Jacobson 1988',
      'The narrowest link of a path: the one before which packets wait, and are dropped when its queue is full.',
    ],
    [
      'fairness index',
      '公平指数',
      'Jain 1984',
      "Jain's measure of how equal shares are: 1 when all are the same, 1/n when one of n has everything.",
    ],
    [
      'congestion collapse',
      '拥塞崩溃',
      'RFC 2914 §5',
      'A network busy with copies and with packets that are dropped further on: the more is sent, the less arrives.',
    ],
  ]),
  ...termsIn('2.0.4-segmentation', [
    ['MTU', '最大传输单元', 'RFC 1191 §1', 'The largest packet, header included, that a link takes in one piece.'],
    [
      'fragment',
      '碎片',
      'RFC 791 §3.2',
      'A piece of an IP packet that was too large for a link: it is of use only together with all the others.',
    ],
    [
      'MSS',
      '最大报文段长度',
      'RFC 9293 §3.7.1',
      'The largest segment, data only, that an end is ready to receive: it says so in its SYN.',
    ],
    [
      'reassembly',
      '重组',
      'RFC 9293 §3.10.7.4',
      'Putting bytes back in order by their numbers: what lies behind a hole waits until it is filled.',
    ],
    [
      'path MTU',
      '路径最大传输单元',
      'RFC 1191 §1',
      'The smallest MTU of all links on the way: the largest packet that arrives without being cut.',
    ],
  ]),
]
