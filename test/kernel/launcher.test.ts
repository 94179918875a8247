import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createConnectionFile } from '../../lib/kernel/connection.ts'
import { deferred, type KernelChoice, type Message, startKernel, tslabKernelJson } from '../../lib/kernel/index.ts'
import { bundledTslab, launcherFile } from '../../lib/kernel/tslab.ts'
import { until } from '../helpers/processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'ackbook-test-'))
test.after(() => rmSync(folder, { recursive: true }))

test('the kernel.json written for Jupyter → a kernel, in any folder', async () => {
  const choice: KernelChoice = { name: 'x', spec: tslabKernelJson(), origin: 'installed', place: folder }
  const published: Message[] = []
  const listener = { onPublished: (message: Message) => void published.push(message), onInputRequest: () => {} }
  const kernel = await startKernel(choice, { cwd: folder, timeout: 120_000, ...listener })
  writeFileSync(join(folder, 'main.cjs'), 'module.exports = [require.main === module, require.main.filename]')
  const cell = kernel.execute(
    'const seen: unknown[] = require("./main.cjs")\nconsole.log(process.cwd(), process.env.JPY_PARENT_PID, ...seen)',
  )
  assert.is((await cell.reply).content.status, 'ok')
  await cell.idle
  const { content } = published.find(({ header }) => header.msg_type === 'stream')!
  assert.is(content.text, `${folder} ${process.pid} false ${bundledTslab()}\n`)
  assert.equal(await kernel.stop(), { errors: [], left: [] })
  assert.equal(await kernel.died, { code: 0, signal: null })
})

test('a kernel that hears late that it is to end → its own exit code', async () => {
  const choice: KernelChoice = { name: 'x', spec: tslabKernelJson(), origin: 'installed', place: folder }
  const busy = deferred<void>()
  const listener = { onPublished: () => {}, onInputRequest: () => {}, onWritten: () => busy.resolve() }
  const kernel = await startKernel(choice, { cwd: folder, timeout: 120_000, ...listener })
  const loop = 'const until = Date.now() + 700; while (Date.now() < until);'
  const timer = `void setTimeout(() => { require('node:fs').writeSync(1, 'busy'); ${loop} }, 50)`
  assert.is((await kernel.execute(`process.exitCode = 3\n${timer}`).reply).content.status, 'ok')
  await busy.promise
  await kernel.stop()
  assert.equal(await kernel.died, { code: 3, signal: null })
})

test('ackbook installed where the notebook is not, a tslab without types or a compiler beside it → the launcher supplies types; a cell hands on what it got, by a type that it did not import', async () => {
  // As it is where tslab is hoisted: no @types in its own node_modules.
  const tslab = join(folder, 'elsewhere', 'node_modules', 'tslab')
  const original = dirname(dirname(bundledTslab()))
  for (const part of ['dist', 'package.json']) cpSync(join(original, part), join(tslab, part), { recursive: true })
  const modules = join(folder, 'prefix', 'node_modules')
  const installed = join(modules, 'ackbook')
  const own = dirname(dirname(dirname(launcherFile())))
  for (const part of ['dist', 'package.json']) cpSync(join(own, part), join(installed, part), { recursive: true })
  for (const name of ['tslab', '@types', 'typescript-compiler', 'zeromq'])
    symlinkSync(dependency(original, name), join(modules, name))
  const notebooks = join(folder, 'notebooks')
  mkdirSync(notebooks)
  const spec = tslabKernelJson()
  spec.argv[1] = join(installed, 'dist', 'kernel', 'launcher.js')
  spec.argv.splice(2, 0, '--tslab', join(tslab, 'dist', 'main.js'))
  const said: unknown[] = []
  const listener = { onPublished: ({ content }: Message) => void said.push(content.text), onInputRequest: () => {} }
  const choice: KernelChoice = { name: 'x', spec, origin: 'installed', place: folder }
  const kernel = await startKernel(choice, { cwd: notebooks, timeout: 120_000, ...listener })
  try {
    for (const source of [
      'console.log(process.version)',
      "import { Network } from 'ackbook/network'\nconst network = new Network({ seed: 1 })",
      "const host = network.host('a')",
      'const name: string = host.name',
    ]) {
      assert.is((await kernel.execute(source).reply).content.status, 'ok', said.join(''))
    }
  } finally {
    await kernel.kill()
  }
})

function dependency(from: string, name: string): string {
  return [join(from, 'node_modules', name), join(dirname(from), name)].find((place) => existsSync(place))!
}

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
