import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { thousands } from '../../lib/words.ts'
import { within } from '../helpers/within.ts'
import { command, run, server, tcp, withCommands } from './command.ts'

const MINUTE = 60_000
const GIBIBYTE = '1073741824'
/** More than all buffers of a connection hold. */
const MUCH = String(32 << 20)

test('echo → sixteen bytes and back, each end saying what it does; the server goes on', () =>
  within(MINUTE, 'echo', () =>
    withCommands(async (keep) => {
      const serving = keep(await server('echo'))
      for (let times = 0; times < 2; times++) {
        const { code, out, err } = await keep(tcp('echo', 'client', 'localhost', '-p', serving.port)).ended
        assert.equal([code, err], [0, ''])
        assert.match(out, /^connected from 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+\nserver says: Hello, 16 bytes!\n$/)
      }
      serving.process.kill('SIGINT')
      const { code, out } = await serving.ended
      assert.is(code, 130)
      const conversation = 'connection from 127.0.0.1:N\nclient says: Hello, 16 bytes!\nfarewell\n'
      assert.is(out.replace(/:\d+$/gm, ':N'), `listening at 127.0.0.1:N\n${conversation}${conversation}`)
    }),
  ))

test('upper, 17 bytes → 32, a progress line for each step', () =>
  within(MINUTE, 'upper', () =>
    withCommands(async (keep) => {
      const serving = keep(await server('upper', '17', '--once'))
      const { code, out } = await keep(tcp('upper', 'client', '127.0.0.1', '17', '-p', serving.port)).ended
      assert.is(code, 0)
      const [, ...lines] = out.replace(/\([\d.]+ s\)/, '(N s)').split('\n')
      assert.equal(lines, [
        'about to send 32 bytes',
        ' 50 %: 32 bytes sent, 0 received',
        '100 %: 32 bytes sent, 32 received',
        '32 bytes came back, all of them what was sent, in capitals (N s)',
        '',
      ])
      const ended = await serving.ended
      assert.is(ended.code, 0)
      assert.match(
        ended.out,
        /\n100 %: 32 bytes sent, 32 received\n32 bytes received, 32 sent in capitals\nfarewell\n$/,
      )
    }),
  ))

