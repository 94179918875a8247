import { test } from 'uvu'
import { answerOnce } from '../../../lib/concepts/client-server.ts'
import { type Host, recvAll, type Socket, sendAll } from '../../../lib/socket/index.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

const upper = (bytes: Uint8Array) => new TextEncoder().encode(new TextDecoder().decode(bytes).toUpperCase())
const right = { closesAtOnce: 'throws', sendsTen: 'waits', sendsTwenty: 'answers', sendsOneByOne: 'answers' }

refuses('fourClients', {
  'nothing said': [{ ...right, closesAtOnce: '?' }, /closes without a word: '\?' is none of/],
  'an end that is waited for': [{ ...right, closesAtOnce: 'waits' }, /what does recv return/],
  'bytes that are missed': [{ ...right, sendsTen: 'throws' }, /the other six/],
  'too many bytes': [{ ...right, sendsTwenty: 'throws' }, /how many bytes does the server ask for/],
  'sends that are counted': [{ ...right, sendsOneByOne: 'waits' }, /what does recvAll count/],
})

accepts('fourClients', 'what a run gives', right)

refuses('answerInCapitals', {
  'nothing changed': [answerOnce, /sent "Hello, 16 bytes!" and read "Hello, 16 bytes!"/],
  'capitals that are printed only': [
    async (host: Host, connection: Socket) => {
      const message = await recvAll(connection, 16)
      host.print(new TextDecoder().decode(message).toUpperCase())
      await sendAll(connection, message)
    },
    /read "Hello, 16 bytes!"/,
  ],
  'one recv in place of the loop': [
    async (_host: Host, connection: Socket) => sendAll(connection, upper(await connection.recv(16))),
    /one at a time: .* read "O"/,
  ],
  'bytes turned one by one': [
    async (_host: Host, connection: Socket) => {
      const message = await recvAll(connection, 16)
      const capital = message.map((octet) => (octet >= 97 && octet <= 122 ? octet - 32 : octet))
      await sendAll(connection, capital)
    },
    /Swiss German: .* read "GRüEZI MITENAND"/,
  ],
  'more asked for than comes': [
    async (_host: Host, connection: Socket) => sendAll(connection, upper(await recvAll(connection, 17))),
    /still waiting: server, client/,
  ],
  'a connection closed too early': [
    async (_host: Host, connection: Socket) => {
      connection.close()
      await sendAll(connection, upper(await recvAll(connection, 16)))
    },
    /the server failed: .*the socket is closed \(EBADF\)/,
  ],
  'a loop that waits for ever': [
    async (host: Host) => {
      for (;;) await host.sleep(10)
    },
    /comes to no end; still waiting: server, client/,
  ],
  'sent twice': [
    async (_host: Host, connection: Socket) => {
      const message = upper(await recvAll(connection, 16))
      await sendAll(connection, message)
      await sendAll(connection, message)
    },
    /read "HELLO, 16 BYTES!HELLO, 16 BYTES!"/,
  ],
})

accepts('answerInCapitals', 'the text turned', async (_host: Host, connection: Socket) =>
  sendAll(connection, upper(await recvAll(connection, 16))),
)

/** Takes so many, converses with each as told, and waits for all of them. */
const together =
  (converse: (host: Host, connection: Socket) => Promise<void>, { returnsEarly = false } = {}) =>
  async (host: Host, listener: Socket, conversations: number) => {
    const tasks: Promise<void>[] = []
    while (tasks.length < conversations) {
      const task = converse(host, await listener.accept())
      task.catch(() => {})
      tasks.push(task)
    }
    if (!returnsEarly) await Promise.all(tasks)
    listener.close()
  }

const answerAndClose = (host: Host, connection: Socket) =>
  answerOnce(host, connection).finally(() => connection.close())

refuses('serveTogether', {
  'one after the other': [
    async (host: Host, listener: Socket, conversations: number) => {
      for (let served = 0; served < conversations; served++) await answerAndClose(host, await listener.accept())
      listener.close()
    },
    /says nothing for a while.*the other one: it has said "Hello, 16 bytes!" and heard ""/,
  ],
  'a server that does not wait for its tasks': [
    together(answerAndClose, { returnsEarly: true }),
    /returned although the first conversation is still open/,
  ],
  'a connection that is left open': [together(answerOnce), /its connection has not been closed/],
  'whoever is silent is sent away': [
    together(async (host, connection) => {
      connection.setsockopt('receiveTimeout', 10)
      await answerAndClose(host, connection).catch(() => {})
    }),
    /three clients|returned although|when it speaks at last/,
  ],
  'a client that takes the server with it': [together(answerAndClose), /hangs up.*it threw EOF/],
  'a server that stays at its door': [
    async (host: Host, listener: Socket) => {
      for (;;) answerAndClose(host, await listener.accept()).catch(() => {})
    },
    /has not returned/,
  ],
})

accepts(
  'serveTogether',
  'a task a client, each with its own end',
  together(async (host, connection) => {
    await answerAndClose(host, connection).catch(() => {})
  }),
)

test.run()
