import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dropForeign, nameSockets } from '../../lib/kernel/inside/inbox.ts'
import { encode } from '../../lib/kernel/wire.ts'

const key = 'a key'
const message = (msg_type: string, buffers: Uint8Array[] = []) => ({
  header: { msg_id: '1', msg_type, session: 's', username: 'u', date: '', version: '5.4' },
  ...{ parent_header: {}, metadata: {}, content: {}, buffers },
})

/** A socket's class like ZeroMQ's, to which these frames come. */
function routerOf(arrivals: Uint8Array[][]) {
  return class Router {
    readonly waiting = arrivals.map((frames) => frames.map((frame) => Buffer.from(frame)))
    readonly bound: string[] = []
    async receive(): Promise<Buffer[]> {
      const frames = this.waiting.shift()
      if (!frames) throw new Error('closed')
      return frames
    }
    async bind(address: string): Promise<void> {
      this.bound.push(address)
    }
  }
}

const foreign: [what: string, frames: Uint8Array[]][] = [
  ['another key', encode(message('kernel_info_request'), 'another key', [Buffer.from('id')])],
  ['noise', [Buffer.from('id'), Buffer.from('noise')]],
  ['no frame', []],
  ['too few frames', encode(message('kernel_info_request'), key).slice(0, 3)],
  ['no signature', encode(message('kernel_info_request'), '')],
]
for (const [what, frames] of foreign) {
  test(`${what} → dropped; the kernel gets what comes next, and the end`, async () => {
    const good = encode(message('execute_request'), key, [Buffer.from('id')])
    const Router = routerOf([frames, good, frames])
    dropForeign({ Router }, key)
    const socket = new Router()
    assert.equal((await socket.receive()).map(String), good.map(String))
    assert.is(await socket.receive().catch((error) => error.message), 'closed')
  })
}

test('a message with buffers → without them: its signature does not cover them', async () => {
  const Router = routerOf([encode(message('comm_msg', [Buffer.from('buffer')]), key, [Buffer.from('id')])])
  dropForeign({ Router }, key)
  const frames = await new Router().receive()
  assert.equal(frames.map(String), encode(message('comm_msg'), key, [Buffer.from('id')]).map(String))
})

test('a socket in the file system → named as Jupyter does; a port as ever', async () => {
  const Router = routerOf([])
  nameSockets({ Router, Publisher: routerOf([]), Reply: routerOf([]) })
  const socket = new Router()
  await socket.bind('ipc:///tmp/a:b/s:1')
  await socket.bind('tcp://127.0.0.1:16384')
  assert.equal(socket.bound, ['ipc:///tmp/a:b/s-1', 'tcp://127.0.0.1:16384'])
})

test.run()