for (const cure of ['timeout', 'select', 'tasks']) {
  test(`upper, more than the buffers hold, --cure ${cure} → all of it, and a line for each tenth at most`, () =>
    within(MINUTE, cure, () =>
      withCommands(async (keep) => {
        const serving = keep(await server('upper', MUCH, '--once'))
        const { code, out } = await run(['upper', 'client', '127.0.0.1', MUCH, '-p', serving.port, '--cure', cure])
        assert.is(code, 0)
        assert.match(
          out,
          new RegExp(`^${thousands(Number(MUCH))} bytes came back, all of them what was sent, in capitals`, 'm'),
        )
        const percents = [...out.matchAll(/^ *(\d+) %:/gm)].map(([, percent]) => Number(percent))
        assert.equal(
          percents.map((percent) => Math.floor(percent / 10)),
          [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        )
        assert.is(percents.at(-1), 100)
        assert.is((await serving.ended).code, 0)
      }),
    ))
}

test('upper, a gibibyte without a cure → deadlock with the queues of both ends, 1; the server reports the reset and serves the next', () =>
  within(MINUTE, 'deadlock', () =>
    withCommands(async (keep) => {
      const serving = keep(await server('upper', GIBIBYTE))
      const stuck = keep(tcp('upper', 'client', '127.0.0.1', GIBIBYTE, '-p', serving.port, '--limit', '1'))
      const { code, out } = await stuck.ended
      assert.is(code, 1)
      const queues =
        /^deadlock: nothing has moved for 1 s; ([\d,]+) of 1,073,741,824 bytes handed over, 0 read; in the buffers here ([\d,]+) bytes to send and ([\d,]+) to read(?:; at the server ([\d,]+) bytes to send and ([\d,]+) to read)?$/m
      const [handedOver = 0, ...four] = (queues.exec(out) ?? [])
        .slice(1)
        .filter(Boolean)
        .map((text) => Number(text.replaceAll(',', '')))
      assert.ok(handedOver > 0 && four.every((octets) => octets > 0), out)
      assert.is(four.length, process.platform === 'linux' ? 4 : 2)
      await serving.line(/^the connection from 127\.0\.0\.1:\d+ broke: .*\((ECONNRESET|EPIPE)\)/)
      assert.is((await keep(tcp('upper', 'client', '127.0.0.1', '-p', serving.port)).ended).code, 0)
    }),
  ))

test('Ctrl-C in a client that is stuck → 130; with --once the server reports the reset and ends with 1', () =>
  within(MINUTE, 'interrupted', () =>
    withCommands(async (keep) => {
      const serving = keep(await server('upper', GIBIBYTE, '--once'))
      const stuck = keep(tcp('upper', 'client', '127.0.0.1', GIBIBYTE, '-p', serving.port, '--limit', '600'))
      await stuck.line(/^about to send/)
      await serving.line(/^connection from/)
      stuck.process.kill('SIGINT')
      assert.is((await stuck.ended).code, 130)
      const { code, out } = await serving.ended
      assert.is(code, 1)
      assert.match(out, /broke: .*\((ECONNRESET|EPIPE|EOF)\)/)
    }),
  ))

test('a server of upper that was not told how much is to come → amounts, in place of shares', () =>
  within(MINUTE, 'amounts', () =>
    withCommands(async (keep) => {
      const serving = keep(await server('upper', '--once'))
      const much = ['3000000', '-p', serving.port, '--cure', 'select']
      assert.is((await keep(tcp('upper', 'client', '127.0.0.1', ...much)).ended).code, 0)
      const { out } = await serving.ended
      assert.not.match(out, / %:/)
      assert.match(out, /^1,\d{3},\d{3} bytes sent, [\d,]+ received$/m)
      assert.match(out, /^3,000,000 bytes received, 3,000,000 sent in capitals$/m)
    }),
  ))

test('a client that closes too early → the echo server says so and serves the next', () =>
  within(MINUTE, 'early', () =>
    withCommands(async (keep) => {
      const serving = keep(await server('echo'))
      const early = `const s = require('net').connect(${serving.port}, '127.0.0.1', () => s.end('short'))`
      await keep(command(process.execPath, ['-e', early])).ended
      await serving.line(/broke: .*expected 16 bytes, but the stream ended after 5 \(EOF\)/)
      assert.is((await keep(tcp('echo', 'client', '127.0.0.1', '-p', serving.port)).ended).code, 0)
    }),
  ))

test('a port that is taken → a sentence, 2; one that nobody listens on → a sentence, 1', () =>
  within(MINUTE, 'ports', () =>
    withCommands(async (keep) => {
      const serving = keep(await server('echo'))
      const second = await keep(tcp('upper', 'server', '127.0.0.1', '-p', serving.port)).ended
      assert.is(second.code, 2)
      assert.match(
        second.err,
        /^ackbook tcp: bind to 127\.0\.0\.1:\d+ failed: the address is taken.*\(EADDRINUSE\)\. .*: -p 0 takes any free one\.\n$/,
      )
      serving.process.kill('SIGKILL')
      await serving.ended
      const late = await keep(tcp('echo', 'client', '127.0.0.1', '-p', serving.port)).ended
      assert.is(late.code, 1)
      assert.match(late.err, /^ackbook tcp: .*nothing listens at that address \(ECONNREFUSED\)\. .*\n$/)
    }),
  ))

test('eight times as much → no more memory, at either end', () =>
  within(2 * MINUTE, 'memory', () =>
    withCommands(async (keep) => {
      if (process.platform !== 'linux') return
      const serving = keep(await server('upper'))
      const peaks: number[] = []
      for (const mebibytes of [8, 64]) {
        const client = keep(
          tcp('upper', 'client', '127.0.0.1', String(mebibytes << 20), '-p', serving.port, '--cure', 'select'),
        )
        await client.line(/^ 9\d %:/)
        peaks.push(peakOf(client.process.pid), peakOf(serving.process.pid))
        assert.is((await client.ended).code, 0)
      }
      const [client = 0, server_ = 0, largeClient = 0, largeServer = 0] = peaks
      assert.ok(largeClient - client < 48 << 10 && largeServer - server_ < 48 << 10, `KiB at most: ${peaks}`)
    }),
  ))

/** KiB of memory that the process has had at most. */
function peakOf(pid: number | undefined): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

const foreign = (name: string, probe: readonly string[]): typeof test | typeof test.skip => {
  const { error, status } = spawnSync(name, probe)
  return error || (name !== 'nc' && status !== 0) ? test.skip : test
}
const withPython = foreign('python3', ['-c', 'import socket'])
const withNc = foreign('nc', ['-h'])

withNc('nc calls the echo server → its sixteen bytes', () =>
  within(MINUTE, 'nc', () =>
    withCommands(async (keep) => {
      const serving = keep(await server('echo', '--once'))
      const { out } = await keep(command('nc', ['127.0.0.1', serving.port], 'sixteen by hand!')).ended
      assert.is(out, 'sixteen by hand!')
      assert.is((await serving.ended).code, 0)
    }),
  ),
)

withPython("Python's socket calls the upper server → its text in capitals, UTF-8 unharmed", () =>
  within(MINUTE, 'python client', () =>
    withCommands(async (keep) => {
      const serving = keep(await server('upper', '--once'))
      const program = `
import socket, sys
s = socket.create_connection(('127.0.0.1', ${serving.port}))
s.sendall('grüße an alle'.encode('utf-8'))
s.shutdown(socket.SHUT_WR)
sys.stdout.buffer.write(s.makefile('rb').read())`
      const { out } = await keep(command('python3', ['-c', program])).ended
      assert.is(out, 'GRüßE AN ALLE')
      assert.is((await serving.ended).code, 0)
    }),
  ),
)

const pythonServer = (answer: string): string => `
import socket
l = socket.create_server(('127.0.0.1', 0))
print('port', l.getsockname()[1], flush=True)
c, _ = l.accept()
while data := c.recv(1024):
    c.sendall(${answer})
c.close()`

withPython("our clients call Python's server → every cure finishes", () =>
  within(2 * MINUTE, 'python server', () =>
    withCommands(async (keep) => {
      for (const cure of ['timeout', 'select', 'tasks']) {
        const theirs = keep(command('python3', ['-c', pythonServer('data.upper()')]))
        const [, port = ''] = await theirs.line(/^port (\d+)$/)
        const count = String(8 << 20)
        const { code, out } = await run(['upper', 'client', '127.0.0.1', count, '-p', port, '--cure', cure])
        assert.is(code, 0, out)
        assert.is((await theirs.ended).code, 0)
      }
    }),
  ),
)

withPython('a server that answers something else, or too little → a sentence, 1', () =>
  within(MINUTE, 'wrong answer', () =>
    withCommands(async (keep) => {
      for (const [answer, sentence] of [
        ['data', /octet 0 of the answer is not what was sent, in capitals \(EBADMSG\)/],
        ['data.upper()[1:]', /octet 0 of the answer is not what was sent/],
        ['data.upper()[:-1]', /expected 16 bytes, but the stream ended after 15 \(EOF\)/],
        ['data.upper() * 2', /octet 16 of the answer is not what was sent/],
      ] as const) {
        const theirs = keep(command('python3', ['-c', pythonServer(answer)]))
        const [, port = ''] = await theirs.line(/^port (\d+)$/)
        const { code, err } = await run(['upper', 'client', '127.0.0.1', '-p', port])
        assert.is(code, 1)
        assert.match(err, sentence)
      }
    }),
  ),
)

test.run()
