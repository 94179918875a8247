/**
 * The system's sockets, side by side with Node's own in the same run: bulk transfer, a thousand connections that echo,
 * and how long a process with waits pending takes to end.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { chunks, connectedPair, duplex, type Socket, sendAll, serve, withHost } from '../../lib/socket/index.ts'
import { systemHost } from '../../lib/socket/system/index.ts'
import { brief, grouped, row } from './report.ts'
import { median } from './statistics.ts'

const MIB = 1 << 20
const PIECE = 65536

async function ours(total: number): Promise<void> {
  await withHost(systemHost(), async (host) => {
    const { client, server } = await connectedPair(host)
    const piece = new Uint8Array(PIECE)
    const sending = (async () => {
      for (let sent = 0; sent < total; sent += PIECE) await sendAll(client, piece)
      client.shutdown('write')
    })()
    let received = 0
    for await (const { length } of chunks(server, { max: PIECE })) received += length
    await sending
    if (received !== total) throw new Error(`${received} of ${total} bytes came`)
  })
}

async function theirs(total: number): Promise<void> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [connection] = await once(server, 'connection')
  let received = 0
  connection.on('data', ({ length }: Buffer) => {
    received += length
  })
  const piece = Buffer.alloc(PIECE)
  for (let sent = 0; sent < total; sent += PIECE) if (!client.write(piece)) await once(client, 'drain')
  client.end()
  await once(connection, 'end')
  server.close()
  if (received !== total) throw new Error(`${received} of ${total} bytes came`)
}

/** @returns our time as a multiple of theirs */
async function bulk(total: number): Promise<number> {
  const times = { ours: [] as number[], theirs: [] as number[] }
  // In turns, so that whatever else the machine does falls on both.
  for (let turn = 0; turn < 5; turn++) {
    for (const [name, run] of Object.entries({ ours, theirs })) {
      const began = performance.now()
      await run(total)
      times[name as keyof typeof times].push(performance.now() - began)
    }
  }
  const [mine, other] = [median(times.ours), median(times.theirs)]
  const rate = (milliseconds: number): string => `${((total / MIB / milliseconds) * 1000).toFixed(0)} MiB/s`
  const size = `${total / MIB} MiB`
  console.log(
    row(`bulk, ${size} in pieces of 64 KiB`, rate(mine), `${(mine / other).toFixed(2)} times node:net's time`),
  )
  console.log(row('  node:net', rate(other)))
  return mine / other
}

/** @returns bytes of resident memory that a connection takes at most, over what the process had before */
async function echoes(count: number, length: number): Promise<number> {
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let most = before
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 20)
  const began = performance.now()
  await withHost(systemHost(), async (host, start) => {
    const listener = host.socket()
    listener.bind({ address: host.address, port: 0 })
    listener.listen(count)
    const echo = async (connection: Socket): Promise<void> => {
      for await (const piece of chunks(connection, { max: 16_384 })) await sendAll(connection, piece)
    }
    void start(() => serve(host, listener, echo, { connections: count }))
    const address = listener.getsockname()
    await Promise.all(Array.from({ length: count }, (_, index) => ask(host.socket(), address, index, length)))
  })
  clearInterval(watching)
  const seconds = (performance.now() - began) / 1000
  const each = (most - before) / count
  const memory = `${(each / 1024).toFixed(0)} KiB of memory a connection`
  console.log(row(`echo, ${grouped(count)} connections × ${length / MIB} MiB`, `${seconds.toFixed(1)} s`, memory))
  return each
}

async function ask(
  socket: Socket,
  address: { address: string; port: number },
  index: number,
  length: number,
): Promise<void> {
  await socket.connect(address)
  const octet = (at: number): number => (at * 31 + (at >>> 8) + index) & 0xff
  function* pieces(): Generator<Uint8Array> {
    const piece = new Uint8Array(16_384)
    for (let sent = 0; sent < length; sent += piece.length) {
      for (let at = 0; at < piece.length; at++) piece[at] = octet(sent + at)
      yield piece
    }
  }
  let at = 0
  const { received } = await duplex(socket, pieces(), {
    receive: (piece) => {
      for (const byte of piece) if (byte !== octet(at++)) throw new Error(`connection ${index}: octet ${at} is wrong`)
    },
  })
  socket.close()
  if (received !== length) throw new Error(`connection ${index}: ${received} of ${length} bytes came back`)
}

/**
 * A process in which ten accepts wait ends in the way named; this very file is that process.
 *
 * @returns the milliseconds of the slowest, each the median of three
 */
async function endings(): Promise<number> {
  const slowest: number[] = []
  for (const kind of ['pending', 'blocking']) {
    for (const how of ['exit', 'close', 'SIGTERM']) {
      const times = [await ending(how, kind), await ending(how, kind), await ending(how, kind)]
      const waits = kind === 'pending' ? '10 waits pending' : '10 threads blocked'
      console.log(row(`end by ${how}, ${waits}`, `${median(times).toFixed(0)} ms`, 'at most 200 are wanted'))
      slowest.push(median(times))
    }
  }
  return Math.max(...slowest)
}

async function ending(how: string, kind: string): Promise<number> {
  const self = fileURLToPath(import.meta.url)
  const child = spawn(process.execPath, ['--import', 'tsx', self, '--wait', how, kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, UV_THREADPOOL_SIZE: kind === 'blocking' ? '16' : '4' },
  })
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  const began = performance.now()
  if (how === 'SIGTERM') child.kill('SIGTERM')
  const [code, signal] = await ended
  const took = performance.now() - began
  const wanted = how === 'SIGTERM' ? signal === 'SIGTERM' : code === (how === 'exit' ? 1 : 0)
  if (!wanted) throw new Error(`end by ${how}, ${kind}: exit code ${code}, signal ${signal}`)
  return took
}

async function wait(how: string, kind: string): Promise<void> {
  const host = systemHost({ blocking: kind === 'blocking' })
  for (let index = 0; index < 10; index++) {
    const listener = host.socket()
    listener.listen(1)
    listener.accept().catch(() => {})
  }
  await host.sleep(100)
  process.stdout.write('waiting\n')
  if (how === 'exit') process.exit(1)
  if (how === 'close') host.closeAll()
}

/** Each measurement in a fresh process: memory that an earlier one has left would hide what this one takes. */
async function apart(...args: string[]): Promise<string> {
  const self = fileURLToPath(import.meta.url)
  const flags = ['--expose-gc', '--import', 'tsx', self, ...args]
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (text) => {
    output += text
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`)
  return output.trimEnd()
}

/** With one of these, one measurement, and its number in the last line: for the gate in `test/socket/system`. */
const [first, second = '', third = ''] = process.argv.slice(2)
if (first === '--wait') await wait(second, third)
else if (first === '--echo') console.log(await echoes(1000, Number(second)))
else if (first === '--bulk') console.log(await bulk(Number(second) * MIB))
else if (first === '--endings') console.log(await endings())
else {
  console.log("The system's sockets, side by side with Node's own")
  await bulk((brief ? 128 : 512) * MIB)
  const each: number[] = []
  const most = brief ? MIB / 4 : MIB
  for (const length of [most / 4, most]) {
    const [line = '', bytes = ''] = (await apart('--echo', String(length))).split('\n')
    console.log(line)
    each.push(Number(bytes))
  }
  const [small = Number.NaN, large = Number.NaN] = each
  const ratio = (large / small).toFixed(2)
  console.log(row('memory a connection, by 4 times the octets', `${ratio} times`, 'near 1: it does not grow with them'))
  await endings()
}
