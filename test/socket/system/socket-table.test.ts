import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connectedPair, sendAll, withHost } from '../../../lib/socket/index.ts'
import { type SocketTableEntry, socketTable, systemHost } from '../../../lib/socket/system/index.ts'
import { parseSocketTable } from '../../../lib/socket/system/socket-table.ts'
import { within } from '../../helpers/within.ts'
import { pattern, samePort, until } from '../programs/program.ts'

const test = suite("system: the kernel's socket table")
const linux = process.platform === 'linux' ? test : test.skip

const IPV4 = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0424 00000000:0000 0A 00000000:00000002 00:00000000 00000000  1000        0 12345 1 0000000000000000 100 0 0 10 0
  17: 0100007F:0424 0101A8C0:C001 06 00000010:00000000 03:00001770 00000000     0        0 0 3 0000000000000000
garbage
`

const IPV6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 77 1 0000000000000000 100 0 0 10 0
   1: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000200007F:A000 01 00000000:00000005 00:00000000 00000000     0        0 78 1 0000000000000000 20 0 0 10 -1
   2: B80D0120000000000000000001000000:0050 B80D01200000000000000000FF020000:0051 08 00000000:00000000 00:00000000 00000000     0        0 79 1 0000000000000000 20 0 0 10 -1
`

test('the table for IPv4 → addresses, states as in the RFC, queues, timers; lines not understood are left out', () => {
  assert.equal(parseSocketTable(IPV4), [
    {
      local: { address: '127.0.0.1', port: 1060 },
      remote: { address: '0.0.0.0', port: 0 },
      state: 'LISTEN',
      queued: { in: 2, out: 0 },
      inode: 12345,
      timer: undefined,
    },
    {
      local: { address: '127.0.0.1', port: 1060 },
      remote: { address: '192.168.1.1', port: 49153 },
      state: 'TIME-WAIT',
      queued: { in: 0, out: 16 },
      inode: 0,
      timer: 60,
    },
  ])
})

test('a socket that stands twice in the table, on two pages of it → one entry', () => {
  const [, listener = '', connection = ''] = IPV4.split('\n')
  const again = [...IPV4.trimEnd().split('\n'), connection.replace('17:', '30:').replace('1770', '176E')]
  const entries = parseSocketTable(again.join('\n'))
  assert.equal(
    entries.map(({ local, remote }) => [local.port, remote.port]),
    [
      [1060, 0],
      [1060, 49153],
    ],
  )
  assert.is(parseSocketTable([...again, listener.replace('12345', '12346')].join('\n')).length, 3, 'SO_REUSEPORT')
})

test('the table for IPv6 → short addresses; IPv4 behind it as IPv4', () => {
  const ends = parseSocketTable(IPV6).map(({ local, remote, state }) => [local.address, remote.address, state])
  assert.equal(ends, [
    ['::1', '::', 'LISTEN'],
    ['127.0.0.1', '127.0.0.2', 'ESTABLISHED'],
    ['2001:db8::1', '2001:db8::2ff', 'CLOSE-WAIT'],
  ])
})

linux('our own sockets → both ends are there, with their queues', () =>
  within(10_000, 'table', () =>
    withHost(systemHost(), async (host) => {
      const listener = host.socket()
      listener.bind({ address: host.address, port: 0 })
      listener.listen(3)
      const waiting = host.socket()
      await waiting.connect(listener.getsockname())
      await until(host, 'it waits', () => listener.queued().in === 1)
      assert.is(find(listener.getsockname(), 'LISTEN')?.queued.in, 1)

      const { client, server } = await connectedPair(host)
      await sendAll(client, pattern(777))
      await until(host, 'all is acknowledged', () => client.queued().out === 0)
      const peer = socketTable().find(
        ({ local, remote }) => samePort(local, client.getpeername()) && samePort(remote, client.getsockname()),
      )
      assert.is(peer?.state, 'ESTABLISHED')
      assert.equal(peer?.queued, server.queued())
      assert.is(peer?.queued.in, 777)
    }),
  ),
)

linux('who closes first → TIME-WAIT is seen on that side', () =>
  within(10_000, 'TIME-WAIT', () =>
    withHost(systemHost(), async (host) => {
      const { client, server } = await connectedPair(host)
      const address = client.getsockname()
      client.close()
      await server.recv(1)
      server.close()
      await until(host, 'TIME-WAIT is there', () => find(address, 'TIME-WAIT') !== undefined)
      assert.is(find(address, 'TIME-WAIT')?.inode, 0)
    }),
  ),
)

function find(local: { address: string; port: number }, state: string): SocketTableEntry | undefined {
  return socketTable().find((entry) => samePort(entry.local, local) && entry.state === state)
}

test.run()
