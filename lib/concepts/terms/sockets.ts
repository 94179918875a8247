/** Words of programs: lessons 2.1 to 2.2.2. */
import { type Term, termsIn } from './term.ts'

export const socketTerms: readonly Term[] = [
  ...termsIn('2.1-client-and-server', [
    [
      'socket',
      '套接字',
      'socket(2)',
      'What a program holds of a connection, or of the wish for one: the end that it can call.',
    ],
    [
      'listener',
      '监听套接字',
      'listen(2)',
      'A socket that takes new connections and carries no data: what listen makes of a bound socket.',
    ],
    ['server', '服务端', 'RFC 9293 §3.9.1.1', 'The program that waits for connections.'],
    ['client', '客户端', 'RFC 9293 §3.9.1.1', 'The program that opens the connection.'],
    [
      'ephemeral port',
      '临时端口',
      'RFC 6056 §2',
      'A port that the system chooses for a client that has not asked for one.',
    ],
    [
      'accept queue',
      '已完成连接队列',
      'listen(2)',
      'Connections that the system has finished and no accept has taken yet.',
    ],
  ]),
  ...termsIn('2.1.1-passive-and-active-sockets', [
    [
      'passive socket',
      '被动套接字',
      'listen(2)',
      'Another name for a listener: it has an address and two queues, but no peer, and never carries a byte.',
    ],
    [
      'active socket',
      '主动套接字',
      'accept(2)',
      'A usual name for a socket that carries a conversation: the one that accept returns, or the one that has connected.',
    ],
    [
      'backlog',
      '积压上限',
      'listen(2)',
      'The number given to listen: how many finished connections may wait for accept, on Linux one more than it says.',
    ],
    [
      'SYN queue',
      '半连接队列',
      'listen(2)',
      'Connections of a listener in SYN-RECEIVED: the SYN has come, the last ACK of the handshake has not.',
    ],
  ]),
  ...termsIn('2.1.2-one-socket-per-conversation', [
    [
      '4-tuple',
      '四元组',
      'RFC 9293 §3.3.1',
      'The local address and port and the remote address and port: four numbers that tell a connection from every other.',
    ],
    [
      'demultiplexing',
      '分用',
      'RFC 9293 §3.10.7',
      'Finding the connection to which an arriving segment belongs, by its 4-tuple, or else the listener on its port.',
    ],
    [
      'wildcard address',
      '通配地址',
      'RFC 9293 §3.9.1.1',
      'The address 0.0.0.0, which stands in bind for every address of this host: an accepted socket then has the one to which its client connected.',
    ],
    [
      'loopback address',
      '环回地址',
      'RFC 1122 §3.2.1.3',
      'An address beginning with 127, such as 127.0.0.1: it leads to this machine itself and is heard nowhere else.',
    ],
  ]),
  ...termsIn('2.1.3-how-much-send-sends', [
    [
      'send buffer',
      '发送缓冲区',
      'RFC 9293 §3.9.1.2',
      'Where the system keeps bytes that a program has handed over, until the other end has acknowledged them.',
    ],
    [
      'receive buffer',
      '接收缓冲区',
      'RFC 9293 §3.9.1.3',
      'Where the system keeps bytes that have arrived, until the program reads them.',
    ],
    [
      'partial send',
      '部分发送',
      'send(2)',
      'A send that takes some of what it was given, says how much, and leaves the rest to the program.',
    ],
    [
      'would block',
      '将会阻塞',
      'send(2)',
      'The answer, EAGAIN, of a call that would have to wait and has been told not to.',
    ],
    [
      'Nagle’s algorithm',
      'Nagle 算法',
      'RFC 9293 §3.7.4',
      'The rule that a sender keeps back a small segment as long as earlier data is not acknowledged; TCP_NODELAY turns it off.',
    ],
    [
      'delayed ACK',
      '延迟确认',
      'RFC 9293 §3.8.6.3',
      'An acknowledgment that the receiver holds back for a moment, less than half a second, in the hope of data to send it with.',
    ],
  ]),
  ...termsIn('2.1.4-how-much-recv-returns', [
    [
      'framing',
      '成帧',
      'RFC 9293 §3.7',
      'How a program marks where one message ends and the next begins: by a length, a delimiter, or the end of the stream.',
    ],
    ['delimiter', '分隔符', 'RFC 9112 §2.2', 'Bytes that end a message and that no message contains.'],
    [
      'end of file',
      '文件结束',
      'recv(2)',
      'The empty read: the other end has closed its direction, and all that came before has been read.',
    ],
  ]),
  ...termsIn('2.1.5-socket-options', [
    [
      'socket option',
      '套接字选项',
      'socket(7)',
      'A setting of one socket, written by setsockopt and read by getsockopt, at the level of the socket or of TCP.',
    ],
    [
      'SO_REUSEADDR',
      '地址重用选项',
      'socket(7)',
      'The option that lets bind take an address on which connections of an earlier listener, with the same option, still end.',
    ],
    [
      '2MSL',
      '两倍最大报文段生存时间',
      'RFC 9293 §3.6.1',
      'Twice the maximum segment lifetime, the time that TIME-WAIT lasts: four minutes by the RFC, one minute on Linux.',
    ],
    [
      'linger',
      '延迟关闭选项',
      'socket(7)',
      'The option SO_LINGER: how long close waits for what is unsent, where 0 means that close resets the connection.',
    ],
    [
      'two generals',
      '两军问题',
      'Gray 1978',
      'The proof that no exchange of messages over a line that may lose them makes both ends certain of the same thing.',
    ],
  ]),
  ...termsIn('2.2-deadlock', [
    [
      'deadlock',
      '死锁',
      'RFC 9293 §3.9.1.2',
      'Programs of which each waits for something that only another waiting one can do, so that none ever goes on.',
    ],
    [
      'wait-for cycle',
      '等待环',
      'Coffman 1971',
      'A circle of programs in which each waits for the next: where there is one, there is a deadlock.',
    ],
    [
      'readiness',
      '就绪',
      'poll(2)',
      'That a call on a socket would not have to wait now: there is something to read, or room to send.',
    ],
  ]),
  ...termsIn('2.2.1-half-close', [
    [
      'half-close',
      '半关闭',
      'RFC 9293 §3.6.1',
      'The state of affairs in which one end has sent its FIN and goes on receiving what the other still sends.',
    ],
    [
      'shutdown',
      '关断',
      'shutdown(2)',
      'The call that ends one direction of a connection or both, for everyone who holds the socket, and frees no descriptor.',
    ],
    [
      'shared descriptor',
      '共享描述符',
      'dup(2)',
      'A second hold on the same socket, by dup or by a child process: the connection is closed when the last holder closes.',
    ],
    [
      'graceful close',
      '优雅关闭',
      'RFC 9112 §9.6',
      'Ending in order: shut down writing, read until the other end has finished too, and close only then.',
    ],
    [
      'keep-alive',
      '保活',
      'RFC 9293 §3.8.4',
      'An empty segment that TCP sends on an idle connection, where a program has asked for it, to have the other end acknowledge it.',
    ],
    [
      'user timeout',
      '用户超时',
      'RFC 9293 §3.9.1',
      'How long a program lets what it has sent stay unacknowledged before the connection is given up.',
    ],
    [
      'half-open connection',
      '半开连接',
      'RFC 9293 §3.5.1',
      'A connection of which one end knows nothing any more, because it has started again or given up unheard.',
    ],
  ]),
  ...termsIn('2.2.2-sockets-as-files', [
    [
      'socket file',
      '套接字文件',
      'ackbook/socket',
      'A socket wrapped in a buffered file with a descriptor of its own, which is read and written in lines or whole.',
    ],
    [
      'line protocol',
      '行协议',
      'RFC 5321 §2.3.8',
      'A language of two programs in which every message is one line of text and is answered by another.',
    ],
    ['flush', '刷新缓冲区', 'fflush(3)', 'Handing to the socket what a file has kept back in its write buffer.'],
    [
      'read-ahead',
      '预读',
      'setvbuf(3)',
      'What a file has taken out of the socket beyond what was asked of it, and which recv will not return again.',
    ],
    [
      'stream decoder',
      '流式解码器',
      'RFC 3629 §3',
      'A decoder that keeps the first bytes of a character until the others have come, in whatever pieces the stream arrives.',
    ],
  ]),
]
