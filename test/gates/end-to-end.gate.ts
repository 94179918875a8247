import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { descendantsOf } from '../../lib/kernel/strays.ts'
import { notebookFile } from '../helpers/command.ts'
import { withFolder } from '../helpers/folder.ts'
import { isRunning, until } from '../helpers/processes.ts'
import { input } from '../helpers/runs.ts'

const test = suite('cli, end to end')
const bin = fileURLToPath(new URL('../../lib/ackbook.js', import.meta.url))

interface Ended {
  code: number | null
  out: string
  err: string
}

/** The command as people call it: the built file, on real kernels. */
function start(
  argv: readonly string[],
  cwd: string,
  variables: Record<string, string> = {},
): { child: ChildProcess; ended: Promise<Ended>; seen: Ended } {
  // As in CI nothing is kept of what is verified here, and nothing stands.
  const env = { ...process.env, NO_COLOR: '1', CI: 'true', ...variables }
  const child = spawn(process.execPath, [bin, ...argv], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const seen: Ended = { code: null, out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => (seen.out += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (seen.err += text))
  // A limit of our own: the test runner has none.
  const limit = setTimeout(() => child.kill('SIGKILL'), 90_000)
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      clearTimeout(limit)
      resolve({ ...seen, code })
    })
  })
  return { child, ended, seen }
}

const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8')

test('notebooks good, different, failing and broken, on real kernels → each its verdict; --update stores what then verifies', () =>
  withFolder(
    {
      'n/good.ipynb': notebookFile(
        [
          ['import { createServer } from "node:net"\nconst answer: number = 6 * 7', ''],
          [
            [
              'const server = createServer()',
              'await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))',
              'console.log("port", (server.address() as { port: number }).port)',
              'void server.close()',
            ].join('\n'),
            'port 40001\n',
          ],
          ['answer', '42\n'],
        ],
        { ackbook: { normalise: ['port'] } },
      ),
      'n/differs.ipynb': notebookFile([['const x: string = "new"'], ['console.log(x)', 'old\n']]),
      'n/failing.ipynb': notebookFile([
        ['throw new Error("on purpose")', ''],
        ['1', ''],
      ]),
      'n/broken.ipynb': '{"cells": [',
      'n/elsewhere.ipynb': notebookFile([['1', '']], { kernelspec: { name: 'no-such-kernel' } }),
    },
    async (cwd) => {
      const before = Object.fromEntries(readdirSync(join(cwd, 'n')).map((name) => [name, read(cwd, `n/${name}`)]))
      const first = await start(['verify', 'n'], cwd).ended
      assert.is(first.code, 2, first.out + first.err)
      assert.match(first.err, /^ackbook: n\/broken\.ipynb: not a notebook: not JSON \(.*\)\. Nothing of it was run\.$/m)
      assert.match(
        first.err,
        /^ackbook: n\/elsewhere\.ipynb: no kernel is named "no-such-kernel".*--kernel: tslab, jslab/m,
      )
      assert.match(first.out, /^ ✓ good +3 cells +[\d.]+ s {3}1 normalised \(port ×1\)$/m)
      assert.match(first.out, /^ ✗ differs +cell 1 of 2 \(id cell-1\): never executed/m)
      assert.match(first.out, /^ {3}cell 2 of 2 \(id cell-2\) differs\n {5}stdout\n {7}- old\n {7}\+ new\n/m)
      assert.match(
        first.out,
        /^ {5}it was the same in a second run; if the new output is right: ackbook verify --update$/m,
      )
      assert.match(
        first.out,
        /^ ✗ failing +cell 1 of 2 \(id cell-1\) failed\n {5}n\/failing\.ipynb:1:\d+:\d+ {2}\w+: .*on purpose\n {5}> *\d+ \| /m,
      )
      assert.match(first.out, /^ {3}code cell 2 was not run/m)
      assert.match(first.out, /\n 1 verified · 1 differs · 1 failed · 2 not usable · 5 cells/)
      for (const [name, text] of Object.entries(before)) assert.is(read(cwd, `n/${name}`), text, `${name} was written`)

      const update = await start(['verify', '--update', 'n/differs.ipynb'], cwd).ended
      assert.is(update.code, 0, update.out + update.err)
      const cells = JSON.parse(read(cwd, 'n/differs.ipynb')).cells
      assert.equal(
        cells.map((cell: { execution_count: number; outputs: unknown[] }) => [cell.execution_count, cell.outputs]),
        [
          [1, []],
          [2, [{ name: 'stdout', output_type: 'stream', text: ['new\n'] }]],
        ],
      )
      const again = await start(['verify', 'n/differs.ipynb'], cwd).ended
      assert.is(again.code, 0, again.out + again.err)
    },
  ))

