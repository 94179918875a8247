/** The kernel's end of the protocol, without a kernel behind it. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openChannels } from '../../lib/kernel/channels.ts'
import { createConnectionFile } from '../../lib/kernel/connection.ts'
import { deferred } from '../../lib/kernel/deferred.ts'
import { type Answerer, Server } from '../../lib/kernel/inside/server.ts'
import type { Message } from '../../lib/kernel/message.ts'
import { decode, encode } from '../../lib/kernel/wire.ts'

const request = (msg_type: string, content = {}): Message => ({
  header: { msg_id: msg_type, msg_type, session: 's', username: 'u', date: new Date().toISOString(), version: '5.4' },
  ...{ parent_header: {}, metadata: {}, content, buffers: [] },
})

type Channel = 'shell' | 'control'

interface Client {
  send(channel: Channel, frames: (string | Uint8Array)[]): Promise<void>
  /** The next reply on a channel. */
  reply(channel: Channel): Promise<Message>
  key: string
  port: number
}

/** A server, and bare sockets that are connected to it. */
async function withServer(answer: Answerer, body: (client: Client) => Promise<void>): Promise<void> {
  const { connection, remove } = await createConnectionFile('x')
  const server = new Server(connection)
  const came: Record<string, Uint8Array[][]> = { shell: [], control: [] }
  const channels = openChannels(connection, 'client', (channel, frames) => came[channel]?.push(frames))
  try {
    await server.open(answer)
    await body({
      send: (channel, frames) =>
        channels.send(
          channel,
          frames.map((frame) => Buffer.from(frame)),
        ),
      reply: async (channel) => {
        while (came[channel]!.length === 0) await new Promise(setImmediate)
        return decode(came[channel]!.shift()!, connection.key)
      },
      key: connection.key,
      port: connection.shell_port,
    })
  } finally {
    channels.close()
    await server.close()
    await remove()
  }
}

test('frames that are not ours: no delimiter, too few, another key, no JSON → dropped; what follows is answered', async () => {
  const seen: string[] = []
  const answer: Answerer = ({ header }) => {
    seen.push(header.msg_type)
    return { well: true }
  }
  await withServer(answer, async ({ send, reply, key }) => {
    for (const channel of ['shell', 'control'] as const) {
      await send(channel, ['junk'])
      await send(channel, [])
      await send(channel, ['<IDS|MSG>', 'signature', '{}'])
      await send(channel, encode(request('execute_request'), 'another key'))
      await send(channel, encode({ ...request('x'), header: {} as Message['header'] }, key))
      await send(channel, encode(request('kernel_info_request'), key))
      const { header, parent_header, content } = await reply(channel)
      assert.is(header.msg_type, 'kernel_info_reply')
      assert.is(parent_header.msg_id, 'kernel_info_request')
      assert.equal(content, { status: 'ok', well: true })
    }
  })
  assert.equal(seen, ['kernel_info_request', 'kernel_info_request'])
})

test('requests on shell → one after another; on control → at once, also while shell works', async () => {
  const slow = deferred<void>()
  const order: string[] = []
  const answer: Answerer = async ({ header }) => {
    order.push(`${header.msg_type} begins`)
    if (header.msg_type === 'slow_request') await slow.promise
    order.push(`${header.msg_type} ends`)
    return {}
  }
  await withServer(answer, async ({ send, reply, key }) => {
    await send('shell', encode(request('slow_request'), key))
    await send('shell', encode(request('quick_request'), key))
    while (order.length === 0) await new Promise(setImmediate)
    await send('control', encode(request('stop_request'), key))
    await reply('control')
    slow.resolve()
    assert.is((await reply('shell')).header.msg_type, 'slow_reply')
    assert.is((await reply('shell')).header.msg_type, 'quick_reply')
  })
  assert.equal(order, [
    ...['slow_request begins', 'stop_request begins', 'stop_request ends'],
    ...['slow_request ends', 'quick_request begins', 'quick_request ends'],
  ])
})

test('what the answer throws → a reply of "error"; the next request is answered', async () => {
  const answer: Answerer = ({ header }) => {
    if (header.msg_type === 'inspect_request') throw new RangeError('no such place')
    return {}
  }
  await withServer(answer, async ({ send, reply, key }) => {
    await send('shell', encode(request('inspect_request'), key))
    const { content } = await reply('shell')
    assert.equal(content, { status: 'error', ename: 'RangeError', evalue: 'no such place', traceback: [] })
    await send('shell', encode(request('other_request'), key))
    assert.is((await reply('shell')).content.status, 'ok')
  })
})

test('a request that it does not know → no reply, but the next is answered', async () => {
  await withServer(
    ({ header }) => (header.msg_type === 'known_request' ? {} : undefined),
    async ({ send, reply, key }) => {
      await send('shell', encode(request('unknown_request'), key))
      await send('shell', encode(request('known_request'), key))
      assert.is((await reply('shell')).header.msg_type, 'known_reply')
    },
  )
})

test('an address is taken → open rejects, naming it as the system does', async () => {
  await withServer(
    () => ({}),
    async ({ port }) => {
      const { connection, remove } = await createConnectionFile('y')
      const second = new Server({ ...connection, shell_port: port })
      const error = await second.open(() => ({})).catch((reason) => reason)
      assert.match(String(error.message), /EADDRINUSE|address already in use/i)
      await second.close()
      await remove()
    },
  )
})

test.run()
