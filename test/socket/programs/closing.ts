import * as assert from 'uvu/assert'
import { recvAll, recvToEnd, type Socket, type SocketError, sendAll } from '../../../lib/socket/index.ts'
import { bytes, codeOf, connection, failureOf, listening, pattern, programs, text, until } from './program.ts'

export const closing = programs({
  'half-close → the peer reads the end and its answer still arrives': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('question'))
    near.shutdown('write')
    assert.is(text(await recvToEnd(far)), 'question')
    await sendAll(far, bytes('answer'))
    far.close()
    assert.is(text(await recvToEnd(near)), 'answer')
  },

  'shut down for writing → send fails with EPIPE, recv goes on': async (ends) => {
    const { near, far } = await connection(ends)
    near.shutdown('write')
    assert.is(await codeOf(() => near.send(bytes('x'))), 'EPIPE')
    await sendAll(far, bytes('on'))
    assert.is(text(await recvAll(near, 2)), 'on')
  },

  'shut down for reading → recv is at the end, and the peer may send on': async (ends) => {
    const { near, far } = await connection(ends)
    near.shutdown('read')
    assert.is((await near.recv(1)).length, 0)
    assert.is(await far.send(bytes('into the void')), 13)
    await sendAll(near, bytes('still sends'))
    assert.is(text(await recvAll(far, 11)), 'still sends')
  },

  'shut down both ways → the peer is at the end, send fails with EPIPE': async (ends) => {
    const { near, far } = await connection(ends)
    near.shutdown('both')
    assert.is((await far.recv(1)).length, 0)
    assert.is((await near.recv(1)).length, 0)
    assert.is(await codeOf(() => near.send(bytes('x'))), 'EPIPE')
  },

  'shut down both ways, then the peer sends → the peer is reset, and the error is told here too': async (ends) => {
    const { near, far } = await connection(ends)
    near.shutdown('both')
    await sendAll(far, bytes('to nobody'))
    await until(ends.server, 'the reset has come', () => far.getsockopt('tcpInfo').state === 'CLOSED')
    assert.is(await codeOf(() => near.recv(1)), 'ECONNRESET')
    assert.is((await near.recv(1)).length, 0)
  },

  'the end read, then reset → recv stays at the end, send tells of it': async (ends) => {
    const { near, far } = await connection(ends)
    far.close()
    assert.is((await near.recv(1)).length, 0)
    await near.send(bytes('into the void'))
    await until(ends.client, 'the reset has come', () => near.getsockopt('tcpInfo').state === 'CLOSED')
    assert.is((await near.recv(1)).length, 0)
    assert.is(await codeOf(() => near.send(bytes('x'))), 'EPIPE')
  },

  'shut down for writing, then reset → a send takes the error with it': async (ends) => {
    const { near, far } = await connection(ends)
    near.shutdown('write')
    far.setsockopt('linger', 0)
    far.close()
    await until(ends.client, 'the reset has come', () => near.getsockopt('tcpInfo').state === 'CLOSED')
    assert.is(await codeOf(() => near.send(bytes('x'))), 'ECONNRESET')
    assert.is(await codeOf(() => near.send(bytes('x'))), 'EPIPE')
    assert.is((await near.recv(1)).length, 0)
  },

  'shutdown wakes a recv that waits → the end': async (ends) => {
    const { near } = await connection(ends)
    const receiving = near.recv(1)
    await ends.client.sleep(5)
    near.shutdown('read')
    assert.is((await receiving).length, 0)
  },

  'both directions shut down one after the other → the connection is over at both ends': async (ends) => {
    const { near, far } = await connection(ends)
    near.shutdown('write')
    assert.is((await far.recv(1)).length, 0)
    far.shutdown('write')
    assert.is((await near.recv(1)).length, 0)
    assert.is(await codeOf(() => far.send(bytes('x'))), 'EPIPE')
  },

  'close with everything read → the peer reads the end, again and again': async (ends) => {
    const { near, far } = await connection(ends)
    near.close()
    for (let index = 0; index < 3; index++) assert.is((await far.recv(10)).length, 0)
  },

  'close right after a large send → all of it is delivered': async (ends) => {
    const { near, far } = await connection(ends)
    const whole = pattern(200_000)
    const receiving = recvToEnd(far)
    await sendAll(near, whole)
    near.close()
    assert.equal(await receiving, whole)
  },

  'the peer has closed → the first send succeeds, a later one fails': async (ends) => {
    const { near, far } = await connection(ends)
    far.close()
    assert.is((await near.recv(1)).length, 0)
    assert.is(await near.send(bytes('first')), 5)
    await until(ends.client, 'the reset has come', () => near.getsockopt('tcpInfo').state === 'CLOSED')
    assert.is(await codeOf(() => near.send(bytes('second'))), 'EPIPE')
    assert.is(await codeOf(() => near.send(bytes('third'))), 'EPIPE')
    assert.is((await near.recv(1)).length, 0)
  },

  'reset behind the end of the stream → EPIPE waits, for only sending can fail': async (ends) => {
    const { near, far } = await connection(ends)
    far.shutdown('write')
    assert.is((await near.recv(1)).length, 0)
    far.setsockopt('linger', 0)
    far.close()
    await until(ends.client, 'the reset has come', () => near.getsockopt('tcpInfo').state === 'CLOSED')
    assert.is(near.getsockopt('error'), 'EPIPE')
    assert.is(near.getsockopt('error'), undefined)
  },

  'reset, then shutdown and getpeername → ENOTCONN, which says why; the error is still told to recv': async (ends) => {
    const { near, far } = await connection(ends)
    near.setsockopt('linger', 0)
    near.close()
    await until(ends.server, 'the reset has come', () => far.getsockopt('tcpInfo').state === 'CLOSED')
    for (const call of [() => far.shutdown('write'), () => far.getpeername()]) {
      const error = await failureOf(call)
      assert.is(error.code, 'ENOTCONN')
      assert.match(error.message, /its connection is over: the peer has reset the connection/)
      assert.not.match(error.message, /Call connect/)
      assert.is((error.cause as SocketError).code, 'ECONNRESET')
    }
    assert.is(await codeOf(() => far.recv(1)), 'ECONNRESET')
    assert.is((await far.recv(1)).length, 0)
    assert.match((await failureOf(() => far.getpeername())).message, /its connection is over/)
  },

  'the same with octets unread → they come first, then the error, then the end': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('left'))
    await until(ends.server, 'they have come', () => far.queued().in === 4)
    near.setsockopt('linger', 0)
    near.close()
    await until(ends.server, 'the reset has come', () => far.getsockopt('tcpInfo').state === 'CLOSED')
    assert.is(await codeOf(() => far.shutdown('both')), 'ENOTCONN')
    assert.is(text(await far.recv(9)), 'left')
    assert.is(await codeOf(() => far.recv(9)), 'ECONNRESET')
    assert.is((await far.recv(9)).length, 0)
  },

  'the same, but a send or getsockopt asks first → it is told': async (ends) => {
    for (const ask of [
      (far: Socket) => codeOf(() => far.send(bytes('x'))),
      async (far: Socket) => far.getsockopt('error'),
    ]) {
      const { near, far } = await connection(ends)
      near.setsockopt('linger', 0)
      near.close()
      await until(ends.server, 'the reset has come', () => far.getsockopt('tcpInfo').state === 'CLOSED')
      assert.is(await codeOf(() => far.getpeername()), 'ENOTCONN')
      assert.is(await ask(far), 'ECONNRESET')
      assert.is((await far.recv(9)).length, 0)
    }
  },

  'ended in order, then shutdown → ENOTCONN, and no word of a reset': async (ends) => {
    const { near, far } = await connection(ends)
    near.close()
    assert.is((await far.recv(1)).length, 0)
    far.shutdown('write')
    await until(ends.server, 'it is over', () => far.getsockopt('tcpInfo').state === 'CLOSED')
    const error = await failureOf(() => far.shutdown('both'))
    assert.is(error.code, 'ENOTCONN')
    assert.match(error.message, /its connection is over \(ENOTCONN\)/)
  },

  'close with unread octets → the peer is reset': async (ends) => {
    const { near, far } = await connection(ends)
    await sendAll(near, bytes('never read'))
    await until(ends.server, 'they have come', () => far.queued().in === 10)
    far.close()
    assert.is(await codeOf(() => near.recv(1)), 'ECONNRESET')
  },

  'close with linger 0 → the peer is reset': async (ends) => {
    const { near, far } = await connection(ends)
    near.setsockopt('linger', 0)
    near.close()
    assert.is(await codeOf(() => far.recv(1)), 'ECONNRESET')
  },

  'reset → the error is told once, then the stream is at its end and send fails with EPIPE': async (ends) => {
    const { near, far } = await connection(ends)
    near.setsockopt('linger', 0)
    near.close()
    assert.is(await codeOf(() => far.recv(1)), 'ECONNRESET')
    assert.is((await far.recv(1)).length, 0)
    assert.is(await codeOf(() => far.send(bytes('x'))), 'EPIPE')
  },

  'reset while a recv waits → ECONNRESET': async (ends) => {
    const { near, far } = await connection(ends)
    const receiving = codeOf(() => far.recv(1))
    await ends.server.sleep(5)
    near.setsockopt('linger', 0)
    near.close()
    assert.is(await receiving, 'ECONNRESET')
  },

  'reset, the error taken by getsockopt → its code once, then none': async (ends) => {
    const { near, far } = await connection(ends)
    near.setsockopt('linger', 0)
    near.close()
    await until(ends.server, 'the reset has come', () => far.getsockopt('tcpInfo').state === 'CLOSED')
    assert.is(far.getsockopt('error'), 'ECONNRESET')
    assert.is(far.getsockopt('error'), undefined)
  },

  'one of two descriptors closed → no end at the peer, the other still sends': async (ends) => {
    const { near, far } = await connection(ends)
    const second = near.dup()
    near.close()
    await sendAll(second, bytes('from the second'))
    assert.is(text(await recvAll(far, 15)), 'from the second')
    assert.is(await codeOf(() => far.recv(1, { dontWait: true })), 'EAGAIN')
    second.close()
    assert.is((await far.recv(1)).length, 0)
  },

  'two descriptors → one address, one queue': async (ends) => {
    const { near, far } = await connection(ends)
    const second = near.dup()
    assert.equal(second.getsockname(), near.getsockname())
    assert.equal(second.getpeername(), near.getpeername())
    await sendAll(far, bytes('ab'))
    assert.is(text(await recvAll(near, 1)) + text(await recvAll(second, 1)), 'ab')
  },

  'shutdown on one of two descriptors → the end for both': async (ends) => {
    const { near, far } = await connection(ends)
    const second = near.dup()
    second.shutdown('write')
    assert.is((await far.recv(1)).length, 0)
    assert.is(await codeOf(() => near.send(bytes('x'))), 'EPIPE')
  },

  'a listener with two descriptors, one closed → the other accepts': async (ends) => {
    const listener = listening(ends.server)
    const second = listener.dup()
    listener.close()
    const near = ends.client.socket()
    await near.connect(second.getsockname())
    await second.accept()
  },

  'close twice → no error; any call after it → EBADF': async (ends) => {
    const { near } = await connection(ends)
    const { name } = near
    near.close()
    near.close()
    assert.is(near.name, name)
    for (const call of [
      () => near.recv(1),
      () => near.send(bytes('x')),
      () => near.accept(),
      () => near.connect({ address: ends.server.address, port: 9 }),
      () => near.shutdown('both'),
      () => near.dup(),
      () => near.queued(),
      () => near.getsockname(),
      () => near.getpeername(),
      () => near.getsockopt('noDelay'),
      () => near.setsockopt('noDelay', true),
      () => near.bind({ address: ends.client.address, port: 0 }),
      () => near.listen(1),
      () => ends.client.poll([{ socket: near, readable: true }], 0),
    ]) {
      assert.is(await codeOf(call), 'EBADF', String(call))
    }
  },

  'close while recv, accept and poll wait → each fails with EBADF': async (ends) => {
    const { listener, near } = await connection(ends)
    const waits = [
      codeOf(() => near.recv(1)),
      codeOf(() => listener.accept()),
      codeOf(() => ends.client.poll([{ socket: near, readable: true }])),
    ]
    await ends.client.sleep(5)
    near.close()
    listener.close()
    assert.equal(await Promise.all(waits), ['EBADF', 'EBADF', 'EBADF'])
  },
})
