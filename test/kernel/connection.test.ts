import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createConnectionFile } from '../../lib/kernel/connection.ts'

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

test.run()
