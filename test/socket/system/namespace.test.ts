import { spawnSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../../helpers/within.ts'
import { child } from './child.ts'

const test = suite('system: in a network of its own')

const UNSHARE = ['unshare', '--user', '--map-root-user', '--net']
const allowed = spawnSync(UNSHARE[0] ?? '', [...UNSHARE.slice(1), 'ip', 'link', 'set', 'lo', 'up']).status === 0
const withNetwork = allowed ? test : test.skip

/** Runs the program where `setup` has been done to an empty network. @returns what it printed */
async function alone(setup: string, program: string): Promise<string> {
  const launch = [...UNSHARE, 'sh', '-c', `ip link set lo up && ${setup} && exec "$@"`, 'sh']
  return (await child(`const host = systemHost()\n${program}`, launch).ended).output
}

const CONNECT = (address: string): string =>
  `console.log(await host.socket().connect({ address: '${address}', port: 9 }).catch((error) => error.code))`

withNetwork('no route → ENETUNREACH', () =>
  within(20_000, 'no route', async () => {
    assert.is(await alone('true', CONNECT('192.0.2.1')), 'ENETUNREACH\n')
  }),
)

withNetwork('a route that says so → EHOSTUNREACH', () =>
  within(20_000, 'unreachable', async () => {
    const setup = 'ip route add unreachable 192.0.2.0/24'
    assert.is(await alone(setup, CONNECT('192.0.2.1')), 'EHOSTUNREACH\n')
  }),
)

withNetwork('nobody answers → ETIMEDOUT', () =>
  within(30_000, 'silence', async () => {
    // A full accept queue answers no SYN; after one retransmission the kernel gives up.
    const program = `
const listener = host.socket()
listener.listen(0)
const address = { address: '127.0.0.1', port: listener.getsockname().port }
await host.socket().connect(address)
console.log(await host.socket().connect(address).catch((error) => error.code))`
    assert.is(await alone('echo 1 > /proc/sys/net/ipv4/tcp_syn_retries', program), 'ETIMEDOUT\n')
  }),
)

withNetwork('the table of sockets → only this network\u2019s', () =>
  within(20_000, 'table', async () => {
    const program = `
const { client } = await library.connectedPair(host)
console.log(socketTable().length)
client.close()`
    assert.is(await alone('true', program), '2\n')
  }),
)

test.run()
