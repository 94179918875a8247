import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { socketAddress } from '../../lib/kernel/channels.ts'
import { createConnectionFile } from '../../lib/kernel/connection.ts'
import { connectionFolder } from '../../lib/kernel/folders.ts'
import { saysTaken } from '../../lib/kernel/kernel.ts'
import { surround } from '../helpers/environment.ts'

const temporary = surround(test, (folder) => ({ TMPDIR: folder, XDG_RUNTIME_DIR: join(folder, 'run') }))

test('a connection file → for its owner alone, in a folder of its own, all gone when removed', async () => {
  const { path, connection, remove } = await createConnectionFile('tslab')
  assert.is(statSync(path).mode & 0o777, 0o600)
  assert.is(statSync(dirname(path)).mode & 0o777, 0o700)
  assert.equal(JSON.parse(readFileSync(path, 'utf8')), connection)
  assert.is(connection.key.length, 64)
  await remove()
  assert.not(existsSync(dirname(path)))
})

test('many at once → no port twice, none that the system gives to others, keys of their own', async () => {
  const files = await Promise.all(Array.from({ length: 20 }, () => createConnectionFile('x')))
  try {
    const ports = files.flatMap(({ connection: { shell_port, iopub_port, stdin_port, control_port, hb_port } }) => [
      ...[shell_port, iopub_port, stdin_port, control_port, hb_port],
    ])
    assert.is(new Set(ports).size, 100)
    assert.ok(ports.every((port) => port >= 16384 && port < 32768))
    assert.is(new Set(files.map(({ connection }) => connection.key)).size, 20)
  } finally {
    await Promise.all(files.map(({ remove }) => remove()))
  }
})

test('too few ports are free in a range → says which, and keeps none', async () => {
  const server = createServer()
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
  })
  try {
    const refused = await createConnectionFile('x', { ports: [port, port] }).catch((error) => error)
    assert.is(refused.message, `no 5 free ports on 127.0.0.1 between ${port} and ${port}`)
    assert.equal(left(temporary), [])
  } finally {
    server.close()
  }
})

const socketOf = ({ ip }: { ip: string }) => socketAddress({ transport: 'ipc', ip }, 5).slice('ipc://'.length)

test('a kernel that can → sockets beside the connection file, which no one else can reach or take', async () => {
  const { path, connection, remove } = await createConnectionFile('tslab', { ipc: true })
  assert.is(connection.transport, 'ipc')
  assert.is(socketOf(connection), join(dirname(path), 's-5'))
  assert.is(statSync(dirname(path)).mode & 0o777, 0o700)
  await remove()
})

test('a folder for temporary files whose path has 200 octets → the system’s short one, and no trace in the long one', async () => {
  const long = join(temporary, 'x'.repeat(200 - temporary.length - 1))
  mkdirSync(long)
  const run = join(temporary, 'run')
  mkdirSync(run)
  await within({ TMPDIR: long }, async () => {
    const { path, connection, remove } = await createConnectionFile('tslab', { ipc: true })
    assert.is(connection.transport, 'ipc')
    assert.ok(Buffer.byteLength(socketOf(connection)) <= 103)
    assert.is(dirname(dirname(path)), run)
    assert.equal(readdirSync(long), [])
    await remove()
    assert.equal(readdirSync(run), [])
  })
  await within({ TMPDIR: long, XDG_RUNTIME_DIR: join(temporary, 'gone') }, async () => {
    const { path, remove } = await createConnectionFile('tslab', { ipc: true })
    assert.is(dirname(dirname(path)), '/tmp')
    await remove()
  })
  await within({ TMPDIR: long }, async () => {
    const { folder, holdsSockets } = await connectionFolder(true, [])
    assert.not(holdsSockets)
    assert.is(dirname(folder), long)
  })
})

test('octets count, not characters → 20 characters of three octets each are too long', async () => {
  const long = join(temporary, '語'.repeat(20))
  mkdirSync(long)
  await within({ TMPDIR: long }, async () => {
    const { connection, remove } = await createConnectionFile('tslab', { ipc: true })
    assert.ok(Buffer.byteLength(socketOf(connection)) <= 103, connection.ip)
    await remove()
  })
})

const unusable: [what: string, make: (path: string) => void, reason: string][] = [
  ['is not there', () => {}, 'it is not there'],
  ['is a file', (path) => writeFileSync(path, ''), 'a part of its path is not a folder'],
]
for (const [what, make, reason] of unusable) {
  test(`the folder for temporary files ${what} → it, its variable and the remedy are named`, async () => {
    const path = join(temporary, what.replaceAll(' ', '-'))
    make(path)
    await within({ TMPDIR: path }, async () => {
      const refused = await createConnectionFile('tslab', { ipc: true }).catch((error) => error)
      assert.is(refused.name, 'FileError')
      assert.is(
        refused.message,
        `the folder for temporary files, ${path} (TMPDIR), cannot be used: ${reason}; set TMPDIR to a folder that can be written`,
      )
    })
  })
}

test('what a bind says that found its port taken → a new try; what a cell or a kernel says otherwise → none', () => {
  const again =
    "Error: Operation was not possible or timed out\n  errno: 11, code: 'EAGAIN', address: 'tcp://127.0.0.1:1'"
  for (const said of [
    'zmq.error.ZMQError: Address already in use',
    "Error: Address already in use { code: 'EADDRINUSE' }",
    again,
    'zmq.error.ZMQError: Resource temporarily unavailable (in _try_bind_socket)',
  ]) {
    assert.ok(saysTaken(said), said)
  }
  for (const said of ['', 'fork: Resource temporarily unavailable', "code: 'EAGAIN'"]) assert.not(saysTaken(said), said)
})

/** Runs `body` with other variables in the environment. */
async function within(variables: Record<string, string>, body: () => Promise<void>): Promise<void> {
  const before = { ...process.env }
  Object.assign(process.env, variables)
  try {
    await body()
  } finally {
    Object.assign(process.env, before)
  }
}

function left(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('ackbook-kernel-'))
}

test.run()
