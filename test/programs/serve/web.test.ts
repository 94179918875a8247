import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fromUtf8, utf8 } from '../../../lib/bytes.ts'
import { Connections } from '../../../lib/programs/serve/connections.ts'
import { serveAll } from '../../../lib/programs/serve/services.ts'
import { sizeNamed, writeNumbered } from '../../../lib/programs/serve/web.ts'
import { type Host, readHttpResponse, recvToEnd, sendAll } from '../../../lib/socket/index.ts'
import { simulatedNetwork } from '../../../lib/socket/simulated/index.ts'

/** What a client has of our host, whose services run. */
async function served<Result>(client: (host: Host) => Promise<Result>): Promise<Result> {
  const network = simulatedNetwork({ hosts: ['client', 'ackbook'], delay: 1 })
  const { results } = await network.run({
    ackbook: { host: 'ackbook', run: (host) => Promise.race([serveAll(host, () => new Connections('ackbook')), done]) },
    client: async (host) => {
      const result = await client(host)
      finish()
      return result
    },
  })
  return results.client
}
let finish = (): void => {}
let done: Promise<void> = Promise.resolve()
const again = (): void => {
  done = new Promise((resolve) => {
    finish = resolve
  })
}

async function exchange(host: Host, port: number, text: string): Promise<string> {
  const socket = host.socket()
  await socket.connect({ address: '10.0.0.2', port })
  await sendAll(socket, utf8(text))
  socket.shutdown('write')
  const answer = fromUtf8(await recvToEnd(socket))
  socket.close()
  return answer
}

test.before.each(again)

test('echo and capitals → what was said, as it was and in capitals', async () => {
  const said = await served(async (host) => [
    await exchange(host, 7, 'Hello!'),
    await exchange(host, 1060, 'a'.repeat(16)),
  ])
  assert.equal(said, ['Hello!', 'A'.repeat(16)])
})

test('GET /2.5k → so many bytes, each line the number of its first', async () => {
  const { status, body } = await served(async (host) => {
    const socket = host.socket()
    await socket.connect({ address: '10.0.0.2', port: 80 })
    await sendAll(socket, utf8('GET /2.5k HTTP/1.1\r\nHost: x\r\n\r\n'))
    return readHttpResponse(socket)
  })
  assert.equal([status, body.length], [200, 2_500])
  assert.is(fromUtf8(body.subarray(16, 48)), '000000000000016\n000000000000032\n')
})

test('GET / → text for curl, a page for who wants one; what else is asked, a status', async () => {
  const [text = '', page = '', head = '', missing = '', post = '', none = '', long = ''] = await served(
    async (host) => {
      const answers: string[] = []
      for (const asked of [
        'GET / HTTP/1.1\r\nAccept: */*\r\n\r\n',
        'GET / HTTP/1.1\r\nAccept: text/html\r\n\r\n',
        'HEAD /1M HTTP/1.0\r\n\r\n',
        'GET /x HTTP/1.1\r\n\r\n',
        'POST / HTTP/1.1\r\n\r\n',
        '\u001b\r\n\r\n',
        `GET / HTTP/1.1\r\n${'x'.repeat(20_000)}`,
      ])
        answers.push(await exchange(host, 80, asked))
      return answers
    },
  )
  assert.match(text, /\r\n\r\nThis answer comes from .*\nthis connection +.*\nsegments/)
  assert.match(page, /content-type: text\/html/i)
  assert.match(head, /Content-Length: 1000000\r\n.*\r\n\r\n$/s)
  assert.match(missing, /^HTTP\/1\.1 404 /)
  assert.match(post, /^HTTP\/1\.1 405 /)
  assert.match(none, /^HTTP\/1\.1 400 /)
  assert.match(long, /^HTTP\/1\.1 400 /)
})

test('names of files → how many bytes; what is none has none', () => {
  assert.equal(['/1M', '/100M', '/2.5k', '/0', '/7'].map(sizeNamed), [1e6, 1e8, 2_500, 0, 7])
  assert.equal(['/', '/1m', '/-1', '/1MM', '/999999999999G', '/1e3'].map(sizeNamed), Array(6).fill(undefined))
})

test('lines from far on → their numbers have no gap', () => {
  const piece = new Uint8Array(48)
  writeNumbered(piece, 1e12 - 16)
  assert.is(fromUtf8(piece), '000999999999984\n001000000000000\n001000000000016\n')
})

test.run()
