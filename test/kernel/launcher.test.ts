import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createConnectionFile } from '../../lib/kernel/connection.ts'
import { type KernelChoice, type Message, startKernel, tslabKernelJson } from '../../lib/kernel/index.ts'
import { launcherFile } from '../../lib/kernel/tslab.ts'
import { until } from '../helpers/processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'ackbook-test-'))
test.after(() => rmSync(folder, { recursive: true }))

test('the kernel.json written for Jupyter → a kernel, in any folder', async () => {
  const choice: KernelChoice = { name: 'x', spec: tslabKernelJson(), origin: 'installed', place: folder }
  const published: Message[] = []
  const listener = { onPublished: (message: Message) => void published.push(message), onInputRequest: () => {} }
  const kernel = await startKernel(choice, { cwd: folder, timeout: 120_000, ...listener })
  const cell = kernel.execute('console.log(process.cwd(), process.env.JPY_PARENT_PID)')
  assert.is((await cell.reply).content.status, 'ok')
  await cell.idle
  const { content } = published.find(({ header }) => header.msg_type === 'stream')!
  assert.is(content.text, `${folder} ${process.pid}\n`)
  assert.equal(await kernel.stop(), [])
  assert.equal(await kernel.died, { code: 0, signal: null })
})

test('a port is taken → stderr says so, in the words by which a start is tried again', async () => {
  const { path, connection, remove } = await createConnectionFile('x')
  const server = createServer().listen(connection.shell_port, '127.0.0.1')
  const kernel = execa(process.execPath, [launcherFile(), path], { cwd: folder, reject: false })
  let said = ''
  kernel.stderr.on('data', (chunk) => {
    said += chunk
  })
  try {
    await until(() => /EADDRINUSE|address already in use/i.test(said), 'it says so', 60_000)
  } finally {
    kernel.kill('SIGKILL')
    await kernel
    server.close()
    await remove()
  }
})

test('a parent that is not the one expected → ends at once', async () => {
  const { exitCode } = await execa(process.execPath, [launcherFile(), '--parent', '1', 'x.json'], { reject: false })
  assert.is(exitCode, 1)
})

test('no connection file → says how it is called', async () => {
  const { exitCode, stderr } = await execa(process.execPath, [launcherFile()], { reject: false })
  assert.is(exitCode, 2)
  assert.match(stderr, /a connection file is missing/)
})

test('the built launcher → is there', () => {
  assert.ok(existsSync(launcherFile()))
})

test.run()
