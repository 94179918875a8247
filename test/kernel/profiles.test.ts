import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Message } from '../../lib/kernel/message.ts'
import { profileFor, type ShownError, speaksIpc, wordsFor } from '../../lib/kernel/profiles.ts'
import { launcherFile } from '../../lib/kernel/tslab.ts'

const reply = (content: Record<string, unknown>) => ({ content }) as unknown as Message
const ok = reply({ status: 'ok' })
const failed = reply({ status: 'error' })
const ours = profileFor('tslab', ['node', '/our/launcher.js'], '/our/launcher.js')
const plain = profileFor('tslab', ['tslab', 'kernel'], '/our/launcher.js')
const standard = profileFor('ipython', ['/usr/bin/python3', '-m', 'ipykernel_launcher'], '/our/launcher.js')
interface Evidence {
  stderr?: string[]
  errors?: ShownError[]
  answer?: Message
  source?: string
  published?: number
  messages?: number
}
const judge = (
  profile: typeof ours,
  { stderr = [], errors = [], answer = ok, source = '1', published = 0, messages = 2 }: Evidence,
) =>
  profile
    .judge({ source, reply: answer, stderr, errors, messages, published })
    .map(({ kind, message }) => `${kind}: ${message}`)
const shown = (evalue: string, isLate = false, ename = 'Error'): ShownError => ({
  ...{ ename, evalue, isLate, traceback: [] },
})

test('a plain tslab fails → what it says on stderr, from the line that names the error', () => {
  const says = (stderr: string[]) => judge(plain, { stderr, answer: failed })
  assert.equal(says(['Error: boom\n    at x']), ['cell-failed: the cell failed: Error: boom'])
  const decorated = 'evalmachine.<anonymous>:2\nthrow new Error("boom");\n^\n\nError: boom\n    at x'
  assert.equal(says(['a warning\n', decorated]), ['cell-failed: the cell failed: Error: boom'])
  assert.equal(says(["1:7 - No 'x'.\n", "2:1 - No 'y'.\n"]), ["cell-failed: the cell failed: 1:7 - No 'x'."])
  assert.equal(says([]), ['cell-failed: the cell failed, and the kernel did not say why'])
})

test('tslab refuses: "abort", and "aborted" of the protocol → cell-aborted', () => {
  for (const status of ['abort', 'aborted']) {
    assert.equal(judge(plain, { answer: reply({ status }) }), [
      `cell-aborted: the kernel refused to run the cell (reply "${status}")`,
    ])
  }
})

test("a message that begins like a plain tslab's late errors → late-error; one that only mentions them → nothing", () => {
  assert.equal(judge(plain, { stderr: ['UncaughtException: Error: x\n    at y'] }), [
    'late-error: an error that nothing waited for: UncaughtException: Error: x',
  ])
  assert.is(judge(plain, { stderr: ['UnhandledPromiseRejection: 3\n', 'UncaughtException: 4\n'] }).length, 2)
  assert.equal(judge(plain, { stderr: ['we speak of UncaughtException: here\n'] }), [])
})

test('text on stderr that looks like a late error, from our own tslab or another kernel → nothing', () => {
  for (const profile of [ours, standard]) {
    assert.equal(judge(profile, { stderr: ['UncaughtException: Error: x\n', 'UnhandledPromiseRejection: 3\n'] }), [])
  }
})

test('an error shown under an "ok" → cell-failed; one that nothing waited for → late-error', () => {
  for (const profile of [ours, standard]) {
    assert.equal(judge(profile, { errors: [shown('no')] }), [
      'cell-failed: the cell shows an error, though the kernel answered "ok": Error: no',
    ])
    assert.equal(judge(profile, { errors: [shown('no', true)] }), [
      'late-error: an error that nothing waited for: Error: no',
    ])
  }
})