/** A cell that tells its process and never ends, on our kernel and on one that does as its cells say. */
const endless = notebookFile([['require("node:fs").writeFileSync("pid", process.pid + "\\n")\nwhile (true) {}', '']])
const fake = { kernelspec: { name: 'fake', display_name: 'fake' } }
const endlessFake = notebookFile([['[["busy"]]', '']], fake)
const withFake = (cwd: string) => ({ JUPYTER_PATH: input('jupyter'), ACKBOOK_TEST_PIDS: join(cwd, 'pid') })

/** The kernel's process, once its cell runs. */
async function kernelIn(cwd: string): Promise<number> {
  const told = () => (readdirSync(cwd).includes('pid') ? read(cwd, 'pid') : '')
  await until(() => told().endsWith('\n'), 'the kernel runs', 60_000)
  return Number(told())
}

for (const [signal, notebook] of [
  ['SIGINT', endless],
  ['SIGTERM', endlessFake],
] as const) {
  test(`${signal} while a cell never ends → 130, the kernel gone, nothing written`, () =>
    withFolder({ 'a.ipynb': notebook }, async (cwd) => {
      const { child, ended, seen } = start(['run', 'a.ipynb'], cwd, withFake(cwd))
      const kernel = await kernelIn(cwd)
      assert.ok(isRunning(kernel), seen.err)
      child.kill(signal)
      const { code, err } = await ended
      assert.is(code, 130, err)
      assert.is(err, 'ackbook: interrupted: stopping the kernels (once more to stop at once)\n')
      await until(() => !isRunning(kernel), 'the kernel is gone')
      assert.is(read(cwd, 'a.ipynb'), notebook)
    }))
}

test('SIGINT twice at once → 130, the kernel gone all the same, nothing left among the temporary files', () =>
  withFolder({ 'a.ipynb': endlessFake, 'tmp/x': '' }, async (cwd) => {
    const { child, ended, seen } = start(['verify', 'a.ipynb'], cwd, { ...withFake(cwd), TMPDIR: join(cwd, 'tmp') })
    const kernel = await kernelIn(cwd)
    child.kill('SIGINT')
    await until(() => seen.err.includes('interrupted') || child.exitCode !== null, 'the first is heard')
    child.kill('SIGINT')
    assert.is((await ended).code, 130)
    await until(() => !isRunning(kernel), 'the kernel is gone')
    assert.equal(readdirSync(join(cwd, 'tmp')), ['x'])
  }))

