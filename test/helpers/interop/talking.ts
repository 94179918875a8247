import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import * as assert from 'uvu/assert'
import { duplex, recvAll, recvToEnd, type Socket, sendAll, serve } from '../../../lib/socket/index.ts'
import { codeOf, pattern } from '../../socket/programs/program.ts'
import type { Checks } from '../own-network.ts'
import { bothRoles, type Ground, listening, on, opened, synsOf } from './ground.ts'

const MB = 1_000_000

const echo = async (connection: Socket): Promise<void> => {
  for (let piece = await connection.recv(65_536); piece.length > 0; piece = await connection.recv(65_536))
    await sendAll(connection, piece)
}

/** So many at once say something and hear it again. */
async function manyAtOnce({ server, client }: Ground, count: number): Promise<void> {
  const listener = listening(server, 0, count)
  const served = serve(server, listener, echo, { connections: count })
  const answers = Array.from({ length: count }, async (_, at) => {
    const socket = client.socket()
    await socket.connect(listener.getsockname())
    const said = pattern(500 + at)
    await sendAll(socket, said)
    socket.shutdown('write')
    assert.equal(await recvToEnd(socket), said)
    socket.close()
  })
  await Promise.all(answers)
  await served
}

/** What a program of this machine makes of its input. */
async function outputOf(
  command: string,
  args: readonly string[],
  input?: Uint8Array,
): Promise<{ code: number | null; output: Buffer }> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const pieces: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output: Buffer.concat(pieces) }
}

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Octets go both ways. */
export const talking: Checks = {
  ...bothRoles('echo → every octet comes back', {}, async (ground) => {
    const { near, far } = await opened(ground)
    const echoing = echo(far).then(() => far.close())
    const said = pattern(100_000)
    await sendAll(near, said)
    near.shutdown('write')
    assert.equal(await recvToEnd(near), said)
    await echoing
  }),
  ...bothRoles('30 MB → whole and in order', { record: false }, async (ground) => {
    const { near, far } = await opened(ground)
    const sent = pattern(30 * MB)
    const received = recvToEnd(far, { max: MB })
    await sendAll(near, sent)
    near.shutdown('write')
    assert.is(hash(await received), hash(sent))
  }),
  ...bothRoles('10 MB each way at once → whole and in order', { record: false }, async (ground) => {
    const { near, far } = await opened(ground)
    const [one, other] = [pattern(10 * MB), pattern(10 * MB).reverse()]
    const received: Uint8Array[] = []
    const receive = (piece: Uint8Array): void => void received.push(piece.slice())
    const answering = duplex(far, [other], { receive: () => {} })
    await duplex(near, [one], { receive })
    assert.is(hash(Buffer.concat(received)), hash(other))
    assert.is((await answering).received, one.length)
  }),
  ...bothRoles('200 connections at once → each has its own answer', { record: false }, (ground) =>
    manyAtOnce(ground, 200),
  ),
  ...bothRoles('800 connections at once → each has its own answer', { record: false }, (ground) =>
    manyAtOnce(ground, 800),
  ),
  ...bothRoles('nobody listens → ECONNREFUSED at once', {}, async ({ tun, server, client }) => {
    assert.is(await codeOf(() => client.socket().connect({ address: server.address, port: 9 })), 'ECONNREFUSED')
    assert.is(synsOf(tun), 1, 'it was not sent again')
  }),
}

/** The reader's own programs. */
export const programs: Checks = {
  'curl fetches 1 MB from our server → whole': () =>
    on({}, async ({ host }) => {
      const body = pattern(MB)
      const listener = listening(host, 80)
      const served = serve(
        host,
        listener,
        async (connection) => {
          for (let head = ''; !head.includes('\r\n\r\n'); ) head += Buffer.from(await connection.recv(4_096)).toString()
          await sendAll(
            connection,
            Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`),
          )
          await sendAll(connection, body)
        },
        { connections: 1 },
      )
      const { code, output } = await outputOf('curl', ['--silent', '--max-time', '20', `http://${host.address}/`])
      assert.is(code, 0)
      assert.is(hash(output), hash(body))
      await served
    }),
  'curl sends 1 MB to our server over 1 % loss → whole': () =>
    on({ delay: 5, loss: 0.01, seed: 3 }, async ({ host }) => {
      const body = pattern(MB)
      const listener = listening(host, 80)
      let got: Uint8Array = new Uint8Array()
      const served = serve(
        host,
        listener,
        async (connection) => {
          for (let head = ''; !head.endsWith('\r\n\r\n'); ) head += Buffer.from(await connection.recv(1)).toString()
          got = await recvAll(connection, body.length)
          await sendAll(connection, Buffer.from('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'))
        },
        { connections: 1 },
      )
      const args = [
        '--silent',
        '--max-time',
        '30',
        '--header',
        'Expect:',
        '--data-binary',
        '@-',
        `http://${host.address}/`,
      ]
      assert.is((await outputOf('curl', args, body)).code, 0)
      await served
      assert.is(hash(got), hash(body))
    }),
  'nc calls our server, which echoes → what it has sent': () =>
    on({}, async ({ host }) => {
      const listener = listening(host, 7)
      const served = serve(host, listener, echo, { connections: 1 })
      const { code, output } = await outputOf('nc', ['-N', host.address, '7'], pattern(50_000))
      assert.is(code, 0)
      assert.is(hash(output), hash(pattern(50_000)))
      await served
    }),
  'our client calls nc, which listens → nc prints what was sent': () =>
    on({}, async ({ host, kernel }) => {
      const printed = outputOf('nc', ['-l', kernel.address, '5000'])
      const call = async (): Promise<Socket> => {
        for (;;) {
          const socket = host.socket()
          if ((await codeOf(() => socket.connect({ address: kernel.address, port: 5_000 }))) === 'none') return socket
          await host.sleep(10)
        }
      }
      const socket = await call()
      await sendAll(socket, pattern(50_000))
      socket.shutdown('write')
      assert.is((await socket.recv(1)).length, 0)
      assert.is(hash((await printed).output), hash(pattern(50_000)))
    }),
}
