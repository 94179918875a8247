import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Message } from '../../lib/kernel/message.ts'
import { profileFor, speaksIpc } from '../../lib/kernel/profiles.ts'
import { launcherFile } from '../../lib/kernel/tslab.ts'

const reply = (content: Record<string, unknown>) => ({ content }) as unknown as Message
const ok = reply({ status: 'ok' })
const failed = reply({ status: 'error' })
const ours = profileFor('tslab', true)
const judge = (stderr: string[], answer = ok, source = '1', profile = ours, published = 0, messages = 2) =>
  profile
    .judge({ source, reply: answer, stderr, messages, published })
    .map(({ kind, message }) => `${kind}: ${message}`)

test('tslab fails → what it says on stderr, from the line that names the error', () => {
  assert.equal(judge(['Error: boom\n    at x'], failed), ['cell-failed: the cell failed: Error: boom'])
  const shown = 'evalmachine.<anonymous>:2\nthrow new Error("boom");\n^\n\nError: boom\n    at x'
  assert.equal(judge(['a warning\n', shown], failed), ['cell-failed: the cell failed: Error: boom'])
  assert.equal(judge(["1:7 - No 'x'.\n", "2:1 - No 'y'.\n"], failed), ["cell-failed: the cell failed: 1:7 - No 'x'."])
  assert.equal(judge([], failed), ['cell-failed: the cell failed, and the kernel did not say why'])
})

test('tslab refuses: "abort", and "aborted" of the protocol → cell-aborted', () => {
  for (const status of ['abort', 'aborted']) {
    assert.equal(judge([], reply({ status })), [`cell-aborted: the kernel refused to run the cell (reply "${status}")`])
  }
})

test("a message that begins like tslab's late errors → late-error; one that only mentions them → nothing", () => {
  assert.equal(judge(['UncaughtException: Error: x\n    at y']), [
    'late-error: an error that nothing waited for: UncaughtException: Error: x',
  ])
  assert.is(judge(['UnhandledPromiseRejection: 3\n', 'UncaughtException: 4\n']).length, 2)
  assert.equal(judge(['we speak of UncaughtException: here\n']), [])
})

const modules: [string, string[], number][] = [
  ['/** @module m */\nexport const x = 1', ['m.ts 1:2 - No.\n'], 1],
  ['// first\n/**\n * @module m\n */', ['1:2 - No.\n'], 1],
  ['/** @module m */', [], 0],
  ['/** @module m */', ['a warning\n'], 0],
  ['const s = "/** @module m */"', ['1:2 - looks like one\n'], 0],
  ['/** @browser */ x', [], 1],
  ['/* @browser */ x', [], 0],
]
for (const [source, stderr, count] of modules) {
  test(`answered ok: ${JSON.stringify(source)} with ${JSON.stringify(stderr)} → ${count} found`, () => {
    assert.is(judge(stderr, ok, source).length, count)
  })
}

test('500 messages since the start → suspect under a plain tslab, not under our launcher', () => {
  const plain = profileFor('tslab', false)
  assert.equal(judge([], ok, '1', ours, 500), [])
  assert.match(judge([], ok, '1', plain, 500)[0]!, /^output-lost: /)
  assert.equal(judge([], ok, '1', plain, 499), [])
  assert.equal(judge([], ok, '1', plain, 500, 1), [])
})

test('another kernel → by its reply, whatever it writes to stderr', () => {
  const standard = profileFor('ipython', false)
  assert.equal(judge(['UncaughtException: x'], ok, '1', standard), [])
  const error = reply({ status: 'error', ename: 'E', evalue: 'v', traceback: [] })
  assert.equal(judge([], error, '1', standard), ['cell-failed: the cell failed: E: v'])
})

test('input() that ipykernel refuses → asks for standard input', () => {
  const error = reply({ status: 'error', ename: 'StdinNotImplementedError', evalue: 'x', traceback: [] })
  assert.match(judge([], error, '1', profileFor('ipython', false))[0]!, /^stdin: /)
})

test('what the process itself wrote → its late errors, line by line', () => {
  assert.equal(ours.lateErrors('x\nUncaughtException: Error: a\n  at b\nUnhandledPromiseRejection: c\n'), [
    'an error that nothing waited for: UncaughtException: Error: a',
    'an error that nothing waited for: UnhandledPromiseRejection: c',
  ])
})

test('exit code that is not 0 after the last cell → a late error; ended by a signal, or another kernel → none', () => {
  assert.equal(ours.lateErrors('', { code: 1, signal: null }), ['its process ended with exit code 1'])
  assert.equal(ours.lateErrors('', { code: 0, signal: null }), [])
  assert.equal(ours.lateErrors('', { code: null, signal: 'SIGTERM' }), [])
  assert.equal(profileFor('ipython', false).lateErrors('', { code: 1, signal: null }), [])
})

test('sockets in the file system → for our tslab and for ipykernel; Deno, a plain tslab and strangers keep TCP', () => {
  const argv = (...words: string[]) => speaksIpc({ argv: words })
  assert.ok(argv('node', launcherFile(), '{connection_file}'))
  assert.ok(argv('/venv/bin/python', '-m', 'ipykernel_launcher', '-f', '{connection_file}'))
  assert.ok(argv('python', '-Xfrozen_modules=off', '-m', 'ipykernel', '-f', '{connection_file}'))
  assert.not(argv('deno', 'jupyter', '--kernel', '--conn', '{connection_file}'))
  assert.not(argv('tslab', 'kernel', '--config-path', '{connection_file}', '--other'))
  assert.not(argv('python', '-m', 'bash_kernel', '-f', '{connection_file}'))
})

test.run()
