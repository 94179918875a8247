/** The machine of ours that stands in for the operating system's where there is none. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as simulated from '../../../lib/socket/simulated/own-machine.ts'
import * as system from '../../../lib/socket/system/index.ts'

const test = suite('simulated: a machine of its own')
const { systemHost, socketTable } = simulated

test('what it exports → is what the operating system’s sockets export', () => {
  assert.equal(Object.keys(simulated).sort(), Object.keys(system).sort())
})

test('two programs on it → one reaches the other at 127.0.0.1, and waits in its queue at once', async () => {
  const [server, client] = [systemHost({ name: 'server' }), systemHost({ name: 'client' })]
  const listener = server.socket()
  listener.bind({ address: server.address, port: 1060 })
  listener.listen(2)
  const caller = client.socket()
  await caller.connect(listener.getsockname())
  assert.is(listener.queued().in, 1)
  const ofListener = socketTable().find(({ state }) => state === 'LISTEN')
  assert.equal([ofListener?.local.port, ofListener?.queued.in], [1060, 1])
  const accepted = await listener.accept()
  assert.is(await caller.send(new Uint8Array(4)), 4)
  assert.is((await accepted.recv(10)).length, 4)
  caller.close()
  assert.is((await accepted.recv(10)).length, 0)
  accepted.close()
  await client.sleep(1000)
  const [left] = socketTable().filter(({ state }) => state === 'TIME-WAIT')
  assert.equal(left?.remote.port, 1060)
  assert.ok(left!.timer! > 58 && left!.timer! < 60)
  server.closeAll()
  assert.equal(server.open, [])
})

test('what a program prints → goes where it says, else to the console', () => {
  const lines: string[] = []
  systemHost({ print: (line) => lines.push(line) }).print('one')
  const { log } = console
  console.log = (line: string) => lines.push(line)
  try {
    systemHost().print('two')
    systemHost({ name: 'client' }).print('three')
  } finally {
    console.log = log
  }
  assert.equal(lines, ['one', 'two', 'client: three'])
})

test('an option that it does not know → told by its name', () => {
  assert.throws(() => systemHost({ nam: 'x' } as object), /systemHost: .*nam/)
})

test.run()
