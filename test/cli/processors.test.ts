import { execFileSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { processorSeconds } from '../../lib/cli/processors.ts'

const test = suite('processors')

if (process.platform === 'linux') {
  test('a process that was started has ended → its time counts', () => {
    const before = processorSeconds()!
    const { user, system } = process.cpuUsage()
    // Counted in hundredths.
    assert.ok(before >= (user + system) / 1e6 - 0.1, `${before} s`)
    execFileSync(process.execPath, ['-e', 'while (process.cpuUsage().user < 300_000);'])
    const after = processorSeconds()!
    assert.ok(after - before >= 0.25, `${before} s, then ${after} s`)
  })
}

test.run()
