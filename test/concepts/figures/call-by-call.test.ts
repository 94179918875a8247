/** What a reader sees who makes the calls of a client and a server himself, one at a time. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CALLS_OF, FOUR_MINUTES, type Press } from '../../../lib/concepts/call-by-call.ts'
import { callByCall } from '../../../lib/concepts/figures/call-by-call.ts'
import { draws, seedFrom } from '../../helpers/draws.ts'
import { liveFlaws } from '../../helpers/live-flaws.ts'
import { liveOf } from '../../helpers/random-settings.ts'

const test = suite('call by call')

const listening: readonly Press[] = ['server.socket', 'server.bind', 'server.listen']
const connecting: readonly Press[] = ['client.socket', 'client.connect']

/** What each call came to: what it returned, an error's code, or that it waits or was not made. */
async function answersTo(...calls: Press[]): Promise<string[]> {
  const { entries } = (await callByCall({ calls })).data
  return entries.map(
    ({ code, text, taken, outcome }) => code ?? text ?? (taken === undefined ? outcome : String(taken)),
  )
}

test('nobody has called accept → connect and send return, the connection is in the queue, the bytes are there', async () => {
  const { data, sentence } = await callByCall()
  assert.is(data.queue, 1)
  assert.equal([data.client?.state, data.server?.state], ['ESTABLISHED', 'ESTABLISHED'])
  assert.equal([data.server?.unread, data.server?.held], ['Hello', 'queue'])
  assert.match(sentence, /“Hello” is there unread/)
})

test('connect before listen → refused, though the address is bound', async () => {
  const answers = await answersTo('server.socket', 'server.bind', ...connecting, 'client.send', 'client.recv')
  assert.equal(answers.slice(3), ['ECONNREFUSED', 'EPIPE', 'ENOTCONN'])
})

test('a client that closes before accept → the server reads its bytes, then the end: what the challenge asks for', async () => {
  const calls: Press[] = [...listening, ...connecting, 'client.send', 'client.close', 'server.accept']
  assert.equal((await answersTo(...calls, 'server.recv', 'server.recv')).slice(-2), ['Hello', ''])
  assert.not((await callByCall({ calls })).play?.challenge?.isMet)
  assert.ok((await callByCall({ calls: [...calls, 'server.recv'] })).play?.challenge?.isMet)
  const early: Press[] = [...listening, ...connecting, 'server.accept', 'client.send', 'client.close', 'server.recv']
  assert.not((await callByCall({ calls: early })).play?.challenge?.isMet)
})

test('a send after the other side has closed → taken, and only the next fails', async () => {
  const calls: Press[] = [...listening, ...connecting, 'server.accept', 'server.close', 'client.send', 'client.send']
  assert.equal((await answersTo(...calls)).slice(-2), ['5', 'EPIPE'])
})

test('accept before anybody calls → waits, its program can call nothing else, and a connect ends it', async () => {
  const calls: Press[] = [...listening, 'server.accept']
  const waiting = await callByCall({ calls })
  assert.is(waiting.data.entries.at(-1)!.outcome, 'waits')
  const off = waiting.play!.actions!.filter(({ isOff }) => isOff?.startsWith('The server waits in accept'))
  assert.is(off.length, CALLS_OF.server.length)
  assert.equal(await answersTo(...calls, 'server.close').then((all) => all.at(-1)), 'not made')
  const met = await callByCall({ calls: [...calls, ...connecting] })
  assert.match(met.play!.said!, /^Client: connect → connected.*Server: the accept that waited → a socket for/)
  assert.is(met.data.server?.held, 'program')
})

test('a server that closes first and begins anew → its address is taken, for four minutes', async () => {
  const closed: Press[] = [...listening, ...connecting, 'server.accept', 'server.close', 'client.close', 'server.close']
  const again: Press[] = ['server.socket', 'server.bind']
  assert.is((await answersTo(...closed, ...again)).at(-1), 'EADDRINUSE')
  assert.is((await answersTo(...closed, FOUR_MINUTES, ...again)).at(-1), 'returned')
})

test('a queue that is full → the third connect waits, and accept lets it in', async () => {
  const once: Press[] = [...connecting, 'client.close']
  const calls: Press[] = [...listening, ...once, ...once, ...connecting]
  assert.is((await answersTo(...calls)).at(-1), 'waits')
  const later = await callByCall({ calls: [...calls, 'server.accept', FOUR_MINUTES] })
  assert.match(later.play!.said!, /the connect that waited → connected/)
})

test('shown after so many calls → as if only those had been made, and a press goes on from there', async () => {
  const calls: Press[] = [...listening, ...connecting, 'client.send', 'server.accept', 'server.recv']
  for (let at = 0; at <= calls.length; at++) {
    const [scrubbed, alone] = [await callByCall({ calls, at }), await callByCall({ calls: calls.slice(0, at) })]
    assert.is(scrubbed.svg(), alone.svg())
    assert.equal(scrubbed.data, alone.data)
    const close = scrubbed.play!.actions!.find(({ label, group }) => label === 'close' && /client/.test(group!))
    assert.equal(close!.set, { calls: [...calls.slice(0, at), 'client.close'], at: undefined })
    assert.is(scrubbed.play!.moments!.length, calls.length + 1)
  }
})

test('the line that ran last in each program → lit, with what it returned', async () => {
  const { views = [] } = (await callByCall()).play!
  const lit = views.flatMap(({ lines = [] }) => lines.filter(({ isLit }) => isLit))
  assert.equal(
    lit.map(({ text }) => text),
    ['listener.listen(1)', "await socket.send(utf8('Hello'))"],
  )
  assert.match(lit[1]!.note!, /^5, /)
})

const presses = [
  ...CALLS_OF.server.map((call): Press => `server.${call}`),
  ...CALLS_OF.client.map((call): Press => `client.${call}`),
  FOUR_MINUTES,
]
const seed = seedFrom('CALLS_SEED')

test(`any calls in any order (CALLS_SEED=${seed}) → each is answered, waits or is not made; nothing breaks`, async () => {
  // What a program usually does, now and then, so that runs come far.
  const some = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...presses).map((press) => [press]) },
    { weight: 1, arbitrary: fc.constant([...listening]) },
    { weight: 1, arbitrary: fc.constant([...connecting, 'client.send'] as Press[]) },
  )
  const settings = fc.record({
    calls: fc.array(some, { maxLength: 40 }).map((all) => all.flat().slice(0, 40)),
    between: fc.integer({ min: 1, max: 20 }).map((tens) => tens * 10),
    at: fc.option(fc.nat(40), { nil: undefined }),
  })
  const property = fc.asyncProperty(settings, async ({ at, ...rest }) => {
    const figure = await callByCall({ ...rest, ...(at !== undefined && { at }) })
    assert.equal(liveFlaws(figure, liveOf('2.1-client-and-server', 'call-by-call')), [])
    assert.is(figure.data.entries.length <= rest.calls.length, true)
  })
  await fc.assert(property, { seed, numRuns: draws(40) })
})

test.run()
