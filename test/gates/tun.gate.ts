/** `ackbook tcp serve` as a user has it: his curl, nc and ping in a network of its own, the live view from another terminal, its ends. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeNumbered } from '../../lib/programs/serve/web.ts'
import { withFolder } from '../helpers/folder.ts'
import { within } from '../helpers/within.ts'

const test = suite('tun')
const COMMAND = fileURLToPath(new URL('../../lib/ackbook.js', import.meta.url))
const APART = ['--user', '--map-root-user', '--net']

const lacks = (name: string, ...args: string[]): boolean => spawnSync(name, args).error !== undefined
const missing = [
  ...(existsSync('/dev/net/tun') ? [] : ['/dev/net/tun']),
  ...(spawnSync('unshare', [...APART, 'true']).status === 0 ? [] : ['unshare']),
  ...['curl', 'nc', 'tshark', 'python3'].filter((name) => lacks(name, '--version')),
]

function tunTest(name: string, body: () => Promise<void>): void {
  if (missing.length === 0 || process.env.CI) return void test(name, () => within(60_000, name, body).finally(endAll))
  process.stdout.write(`skipped, no ${missing.join(', ')}: ${name}\n`)
  test.skip(name)
}

interface Running {
  process: ChildProcess
  readonly out: string
  readonly err: string
  /** Once it has printed this. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  /** Once nobody who has its output is left: neither it nor what it has started. */
  ended: Promise<number | null>
}

const underWay = new Set<ChildProcess>()

/** What a test that has failed leaves. */
function endAll(): void {
  for (const left of underWay) left.kill('SIGKILL')
}

function start(words: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const [name = '', ...args] = words
  const { NO_COLOR, FORCE_COLOR, ...rest } = process.env
  const started = spawn(name, args, { env: { ...rest, SHELL: '/bin/sh', TERM: 'xterm', ...env } })
  const said = { out: '', err: '' }
  const looks = new Set<() => void>()
  const hear = (stream: 'out' | 'err') => (piece: Buffer) => {
    said[stream] += piece
    for (const look of looks) look()
  }
  started.stdout.on('data', hear('out'))
  started.stderr.on('data', hear('err'))
  started.stdin.on('error', () => {})
  underWay.add(started)
  started.on('exit', () => underWay.delete(started))
  const ended = new Promise<number | null>((resolve) => started.on('close', resolve))
  return {
    process: started,
    get out() {
      return said.out
    },
    get err() {
      return said.err
    },
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(said.out) ?? pattern.exec(said.err)
          if (found) resolve(found)
        }
        looks.add(look)
        look()
        ended.then(() => reject(new Error(`it ended without ${pattern}:\n${said.out}${said.err}`)), reject)
      }),
  }
}

const serve = (...args: string[]): string[] => [process.execPath, COMMAND, 'tcp', 'serve', '--shell', ...args]
/** With a terminal of its own, which passes on what comes and goes. */
const inTerminal = (...words: string[]): string[] => [
  'python3',
  '-c',
  'import pty,sys,os; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))',
  ...words,
]
const file = (octets: number): string => {
  const bytes = new Uint8Array(octets)
  writeNumbered(bytes, 0)
  return createHash('sha256').update(bytes).digest('hex')
}

tunTest('a shell: curl over 1 % loss, nc both services → every octet; the capture is clean, and tells of losses', () =>
  withFolder({}, async (folder) => {
    const capture = join(folder, 'out.pcapng')
    const shell = start(serve('--loss', '0.01', '--delay', '5', '--script', 'drop out data 3', '--trace', capture))
    shell.process.stdin!.end(`
curl -s http://10.77.0.2/1M | sha256sum
curl -s http://10.77.0.2/ | head -n 2
printf Hello | nc -N 10.77.0.2 7; echo
printf abcdefghijklmnop | nc -N 10.77.0.2 1060; echo
`)
    assert.is(await shell.ended, 0, shell.err)
    const [digest = '', who = '', connection = '', echo, upper] = shell.out.split('\n')
    assert.is(digest.slice(0, 64), file(1_000_000))
    assert.match(who, /TCP of ackbook/)
    assert.match(connection, /^this connection +10\.77\.0\.2:80 → 10\.77\.0\.1:\d+ ESTABLISHED$/)
    assert.equal([echo, upper], ['Hello', 'ABCDEFGHIJKLMNOP'])
    const fields = ['-e', 'tcp.checksum.status', '-e', '_ws.malformed', '-e', 'frame.comment', '-e', 'ip.src']
    const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE']
    const { stdout } = await execa('tshark', [
      '-r',
      capture,
      '-n',
      '-o',
      'tcp.desegment_tcp_streams:FALSE',
      '-Y',
      'tcp',
      '-T',
      'fields',
      ...checks,
      ...fields,
    ])
    const rows = stdout.split('\n').map((line) => line.split('\t'))
    assert.ok(rows.length > 700, `${rows.length}`)
    assert.ok(rows.every(([status, malformed]) => status === '1' && malformed === ''))
    assert.ok(rows.some(([, , comment]) => comment?.startsWith('dropped at ') && comment.endsWith(': script')))
    assert.ok(rows.some(([, , comment]) => comment?.startsWith('sent again: ')))
    assert.is(new Set(rows.map(([, , , source]) => source)).size, 2)
  }),
)

