/** A cell whose twenty million characters of output all differ: the memory that verifying it takes, in a process of its own. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('memory')
const bin = fileURLToPath(new URL('../../lib/ackbook.js', import.meta.url))
const lines = 500_000
const most = 250

const source = `
let part = ''
for (let line = 0; line < ${lines}; line += 1) {
  part += 'new line number ' + line + ' of many things, 12\\n'
  if (part.length > 1e6) { process.stdout.write(part); part = '' }
}
process.stdout.write(part)`

/** Tells at its end what it took, in MB. */
const reporter = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => console.error('peak ' + process.resourceUsage().maxRSS * 1024 / 1e6))",
)}`

test(`20 MB that differ → verified in less than ${most} MB`, () =>
  withFolder({}, async (cwd) => {
    const stored = Array.from({ length: lines }, (_, line) => `stored line number ${line} of many, 1234\n`).join('')
    writeFileSync(join(cwd, 'a.ipynb'), notebookFile([[source, stored]]))
    const { exitCode, stdout, stderr } = await execa(
      process.execPath,
      ['--import', reporter, bin, 'verify', '--no-cache', 'a.ipynb'],
      { cwd, reject: false },
    )
    assert.is(exitCode, 1, stdout + stderr)
    assert.match(stdout, /… 9999\d\d more lines differ/)
    const peak = Number(/^peak (\S+)$/m.exec(stderr)?.[1])
    process.stdout.write(`(${peak.toFixed(0)} MB) `)
    assert.ok(peak < most, `${peak} MB`)
  }))

test.run()
