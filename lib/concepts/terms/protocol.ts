/** Words of the protocol: lessons 1 and 2.0.1 to 2.0.4, and the summary. */
import { type Term, termsIn } from './term.ts'

export const protocolTerms: readonly Term[] = [
  ...termsIn('1-introduction', [
    [
      'TCP',
      '传输控制协议',
      'RFC 9293 §2.2',
      'The Transmission Control Protocol: it gives two programs a reliable stream of octets in order, each way, over packets that may be lost.',
    ],
    [
      'UDP',
      '用户数据报协议',
      'RFC 768',
      'The User Datagram Protocol: it adds ports, a length and a checksum to a packet, and nothing else.',
    ],
    [
      'packet',
      '数据包',
      'RFC 791 §2.3',
      'What IP carries from one address to another: a header and up to 65,535 octets in all, each packet on its own.',
    ],
    [
      'datagram',
      '数据报',
      'RFC 768',
      'A message in one piece under UDP: it arrives whole, or not at all, or twice, in any order.',
    ],
    ['IP address', 'IP 地址', 'RFC 791 §2.3', 'The number that says to which machine a packet goes.'],
    [
      'port',
      '端口',
      'RFC 9293 §3.1',
      'A number from 0 to 65,535 that says to which program on a machine a segment or datagram goes.',
    ],
    ['host', '主机', 'RFC 1122 §1.1', 'A machine with an address on the network, on which programs run.'],
    [
      'link',
      '链路',
      'RFC 1122 §1.1',
      'What carries packets from one machine to the next: it has a rate, a delay, a queue, and faults.',
    ],
    [
      'reliability',
      '可靠性',
      'RFC 9293 §2.2',
      'What was sent arrives once, in order and unharmed, or the sender is told that the connection has failed.',
    ],
    [
      'byte stream',
      '字节流',
      'RFC 9293 §2.2',
      'A sequence of octets without any marks in it: the receiver cannot see by which calls they were sent.',
    ],
    [
      'checksum',
      '校验和',
      'RFC 1071',
      'A 16-bit sum over header and data that gives most damage away, though not all of it.',
    ],
    [
      'acknowledgment',
      '确认',
      'RFC 9293 §3.4',
      'A number that says which octet is expected next: all before it have arrived.',
    ],
    [
      'retransmission',
      '重发',
      'RFC 9293 §3.8.1',
      'Sending the same octets again because no acknowledgment of them has come.',
    ],
    [
      'simulated network',
      '模拟网络',
      'ackbook/network',
      'Hosts and links in virtual time, in which chance follows from a seed, so that the same run can be repeated exactly.',
    ],
  ]),
  ...termsIn('2.0.1-handshake-and-close', [
    [
      'connection',
      '连接',
      'RFC 9293 §3.3.1',
      'What two ends remember of each other: two addresses, two ports, and the sequence numbers of both directions.',
    ],
    [
      'segment',
      '报文段',
      'RFC 9293 §3.1',
      'What TCP sends in one packet: a header with numbers and flags, options, and perhaps data.',
    ],
    [
      'three-way handshake',
      '3次握手',
      'RFC 9293 §3.5',
      "SYN, SYN-ACK, ACK: the three segments by which both ends learn the other's first sequence number, and know that the other has learnt theirs.",
    ],
    [
      'SYN',
      '同步标志',
      'RFC 9293 §3.1',
      'The flag that opens one direction: its segment carries the initial sequence number, and itself counts as one.',
    ],
    [
      'ACK',
      '确认标志',
      'RFC 9293 §3.1',
      'The flag that says that the acknowledgment number counts: set in every segment after the first.',
    ],
    [
      'FIN',
      '结束标志',
      'RFC 9293 §3.6',
      'The flag that closes one direction: nothing more will come from its sender; it counts as one.',
    ],
    [
      'RST',
      '复位标志',
      'RFC 9293 §3.5.2',
      'The flag that ends a connection at once, in disorder, or says that there is none.',
    ],
    [
      'sequence number',
      '序列号',
      'RFC 9293 §3.4',
      "The number of a segment's first octet, counted from the initial sequence number, modulo 2³².",
    ],
    [
      'ISN',
      '初始序列号',
      'RFC 9293 §3.4.1',
      'The initial sequence number, carried by SYN: from a clock and a secret, so that neither old segments nor strangers hit upon it.',
    ],
    [
      'option',
      '选项',
      'RFC 9293 §3.2',
      'What a header may carry beyond its twenty octets: MSS, window scale, SACK permitted, timestamps.',
    ],
    [
      'state',
      '状态',
      'RFC 9293 §3.3.2',
      'What an end of a connection knows of its life: one of eleven, from CLOSED to ESTABLISHED and back.',
    ],
    [
      'active open',
      '主动打开',
      'RFC 9293 §3.9.1.1',
      "The call that begins a connection by sending SYN: the client's connect.",
    ],
    [
      'passive open',
      '被动打开',
      'RFC 9293 §3.9.1.1',
      "The call that makes an end wait for a SYN: the server's listen.",
    ],
    [
      'round trip',
      '往返时间',
      'RFC 9293 §3.8.1',
      'The time from sending something to hearing the answer to it, RTT for short.',
    ],
    [
      'TIME-WAIT',
      'TIME-WAIT 状态',
      'RFC 9293 §3.6.1',
      'The state of the end that closed first: it waits for two maximum segment lifetimes, able to answer a FIN that comes again.',
    ],
    [
      'MSL',
      '最大报文段生存时间',
      'RFC 9293 §3.4.2',
      'The maximum segment lifetime, the longest that a segment is taken to live in the network: two minutes by the RFC, half a minute on Linux.',
    ],
  ]),
]
