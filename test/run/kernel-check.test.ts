import { mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chooseKernel } from '../../lib/kernel/index.ts'
import { checkKernel, type KernelCheck, type KernelSnippets, snippetNames } from '../../lib/run/index.ts'
import { snippetsFor } from '../../lib/run/kernel-snippets.ts'
import { surround } from '../helpers/environment.ts'
import { codeNotebook, input } from '../helpers/runs.ts'

const temporary = surround(test, (folder) => ({
  TMPDIR: folder,
  JUPYTER_PATH: input('jupyter'),
  ACKBOOK_TEST_PIDS: join(folder, 'pids'),
}))

type Action = [string, ...unknown[]]

const actions = (...all: Action[]) => JSON.stringify(all)
const good: KernelSnippets = {
  stdout: actions(['print', 'stdout', 'ackbook']),
  stderr: actions(['print', 'stderr', 'ackbook']),
  result: actions(['result', { 'text/plain': '42' }]),
  display: actions(['display', { 'text/plain': 'ackbook' }]),
  update: actions(['display', { 'text/plain': 'before' }, 'd'], ['update', { 'text/plain': 'ackbook' }, 'd']),
  clear: actions(['print', 'stdout', 'before'], ['clear', false], ['print', 'stdout', 'ackbook']),
  error: actions(['fail', 'Error', 'ackbook']),
  late: actions(['printAfterIdle', 'ackbook']),
  lateError: actions(['failLater', 'Error', 'ackbook']),
  input: actions(['ask'], ['wait']),
  past: actions(['writePast', 'ackbook\n']),
  loop: actions(['wait']),
  wait: actions(['ignoreSignals'], ['wait']),
}

async function checks(own: KernelSnippets, kernel = 'fake', signal?: AbortSignal): Promise<KernelCheck[]> {
  const choice = await chooseKernel(codeNotebook([], kernel), input('x.ipynb'))
  const all: KernelCheck[] = []
  const cwd = mkdtempSync(join(temporary, 'work-'))
  const options = { cwd, own, say: () => {}, ...(signal && { signal }) }
  for await (const each of checkKernel(choice, options)) all.push(each)
  return all
}

const signs = { yes: '✓', no: '✗', untried: '–' }
const told = (all: readonly KernelCheck[]) =>
  Object.fromEntries(all.map(({ what, does, says }) => [what, `${signs[does]} ${says}`]))

test('a kernel that does it all → each thing, needed ones among them', async () => {
  const all = await checks(good, 'fake-deno')
  const said = told(all)
  const lacking = all.filter(({ does }) => does !== 'yes').map(({ what }) => what)
  // It answers these without content; and it does not know these names.
  assert.equal(
    lacking.filter((what) => what !== 'files'),
    ['comm_info', 'completion', 'inspection', 'is_complete'],
  )
  assert.equal(
    all.filter(({ isNeeded }) => isNeeded).map(({ what }) => what),
    ['start', 'idle', 'stdout', 'error'],
  )
  assert.match(said.profile!, /^✓ deno: /)
  assert.match(said.transport!, /^✓ TCP /)
  assert.match(said.kernel_info!, /^✓ protocol 5\.4/)
  assert.match(said.error!, /^✓ .*answered "error", by an error message/)
  assert.match(said['late error']!, /^✓ .*fails its cell/)
  assert.match(said['standard input']!, /^✓ .*fails at once/)
  assert.match(said['interrupt of a loop']!, /^✓ by a message, after \d+ ms/)
  assert.match(said.end!, /^✓ when it is asked to/)
})

test('a kernel that does hardly anything → what each lack means', async () => {
  const silence = Object.fromEntries(Object.keys(good).map((name) => [name, actions()])) as KernelSnippets
  const all = await checks({ ...silence, loop: actions(['busy']), result: actions(['print', 'stdout', '42']) })
  const said = told(all)
  for (const what of ['stdout', 'stderr', 'execute_result', 'display_data', 'clear_output', 'error', 'late output']) {
    assert.match(said[what]!, /^✗ /, what)
  }
  assert.match(said.execute_result!, /is printed instead/)
  assert.match(said.error!, /answered "ok", and nothing else tells: it would pass/)
  assert.match(said['late error']!, /passes unseen/)
  assert.match(said['standard input']!, /goes on without it/)
  assert.match(said['interrupt of a loop']!, /^✗ is not heeded/)
  // Killed by that, it was started again.
  assert.match(said.end!, /^✓ /)
})

test('a language without sources → what needs none is tried, the rest is not', async () => {
  const said = told(await checks({ stdout: good.stdout! }))
  assert.match(said.stdout!, /^✓ /)
  assert.is(said.error, '– no source for it in "actions": --source FILE has it')
  assert.match(said.idle!, /^✓ /)
})

test('a kernel that does not start → that, and no more', async () => {
  const all = await checks({}, 'dies-at-start')
  assert.equal(
    all.map(({ what, does, isNeeded }) => [what, does, isNeeded]),
    [['start', 'no', true]],
  )
  assert.match(all[0]!.says, /ended at once \(exit code 7\): no licence/)
})

test('aborted in the middle of a trial → rejects with the reason; neither process nor connection file is left', async () => {
  const controller = new AbortController()
  const reason = new Error('stop')
  const choice = await chooseKernel(codeNotebook([], 'fake'), input('x.ipynb'))
  const own = { stdout: actions(['print', 'stdout', 'ackbook']), error: actions(['busy']) }
  const options = { cwd: temporary, own, signal: controller.signal }
  const until = async () => {
    for await (const { what } of checkKernel(choice, options)) {
      // What comes next never ends.
      if (what === 'clear_output') setTimeout(() => controller.abort(reason), 200)
    }
  }
  assert.is(await until().catch((error) => error), reason)
  assert.equal(
    readdirSync(temporary).filter((name) => name.startsWith('ackbook-kernel-')),
    [],
  )
})

test('sources of ours → by profile, else by language; each has what is needed', () => {
  for (const [profile, language] of [
    ['deno', 'typescript'],
    ['tslab', 'typescript'],
    ['plain tslab', 'javascript'],
    ['python', 'python'],
    ['standard', 'Python'],
    ['standard', 'javascript'],
  ] as const) {
    const found = snippetsFor(profile, language)!
    assert.ok(found.stdout && found.error && found.loop, `${profile} ${language}`)
    assert.ok(Object.keys(found).every((name) => (snippetNames as readonly string[]).includes(name)))
  }
  for (const name of ['rust', 'constructor', '']) assert.is(snippetsFor('standard', name), undefined)
})

test.run()
