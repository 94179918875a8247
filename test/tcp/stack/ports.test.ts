import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { TcpError } from '../../../lib/tcp/errors.ts'
import { HERE, makeStack, Pair, THERE } from '../../helpers/tcp-stacks.ts'

function codeOf(call: () => unknown): string | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    return (error as TcpError).code
  }
}

const ANY = '0.0.0.0'

test('two listeners on one name → EADDRINUSE, reuseAddress or not', () => {
  for (const reuseAddress of [false, true]) {
    const stack = makeStack(1)
    stack.listen({ address: ANY, port: 80 }, { reuseAddress })
    assert.is(
      codeOf(() => stack.listen({ address: ANY, port: 80 }, { reuseAddress })),
      'EADDRINUSE',
    )
    assert.is(
      codeOf(() => stack.listen({ address: HERE, port: 80 }, { reuseAddress })),
      'EADDRINUSE',
    )
    stack.listen({ address: ANY, port: 81 }, { reuseAddress })
  }
})

test('two names on different addresses → both', () => {
  const stack = makeStack(1, { addresses: ['10.0.0.1', '10.0.0.3'] })
  stack.listen({ address: '10.0.0.1', port: 80 })
  stack.listen({ address: '10.0.0.3', port: 80 })
})

test('bound twice: only if both ask for reuseAddress; then only one may listen', () => {
  const stack = makeStack(1)
  const first = stack.bind({ address: ANY, port: 80 }, { reuseAddress: true })
  assert.is(
    codeOf(() => stack.bind({ address: ANY, port: 80 })),
    'EADDRINUSE',
  )
  const second = stack.bind({ address: ANY, port: 80 }, { reuseAddress: true })
  stack.listen(first)
  assert.is(
    codeOf(() => stack.listen(second)),
    'EADDRINUSE',
  )
})

test('released → free again', () => {
  const stack = makeStack(1)
  const binding = stack.bind({ address: ANY, port: 80 })
  stack.release(binding)
  stack.listen({ address: ANY, port: 80 }).close(0)
  stack.bind({ address: ANY, port: 80 })
})

for (const [old, young, outcome] of [
  [false, false, 'EADDRINUSE'],
  [false, true, 'EADDRINUSE'],
  [true, false, 'EADDRINUSE'],
  [true, true, undefined],
] as const) {
  test(`the server closes first, reuseAddress was ${old}, is ${young} → ${outcome ?? 'bound'} while in TIME-WAIT`, () => {
    const pair = new Pair()
    const listener = pair.b.listen({ address: ANY, port: 80 }, { reuseAddress: old })
    const client = pair.a.connect({ address: THERE, port: 80 }, 0)
    pair.settle()
    const server = listener.accept()
    listener.close(0)
    server?.closeSend(0)
    pair.settle()
    client.closeSend(0)
    pair.settle()
    assert.is(server?.state, 'TIME-WAIT')
    assert.is(
      codeOf(() => pair.b.listen({ address: ANY, port: 80 }, { reuseAddress: young })),
      outcome,
    )
    pair.wait(240_000)
    if (outcome) pair.b.listen({ address: ANY, port: 80 })
  })
}

test('the client closes first → the server can come back at once', () => {
  const pair = new Pair()
  const listener = pair.b.listen({ address: ANY, port: 80 })
  const client = pair.a.connect({ address: THERE, port: 80 }, 0)
  pair.settle()
  const server = listener.accept()
  listener.close(0)
  client.closeSend(0)
  pair.settle()
  server?.closeSend(0)
  pair.settle()
  assert.equal([client.state, server?.state], ['TIME-WAIT', 'CLOSED'])
  pair.b.listen({ address: ANY, port: 80 })
})

test('bound to an address of another host → EADDRNOTAVAIL; a port that is none → RangeError', () => {
  const stack = makeStack(1)
  assert.is(
    codeOf(() => stack.bind({ address: '10.0.0.9', port: 80 })),
    'EADDRNOTAVAIL',
  )
  assert.throws(() => stack.bind({ address: ANY, port: 65_536 }), /65536 is no port/)
})

test('ephemeral ports: all used before any comes back, in an order that depends on the secret; then EADDRNOTAVAIL', () => {
  const ephemeralPorts = { first: 50_000, last: 50_049 }
  const orders = [1, 2].map((number) => {
    const stack = makeStack(number, { ephemeralPorts })
    const ports = Array.from({ length: 50 }, () => stack.connect({ address: '10.0.0.7', port: 80 }, 0).local.port)
    assert.is(new Set(ports).size, 50)
    assert.is(
      codeOf(() => stack.connect({ address: '10.0.0.7', port: 80 }, 0)),
      'EADDRNOTAVAIL',
    )
    // To another peer each of them is free.
    assert.ok(stack.connect({ address: '10.0.0.8', port: 80 }, 0).local.port >= 50_000)
    return ports.join()
  })
  assert.is.not(orders[0], orders[1])
})

test('a port that a program has bound → not given to a connection', () => {
  const stack = makeStack(1, { ephemeralPorts: { first: 50_000, last: 50_001 } })
  stack.listen({ address: ANY, port: 50_000 })
  assert.is(stack.connect({ address: '10.0.0.7', port: 80 }, 0).local.port, 50_001)
  assert.is(
    codeOf(() => stack.connect({ address: '10.0.0.7', port: 80 }, 0)),
    'EADDRNOTAVAIL',
  )
})

test('a port of a connection → EADDRINUSE for a program that binds it', () => {
  const stack = makeStack(1)
  const { local } = stack.connect({ address: '10.0.0.7', port: 80 }, 0)
  assert.is(
    codeOf(() => stack.bind({ address: ANY, port: local.port })),
    'EADDRINUSE',
  )
  assert.is(
    codeOf(() => stack.bind({ address: ANY, port: local.port }, { reuseAddress: true })),
    'EADDRINUSE',
    'the connection did not ask for it',
  )
})

test('connect from a bound name → that port; twice to one peer → EADDRNOTAVAIL', () => {
  const stack = makeStack(1)
  const binding = stack.bind({ address: HERE, port: 7777 })
  assert.equal(stack.connect({ address: '10.0.0.7', port: 80 }, 0, { binding }).local, { address: HERE, port: 7777 })
  assert.is(
    codeOf(() => stack.connect({ address: '10.0.0.7', port: 80 }, 0, { binding })),
    'EADDRNOTAVAIL',
  )
  stack.connect({ address: '10.0.0.7', port: 81 }, 0, { binding })
})

test.run()
