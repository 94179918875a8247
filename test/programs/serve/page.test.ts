import { request } from 'node:http'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Control } from '../../../lib/programs/serve/controls.ts'
import type { Update } from '../../../lib/programs/serve/messages.ts'
import { ViewServer } from '../../../lib/programs/serve/view-server.ts'

const READY = { interface: 'ackbook0', address: '10.0.0.1', host: '10.0.0.2' }

interface Answer {
  code: number
  text: string
  policy: string
}

function ask(address: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  const { method = 'GET', headers = {}, body = '' } = options
  return new Promise<Answer>((resolve, reject) => {
    const asking = request(address, { method, headers }, (answer) => {
      let text = ''
      answer.on('data', (piece) => (text += piece))
      answer.on('end', () =>
        resolve({ code: answer.statusCode ?? 0, text, policy: `${answer.headers['content-security-policy']}` }),
      )
    })
    asking.on('error', reject)
    asking.end(body)
  })
}

async function withServer(
  body: (server: ViewServer, controls: Control[], tell: (update: Update) => void) => Promise<void>,
): Promise<void> {
  const controls: Control[] = []
  let tell: (update: Update) => void = () => {}
  const feed = {
    watch: (watcher: (update: Update) => void) => {
      tell = watcher
      return () => {}
    },
    control: (control: Control) => void controls.push(control),
  }
  const server = await ViewServer.open(feed, READY)
  try {
    await body(server, controls, (update) => tell(update))
  } finally {
    server.close()
  }
}

test('the address with its secret → a page under a policy that lets nothing else in', async () => {
  await withServer(async ({ address }) => {
    const { code, text, policy } = await ask(address)
    assert.is(code, 200)
    assert.match(text, /curl http:\/\/10\.0\.0\.2\//)
    assert.match(policy, /^default-src 'none'; style-src 'nonce-\w+'; script-src 'nonce-\w+'; connect-src 'self'/)
    const [, nonce = 'none'] = /script-src 'nonce-(\w+)'/.exec(policy) ?? []
    assert.ok(text.includes(`<script nonce="${nonce}">`))
    assert.is((await ask(address)).policy === policy, false)
  })
})

test('another secret, host or origin, or a POST without an origin → 403', async () => {
  await withServer(async ({ address }, controls) => {
    const { origin, port } = new URL(address)
    assert.is((await ask(`${origin}/`)).code, 403)
    assert.is((await ask(`${origin}/${'0'.repeat(32)}/`)).code, 403)
    assert.is((await ask(address, { headers: { host: `evil.example:${port}` } })).code, 403)
    assert.is((await ask(address, { headers: { origin: 'http://evil.example' } })).code, 403)
    const body = '{"drop":"next"}'
    assert.is((await ask(`${address}control`, { method: 'POST', body })).code, 403)
    assert.is((await ask(`${address}control`, { method: 'POST', body, headers: { origin: 'null' } })).code, 403)
    assert.equal(controls, [])
    assert.is((await ask(`${address}control`, { method: 'POST', body, headers: { origin } })).code, 204)
    assert.equal(controls, [{ drop: 'next' }])
    assert.is((await ask(`${address}control`, { method: 'POST', body: 'x', headers: { origin } })).code, 400)
    assert.is((await ask(`${address}else`)).code, 404)
    assert.is((await ask(`${address}ladder`)).code, 204)
  })
})

test('something happens → who follows hears of it', async () => {
  await withServer(async ({ address }, _, tell) => {
    const told = await new Promise<string>((resolve, reject) => {
      const asking = request(`${address}events`, (answer) => {
        let text = ''
        answer.on('data', (piece) => {
          text += piece
          if (text.includes('"version":1')) {
            asking.destroy()
            resolve(text)
          }
        })
        tell({
          events: [],
          missed: 0,
          status: {
            conditions: { loss: 0.25, delay: 7, rate: undefined, armed: 0 },
            connections: [],
            open: 0,
            total: { connections: 0, segments: 0, resent: 0, lost: 0 },
            now: 1,
          },
        })
      })
      asking.on('error', reject)
      asking.end()
    })
    assert.match(told, /"loss":0\.25,"delay":7/)
  })
})

test.run()
