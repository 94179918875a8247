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
      'A socket that takes calls and carries no data: what listen makes of a bound socket.',
    ],
    ['server', '服务端', 'RFC 9293 §3.9.1.1', 'The program that waits to be called.'],
    ['client', '客户端', 'RFC 9293 §3.9.1.1', 'The program that calls.'],
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
  ...termsIn('2.1.3-how-much-send-sends', [
    [
      'send buffer',
      '发送缓冲区',
      'RFC 9293 §3.9.1.2',
      'Where the system keeps octets that a program has handed over, until the other end has acknowledged them.',
    ],
    [
      'receive buffer',
      '接收缓冲区',
      'RFC 9293 §3.9.1.3',
      'Where the system keeps octets that have arrived, until the program reads them.',
    ],
    [
      'partial send',
      '部分发送',
      'send(2)',
      'A send that takes some of what it was given, says how much, and leaves the rest to the program.',
    ],
    ['would block', '将会阻塞', 'send(2)', 'The answer, EAGAIN, of a call that would have to wait and may not.'],
  ]),
  ...termsIn('2.1.4-how-much-recv-returns', [
    [
      'framing',
      '成帧',
      'RFC 9293 §3.7',
      'How a program marks where one message ends and the next begins: by a length, a delimiter, or the end of the stream.',
    ],
    ['delimiter', '分隔符', 'RFC 9112 §2.2', 'Octets that end a message and that no message contains.'],
    [
      'end of file',
      '文件结束',
      'recv(2)',
      'The empty read: the other end has closed its direction, and all that came before has been read.',
    ],
  ]),
]
