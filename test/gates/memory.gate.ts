/** The memory that verifying takes, in a process of its own: one great difference, many notebooks, much output. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { input } from '../helpers/runs.ts'

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

async function verify(cwd: string, env: Record<string, string> = {}) {
  const argv = ['--import', reporter, bin, 'verify', '--no-cache', '.', '--jobs', '2']
  const { exitCode, stdout, stderr } = await execa(process.execPath, argv, { cwd, env, reject: false })
  const peak = Number(/^peak (\S+)$/m.exec(stderr)?.[1])
  process.stdout.write(`(${peak.toFixed(0)} MB) `)
  return { exitCode, stdout, stderr, peak }
}

test(`20 MB that differ → verified in less than ${most} MB`, () =>
  withFolder({}, async (cwd) => {
    const stored = Array.from({ length: lines }, (_, line) => `stored line number ${line} of many, 1234\n`).join('')
    writeFileSync(join(cwd, 'a.ipynb'), notebookFile([[source, stored]]))
    const { exitCode, stdout, stderr, peak } = await verify(cwd)
    assert.is(exitCode, 1, stdout + stderr)
    assert.match(stdout, /… 9999\d\d more lines differ/)
    assert.ok(peak < most, `${peak} MB`)
  }))

/** So many notebooks of 800 kB each, on a kernel that costs little. */
async function verifyMany(count: number): Promise<number> {
  const line = 'a line of some text that a notebook has printed, again\n'
  const cell: [string, string] = [JSON.stringify([['flood', 1, 2900, line]]), line.repeat(2900)]
  const text = notebookFile(
    Array.from({ length: 5 }, () => cell),
    { kernelspec: { name: 'fake' } },
  )
  const files = Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}.ipynb`, text]))
  let most = 0
  await withFolder(files, async (cwd) => {
    const { exitCode, stdout, stderr, peak } = await verify(cwd, { JUPYTER_PATH: input('jupyter') })
    assert.is(exitCode, 0, stdout + stderr)
    assert.match(stdout, new RegExp(` ${count} verified `))
    most = peak
  })
  return most
}

test('100 notebooks with 80 MB of outputs → little more than ten take', async () => {
  const [few, many] = [await verifyMany(10), await verifyMany(100)]
  assert.ok(many < 175 && many - few < 50, `${few} MB, then ${many} MB`)
})

test('100 MB in pieces of 64 KiB → every one of them, by their order', () =>
  withFolder({}, async (cwd) => {
    const pieces = Array.from({ length: 1600 }, (_, piece) => `${`${piece} `.padEnd(65535, '.')}\n`)
    // The number that each begins with tells one that is lost from one that comes late.
    const source = `
for (let piece = 0; piece < 1600; piece += 1) process.stdout.write((piece + ' ').padEnd(65535, '.') + '\\n')`
    const file = notebookFile([[source, pieces.join('')]], { ackbook: { timeout: 600 } })
    writeFileSync(join(cwd, 'a.ipynb'), file)
    const { exitCode, stdout, stderr } = await verify(cwd)
    assert.is(exitCode, 0, stdout + stderr)
    assert.match(stdout, / 1 verified /)
  }))

test.run()