test('a reply of "error" → told once, with the place that its message has; what nothing waited for besides', () => {
  const at = { request: 'r', line: 2, column: 3 }
  const answer = reply({ status: 'error', ename: 'Error', evalue: 'no', traceback: ['a', 'b'] })
  assert.equal(
    ours.judge({ source: '', reply: answer, stderr: [], errors: [{ ...shown('no'), at }], messages: 1, published: 1 }),
    [{ kind: 'cell-failed', message: 'the cell failed: Error: no', error: 'Error: no', detail: 'a\nb', at }],
  )
  assert.equal(judge(ours, { answer, errors: [shown('late', true), shown('no')] }), [
    'cell-failed: the cell failed: Error: no',
    'late-error: an error that nothing waited for: Error: late',
  ])
  assert.equal(judge(ours, { answer, errors: [shown('no', true)] }), [
    'late-error: an error that nothing waited for: Error: no',
  ])
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
  test(`a plain tslab answered ok: ${JSON.stringify(source)} with ${JSON.stringify(stderr)} → ${count} found`, () => {
    assert.is(judge(plain, { stderr, source }).length, count)
  })
}

test('our own tslab: a cell marked @browser → not run', () => {
  assert.match(judge(ours, { source: '/** @browser */ x' })[0]!, /^not-run: /)
})

test('500 messages since the start → suspect under a plain tslab, not under our launcher', () => {
  assert.equal(judge(ours, { published: 500 }), [])
  assert.match(judge(plain, { published: 500 })[0]!, /^output-lost: /)
  assert.equal(judge(plain, { published: 499 }), [])
  assert.equal(judge(plain, { published: 500, messages: 1 }), [])
})

test('what a process writes past its kernel → output, but for the log of another kernel and what Python hands on', () => {
  const captures = (implementation: string, program: string) => profileFor(implementation, [program], '').captures
  assert.equal([ours.captures, plain.captures], [['stdout', 'stderr'], ['stdout']])
  assert.equal(captures('deno', '/opt/deno'), ['stdout'])
  for (const program of ['python', '/opt/bin/python3.11', 'ipykernel']) assert.equal(captures('bash', program), [])
  assert.equal(captures('ipython', '/opt/start-it'), [])
})

test('another kernel → by its reply', () => {
  const error = reply({ status: 'error', ename: 'E', evalue: 'v', traceback: [] })
  assert.equal(judge(standard, { answer: error }), ['cell-failed: the cell failed: E: v'])
})

test('input() that ipykernel refuses → asks for standard input', () => {
  const error = reply({ status: 'error', ename: 'StdinNotImplementedError', evalue: 'x', traceback: [] })
  assert.match(judge(standard, { answer: error })[0]!, /^stdin: /)
  assert.match(judge(ours, { errors: [shown('x', true, 'StdinNotImplementedError')] })[0]!, /^stdin: /)
})

test('the same error many times → once, with how often it came; another beside it', () => {
  const again = Array.from({ length: 57 }, () => shown('again', true))
  assert.equal(judge(ours, { errors: [...again, shown('other', true)] }), [
    'late-error: an error that nothing waited for, 57 times: Error: again',
    'late-error: an error that nothing waited for: Error: other',
  ])
})

test('what the process of a plain tslab wrote → its late errors, line by line; of another → none', () => {
  assert.equal(ours.lateErrors('UncaughtException: Error: a\n'), [])
  assert.equal(plain.lateErrors('x\nUncaughtException: Error: a\n  at b\nUnhandledPromiseRejection: c\n'), [
    'an error that nothing waited for: UncaughtException: Error: a',
    'an error that nothing waited for: UnhandledPromiseRejection: c',
  ])
})

test('exit code that is not 0 after the last cell → a late error; ended by a signal, or another kernel → none', () => {
  assert.equal(ours.lateErrors('', { code: 1, signal: null }), ['its process ended with exit code 1'])
  assert.equal(ours.lateErrors('', { code: 0, signal: null }), [])
  assert.equal(ours.lateErrors('', { code: null, signal: 'SIGTERM' }), [])
  assert.equal(standard.lateErrors('', { code: 1, signal: null }), [])
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

test("Deno → interrupted by a message, for a signal makes it deaf; listens for what it would not tell; ipykernel's way is its spec's", () => {
  const { interruptMode, listening, name } = profileFor('Deno kernel', ['/opt/deno', 'jupyter'], '')
  assert.equal([name, interruptMode, listening !== undefined], ['deno', 'message', true])
  assert.equal([standard.interruptMode, standard.listening], [undefined, undefined])
})

test('ipykernel → keeps its history in memory; others get no word of ours', () => {
  assert.equal(wordsFor({ argv: ['python', '-m', 'ipykernel_launcher', '-f', '{connection_file}'] }), [
    '--HistoryManager.hist_file=:memory:',
  ])
  assert.equal(wordsFor({ argv: ['python', '-m', 'bash_kernel', '-f', '{connection_file}'] }), [])
})

test('an ipykernel whose spec says where its history goes → is left to that', () => {
  const own = '--HistoryManager.hist_file=/own/history.sqlite'
  assert.equal(wordsFor({ argv: ['python', '-m', 'ipykernel_launcher', '-f', '{connection_file}', own] }), [])
})

test.run()
