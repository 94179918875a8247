import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isSocketError, sendAll, withHost } from '../../../lib/socket/index.ts'
import { systemHost } from '../../../lib/socket/system/index.ts'
import { within } from '../../helpers/within.ts'
import { codeOf, listening, until } from '../programs/program.ts'
import { child } from './child.ts'

const test = suite('system: how a process ends')

/** So many accepts wait, then it prints `ready`. How long the ends take is measured in `scripts/bench/sockets.ts`. */
const WAITING = (blocking: boolean, count: number): string => `
const host = systemHost({ blocking: ${blocking} })
const listeners = Array.from({ length: ${count} }, () => {
  const listener = host.socket()
  listener.bind({ address: '127.0.0.1', port: 0 })
  listener.listen(1)
  listener.accept().catch(() => {})
  return listener
})
await new Promise((resolve) => setTimeout(resolve, 50))
console.log('ready')
`

/** @returns the exit code of a process that waits and then does one more thing */
async function ending(blocking: boolean, last: string): Promise<number | null> {
  return (await child(`${WAITING(blocking, 10)}\n${last}`, [], THREADS).ended).code
}

/** Ten calls block ten of them, and the poller has one of its own. */
const THREADS = { UV_THREADPOOL_SIZE: '11' }

for (const blocking of [false, true]) {
  const kind = blocking ? 'ten blocking waits' : 'ten waits'

  test(`${kind} pending, process.exit(1) → the process ends at once, with that code`, () =>
    within(20_000, 'exit', async () => {
      assert.is(await ending(blocking, 'process.exit(1)'), 1)
    }))

  test(`${kind} pending, everything closed → the process ends by itself`, () =>
    within(20_000, 'end', async () => {
      assert.is(await ending(blocking, 'host.closeAll()'), 0)
    }))

  test(`${kind} pending, an exception that nobody catches → the process ends at once`, () =>
    within(20_000, 'throw', async () => {
      assert.is(await ending(blocking, "throw new Error('on purpose')"), 1)
    }))

  test(`${kind} pending, SIGTERM → the process ends at once, by that signal`, () =>
    within(20_000, 'SIGTERM', async () => {
      const { process, line, ended } = child(WAITING(blocking, 10), [], THREADS)
      await line('ready')
      process.kill('SIGTERM')
      assert.is((await ended).signal, 'SIGTERM')
    }))
}

test('ten waits pending, all of them aborted → the process ends by itself', () =>
  within(20_000, 'aborted', async () => {
    const { ended } = child(`
const host = systemHost()
const controller = new AbortController()
for (let index = 0; index < 10; index++) {
  const listener = host.socket()
  listener.listen(1)
  listener.accept({ signal: controller.signal }).catch(() => {})
}
await host.sleep(50)
controller.abort()`)
    assert.equal(await ended, { code: 0, signal: null, output: '' })
  }))

test('sockets are open and nothing waits → they keep the process no longer', () =>
  within(20_000, 'open sockets', async () => {
    const { ended } = child(`
const host = systemHost()
const { client, server } = await library.connectedPair(host)
const listener = host.socket()
listener.listen(1)
console.log('done')`)
    assert.equal(await ended, { code: 0, signal: null, output: 'done\n' })
  }))

test('something waits → the process stays until it comes', () =>
  within(20_000, 'a wait', async () => {
    const { ended } = child(`
const host = systemHost()
const { client, server } = await library.connectedPair(host)
server.recv(1).then((bytes) => console.log('received ' + bytes[0]))
setTimeout(() => client.send(new Uint8Array([7])), 100).unref()
`)
    assert.equal(await ended, { code: 0, signal: null, output: 'received 7\n' })
  }))

test('the peer is killed in the middle of a transfer → the end or ECONNRESET, and no hang', () =>
  within(20_000, 'a killed peer', async () => {
    await withHost(systemHost(), async (host) => {
      const listener = host.socket()
      listener.bind({ address: host.address, port: 0 })
      listener.listen(1)
      const peer = child(`
const host = systemHost()
const socket = host.socket()
await socket.connect(${JSON.stringify(listener.getsockname())})
console.log('connected')
for (;;) await library.sendAll(socket, new Uint8Array(65536))`)
      const connection = await listener.accept()
      let received = 0
      let outcome = ''
      try {
        for (;;) {
          const piece = await connection.recv(65536)
          if (piece.length === 0) break
          received += piece.length
          if (received > 1 << 20) peer.process.kill('SIGKILL')
        }
        outcome = 'end'
      } catch (error) {
        if (!isSocketError(error)) throw error
        outcome = error.code
      }
      assert.ok(['end', 'ECONNRESET'].includes(outcome), outcome)
      assert.ok(received > 1 << 20)
      assert.is((await peer.ended).signal, 'SIGKILL')
    })
  }))

test('the peer is killed while we send to it → ECONNRESET or EPIPE, and no hang', () =>
  within(20_000, 'a killed reader', () =>
    withHost(systemHost(), async (host) => {
      const listener = listening(host, 1)
      const peer = child(`
const host = systemHost()
const socket = host.socket()
await socket.connect(${JSON.stringify(listener.getsockname())})
for (let received = 0; received < 1 << 20; ) received += (await socket.recv(65536)).length
console.log('a mebibyte')
await host.sleep(60_000)`)
      const connection = await listener.accept()
      const sending = codeOf(async () => {
        for (;;) await sendAll(connection, new Uint8Array(65536))
      })
      await peer.line('a mebibyte')
      // Its buffers fill up, so that a send waits when it dies.
      await until(host, 'a send waits', () => host.waiting.some(({ call }) => call === 'send'))
      peer.process.kill('SIGKILL')
      assert.ok(['ECONNRESET', 'EPIPE'].includes(await sending), await sending)
      assert.is((await peer.ended).signal, 'SIGKILL')
    }),
  ))

test('a worker that waits is terminated, or ends → it is gone, and the process goes on', () =>
  within(20_000, 'workers', async () => {
    const { ended } = child(`
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
if (isMainThread) {
  for (const how of ['terminate', 'exit', 'closeAll']) {
    const worker = new Worker(new URL(import.meta.url), { workerData: how })
    const gone = new Promise((resolve) => worker.once('exit', resolve))
    await new Promise((resolve) => worker.once('message', resolve))
    if (how === 'terminate') void worker.terminate()
    await gone
    console.log(how + ': gone')
  }
} else {
  ${WAITING(false, 10).replace("console.log('ready')", "parentPort.postMessage('ready')")}
  if (workerData === 'exit') process.exit(1)
  if (workerData === 'closeAll') host.closeAll()
}`)
    const { output, code } = await ended
    assert.is(output, 'terminate: gone\nexit: gone\ncloseAll: gone\n')
    assert.is(code, 0)
  }))

test.run()
