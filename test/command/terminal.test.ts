import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const command = new URL('../../lib/dist/command/index.js', import.meta.url).href

/** A command whose work is stopped by the first signal, and which then still has something to write. */
const slowToEnd = `
  import { processTerminal } from ${JSON.stringify(command)}
  const terminal = processTerminal()
  const takeBack = terminal.onInterrupt(() => { takeBack(); console.log('stopped') })
  setInterval(() => {}, 1000)
  console.log('runs')
`

for (const second of ['SIGINT', 'SIGTERM'] as const) {
  test(`a second ${second} when the work is stopped and its last words are written → 130, not the signal's own end`, async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', slowToEnd], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout.setEncoding('utf8')
    try {
      assert.match((await once(child.stdout, 'data'))[0], 'runs')
      child.kill('SIGINT')
      assert.match((await once(child.stdout, 'data'))[0], 'stopped')
      child.kill(second)
      assert.equal(await once(child, 'exit'), [130, null])
    } finally {
      child.kill('SIGKILL')
    }
  })
}

test.run()
