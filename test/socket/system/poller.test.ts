import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connectedPair, type Host, type Socket, sendAll, withHost } from '../../../lib/socket/index.ts'
import { systemHost } from '../../../lib/socket/system/index.ts'
import { libc } from '../../../lib/socket/system/libc.ts'
import { type Interest, Poller } from '../../../lib/socket/system/poller.ts'
import { epollSelector, pollSelector, type Selector } from '../../../lib/socket/system/selector.ts'
import { SystemSocket } from '../../../lib/socket/system/socket.ts'
import { within } from '../../helpers/within.ts'
import { codeOf, fill, SMALL } from '../programs/program.ts'

const kinds: Record<string, () => Selector> = {
  'poll(2)': () => pollSelector(libc()),
  ...(process.platform === 'linux' ? { epoll: () => epollSelector(libc(), libc().platform.epollEventSize ?? 16) } : {}),
}

const descriptor = (socket: Socket): number => (socket instanceof SystemSocket ? socket.descriptor : -1)

for (const [kind, selector] of Object.entries(kinds)) {
  const test = suite(`system: poller over ${kind}`)
  const poller = new Poller(selector())
  const wait = (socket: Socket, interest: Interest): Promise<void> =>
    new Promise((resolve) => poller.add(descriptor(socket), interest, { wake: resolve }))
  const program = (title: string, run: (client: Socket, server: Socket, host: Host) => Promise<void>): void =>
    test(title, () =>
      within(10_000, title, () =>
        withHost(systemHost(), async (host) => {
          const { client, server } = await connectedPair(host, SMALL)
          const descriptors = [client, server].map(descriptor)
          await run(client, server, host)
          for (const fd of descriptors) poller.forget(fd)
        }),
      ),
    )

  program('data comes while it sleeps → the reader wakes', async (client, server) => {
    const reading = wait(server, 'read')
    await new Promise((resolve) => setTimeout(resolve, 20))
    await sendAll(client, new Uint8Array(1))
    await reading
  })

  program('what is ready already → wakes without sleep', async (client) => {
    await wait(client, 'write')
  })

  program('many readers of one descriptor → all wake', async (client, server) => {
    const reading = [wait(server, 'read'), wait(server, 'read'), wait(server, 'read')]
    await sendAll(client, new Uint8Array(1))
    await Promise.all(reading)
  })

  program('a reader and a writer → each wakes by its own cause, the other waits on', async (client, server, host) => {
    await fill(host, client)
    let written = false
    const writing = wait(client, 'write').then(() => {
      written = true
    })
    const reading = wait(client, 'read')
    await sendAll(server, new Uint8Array(1))
    await reading
    assert.not(written)
    while (!written) {
      await codeOf(() => server.recv(65536, { dontWait: true }))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await writing
  })

  program('one that joins while it sleeps → wakes too', async (client, server) => {
    const first = wait(client, 'read')
    await new Promise((resolve) => setTimeout(resolve, 20))
    const second = wait(server, 'read')
    await new Promise((resolve) => setTimeout(resolve, 20))
    await sendAll(client, new Uint8Array(1))
    await second
    await sendAll(server, new Uint8Array(1))
    await first
  })

  program('one that has left → is not woken', async (client, server) => {
    let woken = false
    const waiter = {
      wake: () => {
        woken = true
      },
    }
    poller.add(descriptor(server), 'read', waiter)
    poller.remove(descriptor(server), 'read', waiter)
    poller.remove(descriptor(server), 'read', waiter)
    const reading = wait(server, 'read')
    await sendAll(client, new Uint8Array(1))
    await reading
    assert.not(woken)
  })

  program('forgotten while it waits → woken, and the number may be used anew', async (client, server) => {
    const twin = server.dup()
    const reading = wait(server, 'read')
    await new Promise((resolve) => setTimeout(resolve, 20))
    poller.forget(descriptor(server))
    await reading
    const fd = descriptor(server)
    server.close()
    // Takes the number that has become free, for the same connection.
    const again = twin.dup()
    assert.is(descriptor(again), fd)
    const second = wait(again, 'read')
    await sendAll(client, new Uint8Array(1))
    await second
    poller.forget(fd)
  })

  program('the connection is reset → readers and writers wake', async (client, server, host) => {
    await fill(host, server)
    const waiting = [wait(server, 'read'), wait(server, 'write')]
    client.setsockopt('linger', 0)
    client.close()
    await Promise.all(waiting)
  })

  test.run()
}