tunTest('ping → an answer to each, over both families', async () => {
  if (lacks('ping', '-V')) return void process.stdout.write('skipped, no ping\n')
  for (const address of ['10.77.0.2', 'fd00::77:0:2']) {
    const pinged = start(serve('--delay', '10', '--', 'ping', '-c', '2', '-W', '2', address))
    assert.is(await pinged.ended, 0, pinged.out)
    assert.ok(pinged.out.includes(' 0% packet loss'), pinged.out)
  }
})

tunTest('the live view in another terminal: a key drops our next data segment → it is shown lost, and sent again', () =>
  withFolder({}, async (folder) => {
    const env = { XDG_RUNTIME_DIR: folder }
    const shell = start(serve('--delay', '20'), env)
    await shell.says(/ackbook tcp watch/)
    const watch = start(inTerminal(process.execPath, COMMAND, 'tcp', 'watch'), env)
    await watch.says(/0 connections/)
    watch.process.stdin!.write('D')
    await watch.says(/1 to drop/)
    shell.process.stdin!.write('curl -s http://10.77.0.2/20k | sha256sum\n')
    await watch.says(/✗╌+ data 1:\d+ .*lost: script/)
    await watch.says(/data 1:\d+ .*sent again, \w/)
    await shell.says(new RegExp(file(20_000)))
    watch.process.stdin!.write('l')
    await watch.says(/loss 0\.1 %/)
    watch.process.stdin!.write('q')
    assert.is(await watch.ended, 0)
    assert.ok(watch.out.endsWith('\u001b[?25h'))
    shell.process.stdin!.end()
    assert.is(await shell.ended, 0)
  }),
)

tunTest('no colours wanted → none; Ctrl-C at the view → 130, and the cursor is back', async () => {
  const words = inTerminal(process.execPath, COMMAND, 'tcp', 'serve')
  const view = start(['unshare', ...APART, ...words], { NO_COLOR: '1' })
  await view.says(/0 connections/)
  view.process.stdin!.write('\u0003')
  assert.is(await view.ended, 130)
  assert.ok(view.out.endsWith('\u001b[?25h'))
  assert.not.ok(view.out.includes('\u001b[7m'))
})

tunTest('a shell of a terminal, with job control: Ctrl-C ends its curl alone; exit ends it all', async () => {
  const shell = start(inTerminal(...serve('--rate', '100k')), { SHELL: '/bin/bash', PROMPT_COMMAND: '' })
  await shell.says(/\(ackbook\) /)
  shell.process.stdin!.write('curl -sv http://10.77.0.2/100M >/dev/null; echo ended $?\r')
  // Before, a Ctrl-C would be the shell's.
  await shell.says(/HTTP\/1\.1 200/)
  shell.process.stdin!.write('curl -sw "%{http_code}\\n" http://10.77.0.2/0\r')
  shell.process.stdin!.write('\u0003')
  await shell.says(/\^C/)
  shell.process.stdin!.write('echo here $((40 + 2))\r')
  await shell.says(/here 42/)
  shell.process.stdin!.write('exit\r')
  assert.is(await shell.ended, 0)
})

for (const signal of ['SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
  tunTest(`${signal} → neither the interface, nor the shell, nor any process is left`, async () => {
    const shell = start(serve())
    await shell.says(/exit, or Ctrl-D/)
    shell.process.stdin!.write('echo shell $$\n')
    await shell.says(/shell \d+/)
    shell.process.kill(signal)
    // Its output is closed once nobody has it.
    assert.is(await shell.ended, signal === 'SIGKILL' ? null : 130)
  })
}

tunTest(
  'a command beside it → its end is the end, and its failure 1; with a capture that cannot be written, 2',
  async () => {
    assert.is(await start(serve('-q', '--', 'curl', '-so', '/dev/null', 'http://10.77.0.2/1M')).ended, 0)
    const failed = start(serve('-q', '--script', 'drop packet all', '--', 'curl', '-sm', '1', 'http://10.77.0.2/'))
    assert.is(await failed.ended, 1)
    assert.is(failed.err, 'ackbook tcp: curl has ended with 28\n')
    const unwritable = start(serve('--trace', '/nowhere/out.pcapng'))
    assert.is(await unwritable.ended, 2)
    assert.match(unwritable.err, /^ackbook tcp: --trace \/nowhere\/out\.pcapng: it cannot be written \(ENOENT\): .*\n$/)
  },
)

tunTest('a capture that grows → tshark reads it on the way', () =>
  withFolder({}, async (folder) => {
    const capture = join(folder, 'out.pcapng')
    const shell = start(serve('--trace', capture))
    await shell.says(/exit, or Ctrl-D/)
    shell.process.stdin!.write('curl -s http://10.77.0.2/1M | sha256sum\n')
    await shell.says(new RegExp(file(1_000_000)))
    const { stdout } = await execa('tshark', ['-r', capture, '-n', '-T', 'fields', '-e', 'frame.number'])
    assert.ok(stdout.split('\n').length > 3)
    shell.process.stdin!.end()
    assert.is(await shell.ended, 0)
    assert.ok(readFileSync(capture).length > 1_000_000)
  }),
)

test.run()
