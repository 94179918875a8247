import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Client } from '../../lib/kernel/client.ts'
import type { RequestExchange } from '../../lib/kernel/exchanges.ts'
import type { Message } from '../../lib/kernel/message.ts'
import { decode, encode } from '../../lib/kernel/wire.ts'

const key = 'a key'

/** A client, what it sent, and a hand to answer it with. */
function connect({
  send = async () => {},
  isPrivate = false,
}: {
  send?: () => Promise<void>
  isPrivate?: boolean
} = {}) {
  const sent: { channel: string; message: Message }[] = []
  const published: string[] = []
  const asked: Message[] = []
  const channels = {
    send: (channel: string, frames: Uint8Array[]) => {
      sent.push({ channel, message: decode(frames, key) })
      return send()
    },
  }
  const listener = {
    onPublished: ({ header }: Message) => published.push(header.msg_type),
    onInputRequest: (message: Message) => asked.push(message),
  }
  const client = new Client(channels, key, listener, isPrivate)
  const message = (msg_type: string, msg_id: string, content: Record<string, unknown> = {}): Message => ({
    header: { msg_id: 'k', msg_type, session: 'k', username: 'k', date: '', version: '5.4' },
    ...{ parent_header: { msg_id }, metadata: {}, content, buffers: [] },
  })
  const answer = (channel: 'shell' | 'iopub' | 'stdin', ...parts: Parameters<typeof message>) =>
    client.receive(channel, encode(message(...parts), key))
  const idle = (id: string) => answer('iopub', 'status', id, { execution_state: 'idle' })
  return { client, sent, published, asked, message, answer, idle }
}

const marks = ({ isReplied, isIdle }: RequestExchange) => [isReplied, isIdle]

test('reply, then idle → done', async () => {
  const { client, answer, idle } = connect()
  const exchange = client.execute('1')
  answer('iopub', 'status', exchange.id, { execution_state: 'busy' })
  assert.equal(marks(exchange), [false, false])
  answer('shell', 'execute_reply', exchange.id, { status: 'ok' })
  assert.equal(marks(exchange), [true, false])
  idle(exchange.id)
  assert.equal(marks(exchange), [true, true])
  assert.is((await exchange.reply).content.status, 'ok')
  await exchange.idle
})

test('idle, then reply → done', () => {
  const { client, answer, idle } = connect()
  const exchange = client.execute('1')
  idle(exchange.id)
  assert.equal(marks(exchange), [false, true])
  answer('shell', 'execute_reply', exchange.id)
  assert.equal(marks(exchange), [true, true])
})

test("another's reply and another's idle → not taken for ours, yet published", () => {
  const { client, answer, idle, published } = connect()
  const exchange = client.execute('1')
  answer('shell', 'execute_reply', 'stranger')
  idle('stranger')
  assert.equal(marks(exchange), [false, false])
  assert.equal(published, ['status'])
})

test('a wrong signature and noise → dropped; counted with the channel where the kernel must have sent it, nothing else', () => {
  const { client, message, published } = connect()
  const exchange = client.execute('1')
  client.receive('shell', encode(message('execute_reply', exchange.id), 'another key'))
  client.receive('iopub', [Buffer.from('noise')])
  assert.equal(marks(exchange), [false, false])
  assert.equal(published, [])
  client.receive('iopub', encode(message('stream', 'of another client'), 'another key'))
  assert.equal(client.rejected, ['shell: the signature is wrong'])
})

test("the same over sockets that nobody else can reach → all of it is the kernel's", () => {
  const { client } = connect({ isPrivate: true })
  client.receive('iopub', [Buffer.from('noise')])
  assert.equal(client.rejected, ['iopub: no <IDS|MSG> among the frames'])
})

test('a request → signed, on its channel, protocol 5.4, one session, ids of their own', () => {
  const { client, sent } = connect()
  const first = client.execute('1 + 1')
  client.request('shutdown_request', { restart: false }, 'control')
  const [execute, shutdown] = sent
  assert.equal([execute!.channel, shutdown!.channel], ['shell', 'control'])
  assert.is(execute!.message.content.code, '1 + 1')
  assert.is(execute!.message.content.allow_stdin, false)
  assert.is(execute!.message.header.msg_id, first.id)
  assert.is(execute!.message.header.version, '5.4')
  assert.is(execute!.message.header.session, shutdown!.message.header.session)
  assert.is.not(shutdown!.message.header.msg_id, first.id)
})

test('an input_request → handed on at once', () => {
  const { client, answer, asked } = connect()
  answer('stdin', 'input_request', client.execute('1').id, { prompt: '?' })
  assert.is(asked[0]!.content.prompt, '?')
})

test('a request that cannot be sent → its reply rejects', async () => {
  const { client } = connect({ send: () => Promise.reject(new Error('closed')) })
  const error = await client.execute('1').reply.catch((error: Error) => error.message)
  assert.is(error, 'closed')
})

test.run()