// By what only Linux tells of processes.
for (const signal of process.platform === 'linux' ? (['SIGINT', 'SIGKILL'] as const) : []) {
  test(`${signal} while one kernel runs and the next is started ahead → neither is left`, () =>
    withFolder({ 'a.ipynb': endlessFake, 'b.ipynb': endlessFake, 'tmp/x': '' }, async (cwd) => {
      const variables = { ...withFake(cwd), TMPDIR: join(cwd, 'tmp') }
      const { child, ended } = start(['verify', '.', '--jobs', '1'], cwd, variables)
      await kernelIn(cwd)
      const kernels = () => descendantsOf(child.pid!).filter(({ pid }) => commandOf(pid).includes('fake-kernel'))
      await until(() => kernels().length === 2, 'the second is started', 60_000)
      const both = kernels().map(({ pid }) => pid)
      child.kill(signal)
      assert.is((await ended).code, signal === 'SIGINT' ? 130 : null)
      await until(() => !both.some(isRunning), 'both are gone')
      if (signal === 'SIGINT') assert.equal(readdirSync(join(cwd, 'tmp')), ['x'])
    }))
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

test('SIGKILL → leaves its connection file; the next start sweeps it, and a half-written notebook of that run', () =>
  withFolder(
    {
      'a.ipynb': endlessFake,
      'b.ipynb': notebookFile([['[["print", "stdout", "1\\n"]]', '1\n']], fake),
      'tmp/x': '',
    },
    async (cwd) => {
      const variables = { ...withFake(cwd), TMPDIR: join(cwd, 'tmp') }
      const { child, ended } = start(['run', 'a.ipynb'], cwd, variables)
      const kernel = await kernelIn(cwd)
      child.kill('SIGKILL')
      await ended
      await until(() => !isRunning(kernel), 'the kernel is gone')
      const [left = ''] = readdirSync(join(cwd, 'tmp'))
      assert.match(left, /^ackbook-kernel-/)
      // As if it had been killed while it wrote.
      const half = `.a.ipynb.${left.slice('ackbook-kernel-'.length, -7)}.0123456789ab.tmp`
      writeFileSync(join(cwd, half), '{')
      const { code, out, err } = await start(['verify', 'b.ipynb'], cwd, variables).ended
      assert.is(code, 0, out + err)
      assert.equal(readdirSync(join(cwd, 'tmp')), ['x'])
      assert.not(readdirSync(cwd).includes(half))
    },
  ))

test('the reader of the pipe goes away → no error on stderr, the exit code as ever', () =>
  withFolder({ 'a.ipynb': '{}', 'b.ipynb': '{}' }, (cwd) => {
    const script = `"$NODE" "$BIN" kernels 2>err | true; exit \${PIPESTATUS[0]}`
    const { status } = spawnSync('bash', ['-c', script], {
      cwd,
      env: { ...process.env, NODE: process.execPath, BIN: bin },
    })
    assert.is(read(cwd, 'err'), '')
    assert.is(status, 0)
  }))

test('three thousand lines into a pipe that is read slowly → all of them arrive before the process ends', () =>
  withFolder(Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`n/${n}.ipynb`, '{}'])), (cwd) => {
    const script = `"$NODE" "$BIN" verify n 2>&1 >/dev/null | (sleep 1; cat) | wc -l`
    const env = { ...process.env, NODE: process.execPath, BIN: bin }
    assert.is(execFileSync('bash', ['-c', script], { cwd, env, encoding: 'utf8' }).trim(), '3000')
  }))

const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0
const mountTest = canMount ? test : test.skip
mountTest('the disk fills up while --update writes → 2, said, the notebook whole, nothing left beside it', () =>
  withFolder(
    { 'a.ipynb': notebookFile([[JSON.stringify([['print', 'stdout', 'x'.repeat(200_000)]]), 'old\n']], fake) },
    (cwd) => {
      const script = `
      set -e
      mkdir "$DIR/small"; mount -t tmpfs -o size=300k none "$DIR/small"
      cp "$DIR/a.ipynb" "$DIR/small/a.ipynb"; cd "$DIR/small"
      "$NODE" "$BIN" verify --update a.ipynb >"$DIR/out" 2>"$DIR/err" && echo 0 || echo $?
      cmp "$DIR/a.ipynb" a.ipynb; ls -A --ignore=.ackbook; find .ackbook -name '*.tmp*'
    `
      const env = { ...process.env, ...withFake(cwd), NODE: process.execPath, BIN: bin, DIR: cwd, NO_COLOR: '1' }
      const out = execFileSync('unshare', ['-rm', 'bash', '-c', script], { cwd, env, encoding: 'utf8' })
      assert.is(out, '2\na.ipynb\n', read(cwd, 'err'))
      assert.match(
        read(cwd, 'err'),
        /^ackbook: a\.ipynb: cannot be written: the disk is full\. The file is as it was\. It was not updated\.\n$/,
      )
      assert.match(read(cwd, 'out'), /^ ✗ a {3}cell 1 of 1 \(id cell-1\) differs/)
    },
  ),
)

test.run()
