import * as assert from 'uvu/assert'
import {
  ByteReader,
  chunks,
  connectedPair,
  connections,
  delimited,
  describeStall,
  duplex,
  EarlyEndError,
  frames,
  type Host,
  type HttpResponse,
  readHttpResponse,
  recvAll,
  recvFrame,
  recvToEnd,
  type Socket,
  sendAll,
  sendFrame,
  serve,
  socketFile,
  stalled,
  withHost,
} from '../../../lib/socket/index.ts'
import { bytes, codeOf, connection, type Ends, listening, pattern, programs, SMALL, text } from './program.ts'

export const helpers = programs({
  'recvAll, the stream ends early → an error with both counts': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('hello'))
    near.close()
    try {
      await recvAll(far, 16)
      assert.unreachable()
    } catch (error) {
      assert.instance(error, EarlyEndError)
      assert.is((error as EarlyEndError).expected, 16)
      assert.is((error as EarlyEndError).received, 5)
      assert.match((error as EarlyEndError).message, /expected 16 bytes, but the stream ended after 5/)
    }
  },

  'recvAll of nothing → empty, without waiting': async (ends) => {
    const { far } = await connection(ends)
    assert.is((await recvAll(far, 0)).length, 0)
  },

  'recvToEnd beyond its limit → EMSGSIZE': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, pattern(100))
    near.close()
    assert.is(await codeOf(() => recvToEnd(far, { limit: 99 })), 'EMSGSIZE')
  },

  'chunks → every octet once, none larger than asked': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('abcdefghij'))
    near.close()
    let all = ''
    for await (const piece of chunks(far, { max: 4 })) {
      assert.ok(piece.length <= 4)
      all += text(piece)
    }
    assert.is(all, 'abcdefghij')
  },

  'messages behind their lengths → come one by one, an empty one too, then the end': async (ends) => {
    const { near, far } = await connection(ends)
    for (const message of ['first', '', 'a longer third']) await sendFrame(near, bytes(message))
    near.close()
    const received: string[] = []
    for await (const message of frames(far)) received.push(text(message))
    assert.equal(received, ['first', '', 'a longer third'])
    assert.is(await recvFrame(far), undefined)
  },

  'recvFrame → takes nothing beyond the message': async (ends) => {
    const { near, far } = await connection(ends)
    await sendFrame(near, bytes('message'))
    await sendAll(near, bytes('rest'))
    assert.is(text((await recvFrame(far)) ?? new Uint8Array(0)), 'message')
    assert.is(text(await recvAll(far, 4)), 'rest')
  },

  'a message cut off in its length or its body → the counts of the whole frame': async (ends) => {
    for (const [cut, expected] of [
      [[0, 0], 4],
      [[0, 0, 0, 9, 1, 2], 13],
    ] as const) {
      const { near, far } = await connection(ends)
      await sendAll(near, new Uint8Array(cut))
      near.close()
      try {
        await recvFrame(far)
        assert.unreachable()
      } catch (error) {
        assert.instance(error, EarlyEndError)
        assert.is((error as EarlyEndError).expected, expected)
        assert.is((error as EarlyEndError).received, cut.length)
      }
    }
  },

  'a length beyond the limit → EMSGSIZE before anything is reserved': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, new Uint8Array([0xff, 0xff, 0xff, 0xff]))
    assert.is(await codeOf(() => recvFrame(far)), 'EMSGSIZE')
  },

  'messages ended by a delimiter that arrives split → found': async (ends) => {
    const { near, far } = await connection(ends)
    near.setsockopt('noDelay', true)
    const sending = (async () => {
      for (const piece of ['one\r', '\ntwo', '\r\n', '\r\nth\rree\r\n']) {
        await sendAll(near, bytes(piece))
        await ends.client.sleep(2)
      }
      near.close()
    })()
    const received: string[] = []
    for await (const message of delimited(far, bytes('\r\n'))) received.push(text(message))
    assert.equal(received, ['one', 'two', '', 'th\rree'])
    await sending
  },

  'a delimiter that never comes → EarlyEndError at the end, EMSGSIZE beyond the limit': async (ends) => {
    const one = await connection(ends)
    await sendAll(one.near, bytes('unfinished'))
    one.near.close()
    assert.is(await codeOf(async () => recvAllOf(delimited(one.far, bytes('\n')))), 'EOF')
    const two = await connection(ends)
    await sendAll(two.near, pattern(2000).fill(65))
    assert.is(await codeOf(async () => recvAllOf(delimited(two.far, bytes('\n'), { limit: 1000 }))), 'EMSGSIZE')
  },

  'an HTTP response with Content-Length → status, headers and body; the connection stays open': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\nx-a:  2 \r\n\r\nhello'))
    const response = await readHttpResponse(far)
    assert.is(response.status, 200)
    assert.is(response.reason, 'OK')
    assert.is(response.headers.get('x-a'), '1, 2')
    assert.is(text(response.body), 'hello')
  },

  'two HTTP responses on one connection → read one after the other': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno'))
    const reader = new ByteReader(far)
    assert.is((await readHttpResponse(reader)).body.length, 0)
    const second = await readHttpResponse(reader)
    assert.is(second.status, 404)
    assert.is(text(second.body), 'no')
  },

  'an HTTP response without a length → until the end of the stream': async (ends) => {
    assert.is(text((await response(ends, 'HTTP/1.1 200 OK\r\n\r\nall of this')).body), 'all of this')
  },

  'an HTTP response cut off → EOF with the counts of its body': async (ends) => {
    const code = codeOf(() => response(ends, 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'))
    assert.is(await code, 'EOF')
  },

  'what is no HTTP response → EBADMSG': async (ends) => {
    for (const wrong of [
      'SSH-2.0-OpenSSH\r\n\r\n',
      'HTTP/1.1 200 OK\r\nno colon\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'HTTP/1.1 200 OK\r\nCut: of',
      '',
    ]) {
      assert.is(await codeOf(() => response(ends, wrong)), 'EBADMSG', wrong)
    }
  },

  'a socket as a file → lines in, lines out, sent when flushed': async (ends) => {
    const { near, far } = await connection(ends)
    const [one, other] = [socketFile(near, { encoding: 'utf-8' }), socketFile(far, { encoding: 'utf-8' })]
    await one.write('first line\n')
    assert.equal(await ends.server.poll([{ socket: far, readable: true }], 10), [])
    await one.write('second line\nunfinished')
    await one.flush()
    assert.is(await other.readLine(), 'first line\n')
    assert.is(await other.readLine(), 'second line\n')
    await one.close()
    near.close()
    assert.is(await other.readLine(), 'unfinished')
    assert.is(await other.readLine(), '')
  },

  'a file\u2019s lines → without their newlines, an empty one too': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('a\n\nc\nlast'))
    near.close()
    const lines: string[] = []
    for await (const line of socketFile(far, { encoding: 'utf-8' }).lines()) lines.push(line)
    assert.equal(lines, ['a', '', 'c', 'last'])
  },

  'text whose lines end in CR LF, CR or LF, cut anywhere → read as LF': async (ends) => {
    const whole = 'a\r\nb\rc\n\r\n\r\rlast\r'
    for (const size of [1, 2, 3, whole.length]) {
      const { near, far } = await connection(ends)
      near.setsockopt('noDelay', true)
      const sending = (async () => {
        for (let at = 0; at < whole.length; at += size) {
          await sendAll(near, bytes(whole.slice(at, at + size)))
          await ends.client.sleep(1)
        }
        near.close()
      })()
      const lines: string[] = []
      for await (const line of socketFile(far, { encoding: 'utf-8' }).lines()) lines.push(line)
      assert.equal(lines, ['a', 'b', 'c', '', '', '', 'last'], `${size} at once`)
      await sending
    }
  },

  'the same read by count, and as bytes → LF; as it came': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('a\r\nb\r\na\r\n'))
    near.close()
    const file = socketFile(far, { encoding: 'utf-8' })
    assert.is(await file.read(3), 'a\nb')
    assert.is(await file.read(), '\na\n')
    const { near: other, far: octets } = await connection(ends)
    await sendAll(other, bytes('a\r\n'))
    other.close()
    assert.is(text(await socketFile(octets).readLine()), 'a\r\n')
  },

  'a file of bytes → read by count, to the end, in lines': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('abcd\nefgh'))
    near.close()
    const file = socketFile(far)
    assert.is(text(await file.read(2)), 'ab')
    assert.is(text(await file.readLine()), 'cd\n')
    assert.is(text(await file.read()), 'efgh')
    assert.is((await file.read()).length, 0)
  },

  'characters split anywhere → decoded whole': async (ends) => {
    const message = 'Grüße, 世界 🌍!'
    const { near, far } = await connection(ends)
    near.setsockopt('noDelay', true)
    const sending = (async () => {
      for (const byte of bytes(message)) {
        await sendAll(near, new Uint8Array([byte]))
        await ends.client.sleep(1)
      }
      near.close()
    })()
    const file = socketFile(far, { encoding: 'utf-8' })
    assert.is(await file.read(8), 'Grüße, 世')
    assert.is(await file.read(3), '界 🌍')
    assert.is(await file.read(), '!')
    await sending
  },

  'octets that are not text, or end within a character → EILSEQ': async (ends) => {
    for (const wrong of [
      [0x61, 0xff, 0x62],
      [0x61, 0xc3],
    ]) {
      const { near, far } = await connection(ends)
      await sendAll(near, new Uint8Array(wrong))
      near.close()
      assert.is(await codeOf(() => socketFile(far, { encoding: 'utf-8' }).read()), 'EILSEQ')
    }
  },

  'the socket closed, its file not → the connection lives until the file is closed too': async (ends) => {
    const { near, far } = await connection(ends)
    const file = socketFile(near, { encoding: 'utf-8' })
    near.close()
    await file.write('still here\n')
    await file.flush()
    assert.is(text(await recvAll(far, 11)), 'still here\n')
    assert.is(await codeOf(() => far.recv(1, { dontWait: true })), 'EAGAIN')
    await file.write('flushed by close')
    await file.close()
    await file.close()
    assert.is(text(await recvToEnd(far)), 'flushed by close')
    assert.is(await codeOf(() => file.write('x')), 'EBADF')
  },

  'a line longer than the limit → EMSGSIZE': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, pattern(1000).fill(65))
    assert.is(await codeOf(() => socketFile(far, { lineLimit: 500 }).readLine()), 'EMSGSIZE')
    await sendAll(near, pattern(1000).fill(65))
    assert.is(await codeOf(() => socketFile(far, { lineLimit: 500, encoding: 'utf-8' }).readLine()), 'EMSGSIZE')
  },

  'for each connection of a listener → until the listener is closed': async (ends) => {
    const listener = listening(ends.server)
    const serving = (async () => {
      const words: string[] = []
      for await (const far of connections(listener)) {
        words.push(text(await recvToEnd(far)))
        far.close()
      }
      return words
    })()
    for (const word of ['one', 'two']) {
      const near = ends.client.socket()
      await near.connect(listener.getsockname())
      await sendAll(near, bytes(word))
      near.shutdown('write')
      assert.is((await near.recv(1)).length, 0)
      near.close()
    }
    listener.close()
    assert.equal(await serving, ['one', 'two'])
  },

  'serve → several at once, each connection closed after its program': async (ends) => {
    const listener = listening(ends.server)
    const serving = serve(ends.server, listener, echo, { connections: 3 })
    const nears: Socket[] = []
    for (let index = 0; index < 3; index++) {
      const near = ends.client.socket()
      await near.connect(listener.getsockname())
      nears.push(near)
    }
    // Backwards: the one accepted last is answered first.
    for (const [index, near] of [...nears.entries()].reverse()) {
      await sendAll(near, bytes(`hello ${index}`))
      near.shutdown('write')
      assert.is(text(await recvToEnd(near)), `hello ${index}`)
    }
    await serving
  },

  'serve at most one at once → the next connection waits its turn': async (ends) => {
    const listener = listening(ends.server)
    let now = 0
    let most = 0
    const program = async (far: Socket): Promise<void> => {
      most = Math.max(most, ++now)
      await echo(far)
      now--
    }
    const serving = serve(ends.server, listener, program, { connections: 3, atOnce: 1 })
    const asking = [0, 1, 2].map(async () => {
      const near = ends.client.socket()
      await near.connect(listener.getsockname())
      await sendAll(near, bytes('x'))
      near.shutdown('write')
      assert.is(text(await recvToEnd(near)), 'x')
    })
    await Promise.all(asking)
    await serving
    assert.is(most, 1)
  },

  'serve, a connection fails → told to whoever asked, and serving goes on; else it ends': async (ends) => {
    const listener = listening(ends.server)
    const failures: unknown[] = []
    const failing = async (): Promise<void> => {
      throw new Error('broken')
    }
    const told = serve(ends.server, listener, failing, { connections: 2, failed: (error) => failures.push(error) })
    for (let index = 0; index < 2; index++) await ends.client.socket().connect(listener.getsockname())
    await told
    assert.is(failures.length, 2)
    // It may end before connect has returned.
    const ended = serve(ends.server, listener, failing).then(
      () => 'served',
      (error: Error) => error.message,
    )
    await ends.client.socket().connect(listener.getsockname())
    assert.is(await ended, 'broken')
  },

  'serve, its signal aborted → AbortError after the connections under way have ended': async (ends) => {
    const listener = listening(ends.server)
    const controller = new AbortController()
    let ended = false
    const serving = codeOf(() =>
      serve(
        ends.server,
        listener,
        async (far) => {
          await echo(far)
          ended = true
        },
        { signal: controller.signal },
      ),
    )
    const near = ends.client.socket()
    await near.connect(listener.getsockname())
    await sendAll(near, bytes('x'))
    await recvAll(near, 1)
    controller.abort()
    await ends.client.sleep(5)
    assert.not(ended)
    near.shutdown('write')
    assert.is(await serving, 'ABORT_ERR')
    assert.ok(ended)
  },

  'an upper-casing server and a client that sends all before it reads → both stall': async (ends) => {
    const { near, far } = await connection(ends, SMALL)
    const serving = codeOf(() => upper(far))
    near.setsockopt('sendTimeout', 100)
    assert.is(await codeOf(() => sendAll(near, new Uint8Array(1 << 20).fill(97))), 'EAGAIN')
    assert.ok(near.queued().out > 0 && far.queued().out > 0)
    near.close()
    assert.ok(['ECONNRESET', 'EPIPE'].includes(await serving))
  },

  'two programs that only send → the stall is noticed: who waits, and the octets in the four queues': async (ends) => {
    const { near, far } = await connection(ends, SMALL)
    const sending = [codeOf(() => sendAll(near, pattern(1 << 20))), codeOf(() => sendAll(far, pattern(1 << 20)))]
    const stall = await stalled([ends.client, ends.server], { quiet: 200 })
    assert.equal(stall.map(({ socket, call }) => [socket === near ? 'near' : 'far', call]).sort(), [
      ['far', 'send'],
      ['near', 'send'],
    ])
    for (const { socket, queued } of stall) {
      assert.equal(queued, socket.queued())
      assert.ok(queued.in > 0 && queued.out > 0)
    }
    assert.match(describeStall(stall)[0] ?? '', /^socket .* waits in send, \d+ bytes in, \d+ bytes out$/)
    near.close()
    far.close()
    assert.equal(await Promise.all(sending), ['EBADF', 'EBADF'])
    assert.equal(ends.client.waiting.length + ends.server.waiting.length, 0)
  },

  'a transfer that goes on slowly → is no stall': async (ends) => {
    const { near, far } = await connection(ends)
    const controller = new AbortController()
    const watching = codeOf(() => stalled([ends.client, ends.server], { quiet: 150, signal: controller.signal }))
    const receiving = recvToEnd(far)
    for (let index = 0; index < 6; index++) {
      await ends.client.sleep(50)
      await sendAll(near, bytes('x'))
    }
    near.close()
    await receiving
    controller.abort()
    assert.is(await watching, 'ABORT_ERR')
  },

  'nobody waits → no stall, however long': async ({ client }) => {
    const controller = new AbortController()
    const watching = codeOf(() => stalled([client], { quiet: 20, signal: controller.signal }))
    await client.sleep(60)
    controller.abort()
    assert.is(await watching, 'ABORT_ERR')
  },

  'the same, sending and receiving at once → it finishes, every octet answered': async (ends) => {
    const { near, far } = await connection(ends, SMALL)
    const serving = upper(far)
    let wrong = 0
    const result = await duplex(near, new Uint8Array(1 << 18).fill(97), {
      receive: (piece) => {
        wrong += piece.filter((byte) => byte !== 65).length
      },
    })
    assert.equal(result, { sent: 1 << 18, received: 1 << 18 })
    assert.is(wrong, 0)
    await serving
  },

  'duplex, the peer resets → the error, and no half of it goes on': async (ends) => {
    const { near, far } = await connection(ends, SMALL)
    const transfer = codeOf(() => duplex(near, new Uint8Array(1 << 20), { receive: () => {} }))
    await recvAll(far, 1000)
    far.close()
    assert.ok(['ECONNRESET', 'EPIPE'].includes(await transfer))
    assert.is(await codeOf(() => near.send(bytes('x'))), 'EPIPE')
  },

  'duplex, aborted → AbortError': async (ends) => {
    const { near } = await connection(ends, SMALL)
    const controller = new AbortController()
    const options = { receive: () => {}, signal: controller.signal }
    const transfer = codeOf(() => duplex(near, new Uint8Array(1 << 20), options))
    await ends.client.sleep(5)
    controller.abort()
    assert.is(await transfer, 'ABORT_ERR')
  },

  'a connected pair with sizes → both ends have them': async ({ client }) => {
    const { client: one, server: other } = await connectedPair(client, { sendBuffer: 8192, receiveBuffer: 6000 })
    for (const socket of [one, other]) {
      assert.ok(socket.getsockopt('sendBuffer') >= 8192 && socket.getsockopt('sendBuffer') <= 4 * 8192)
      assert.ok(socket.getsockopt('receiveBuffer') >= 6000 && socket.getsockopt('receiveBuffer') <= 4 * 6000)
    }
    await sendAll(one, bytes('through'))
    assert.is(text(await recvAll(other, 7)), 'through')
  },

  'a program ends → everything that it opened is closed, accepted and duplicated sockets too': async (ends) => {
    const sockets: Socket[] = []
    const result = await withHost(ends.server, async (host) => {
      const { client, server } = await connectedPair(host)
      sockets.push(client, server, server.dup(), host.socket(), listening(host))
      return 'result'
    })
    assert.is(result, 'result')
    for (const socket of sockets) assert.is(await codeOf(() => socket.getsockname()), 'EBADF')
  },

  'a program fails → its error, and everything is closed': async (ends) => {
    let socket: Socket | undefined
    let kept: Host | undefined
    try {
      await withHost(ends.server, (host) => {
        kept = host
        socket = listening(host)
        throw new Error('on purpose')
      })
      assert.unreachable()
    } catch (error) {
      assert.is((error as Error).message, 'on purpose')
    }
    assert.is(await codeOf(() => socket?.getsockname()), 'EBADF')
    assert.is(await codeOf(() => kept?.socket()), 'EBADF')
    assert.is(await codeOf(() => kept?.sleep(1)), 'EBADF')
  },

  'a server started beside the program → ends with it, silently': async (ends) => {
    let steps = ''
    await withHost(ends.server, async (host, start) => {
      const listener = listening(host)
      void start(async () => {
        try {
          for (;;) await echo(await listener.accept())
        } finally {
          steps += 'server ended'
        }
      })
      void start(() => host.sleep(100_000))
      const near = host.socket()
      await near.connect(listener.getsockname())
      await sendAll(near, bytes('x'))
      near.shutdown('write')
      assert.is(text(await recvToEnd(near)), 'x')
    })
    assert.is(steps, 'server ended')
  },

  'a program beside fails → everything ends with its error': async (ends) => {
    try {
      await withHost(ends.server, async (host, start) => {
        void start(async () => {
          await host.sleep(2)
          throw new Error('the server broke')
        })
        await listening(host).accept()
      })
      assert.unreachable()
    } catch (error) {
      assert.is((error as Error).message, 'the server broke')
    }
  },

  'scopes of one host → closing one leaves the other open': async ({ server }) => {
    const [one, other] = [server.scope(), server.scope()]
    const [first, second] = [listening(one), listening(other)]
    assert.equal(one.open, [first])
    one.closeAll()
    one.closeAll()
    assert.equal(one.open, [])
    assert.ok(second.getsockname().port > 0)
    other.closeAll()
  },
})

async function echo(far: Socket): Promise<void> {
  for await (const piece of chunks(far)) await sendAll(far, piece)
  far.close()
}

/** The article's second server: answers in capitals as it reads. */
async function upper(far: Socket): Promise<void> {
  for await (const piece of chunks(far, { max: 1024 })) await sendAll(far, bytes(text(piece).toUpperCase()))
  far.shutdown('write')
}

async function recvAllOf(messages: AsyncIterable<Uint8Array>): Promise<number> {
  let count = 0
  for await (const _ of messages) count++
  return count
}

async function response(ends: Ends, sent: string): Promise<HttpResponse> {
  const { near, far } = await connection(ends)
  await sendAll(near, bytes(sent))
  near.close()
  return readHttpResponse(far)
}
