import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type NotebookRun, type RunOptions, runNotebook } from '../../lib/run/index.ts'
import { surround } from '../helpers/environment.ts'
import { codeNotebook, input, kinds, readNotebook, statuses, streams } from '../helpers/runs.ts'

// A private folder for temporary files shows what is left in it.
const temporary = surround(test, (folder) => ({
  TMPDIR: folder,
  JUPYTER_PATH: input('jupyter'),
  ACKBOOK_TEST_MARK: join(folder, 'mark'),
  ACKBOOK_TEST_PIDS: join(folder, 'pids'),
  FORCE_COLOR: '1',
}))

type Action = [string, ...unknown[]]

function run(cells: readonly Action[][], options?: RunOptions, kernel = 'fake'): Promise<NotebookRun> {
  const sources = cells.map((cell) => JSON.stringify(cell))
  return runNotebook(codeNotebook(sources, kernel), input('by-protocol.ipynb'), { startTimeout: 60, ...options })
}

test('streams, a result, displays, an update from a later cell → outputs by nbformat', async () => {
  const { cells, findings } = await run([
    [
      ...(['a', 'b'] as const).map((text): Action => ['print', 'stdout', text]),
      ['comm'],
      ['display', { 'text/plain': 'old' }, 'd'],
      ['printForAnother', 'not ours'],
      ['result', { 'text/plain': '42' }],
      ['idleFirst'],
    ],
    [
      ['update', { 'text/plain': 'new' }, 'd'],
      ['print', 'stdout', 'gone'],
      ['clear', true],
      ['print', 'stderr', 'stays'],
      ['printAfterIdle', 'late'],
    ],
  ])
  assert.equal(findings, [])
  assert.equal(cells[0]!.outputs, [
    { output_type: 'stream', name: 'stdout', text: 'ab' },
    { output_type: 'display_data', data: { 'text/plain': 'new' }, metadata: {} },
    { output_type: 'execute_result', data: { 'text/plain': '42' }, metadata: {}, execution_count: 1 },
  ])
  assert.equal(cells[1]!.outputs, [
    { output_type: 'stream', name: 'stderr', text: 'stays' },
    { output_type: 'stream', name: 'stdout', text: 'late' },
  ])
  assert.equal(
    cells.map(({ executionCount }) => executionCount),
    [1, 2],
  )
})

test('an error by the protocol → an error output, a finding without colours, the rest not run', async () => {
  const result = await run([[['fail', 'ValueError', 'no']], []])
  assert.is(statuses(result), 'failed not-run')
  assert.equal(kinds(result), ['cell-failed 1', 'not-run 2'])
  assert.is(result.findings[0]!.message, 'the cell failed: ValueError: no')
  assert.is(result.findings[0]!.detail, 'ValueError: no')
  assert.is(result.cells[0]!.outputs[0]!.output_type, 'error')
})

const endings: [string, Action[], string, RegExp][] = [
  ['a reply of status "aborted"', [['answer', { status: 'aborted' }]], 'cell-aborted', /reply "aborted"/],
  ['a reply of no known status', [['answer', {}]], 'cell-failed', /answered ""/],
  ['a reply without idle', [['withoutIdle']], 'output-lost', /"idle"/],
  ['an input_request', [['ask'], ['wait']], 'stdin', /it was interrupted|standard input/],
  ['no end', [['wait']], 'timeout', /longer than 1 s; it was interrupted/],
  ['no end and no ear', [['busy']], 'timeout', /longer than 1 s; .*killed/],
  ['neither reply nor end', [['answer', null]], 'timeout', /longer than 1 s/],
  [
    'exit code 137',
    [
      ['print', 'stdout', 'x'],
      ['end', 137],
    ],
    'kernel-died',
    /exit code 137/,
  ],
]
let ended: Promise<NotebookRun>[] = []
test.before(() => {
  ended = endings.map(([, cell, kind]) => run([cell, []], kind === 'timeout' ? { timeout: 1 } : {}))
})
for (const [place, [title, , kind, says]] of endings.entries()) {
  test(`${title} → ${kind}`, async () => {
    const result = await ended[place]!
    assert.equal(kinds(result), [`${kind} 1`, 'not-run 2'])
    assert.is(statuses(result), 'failed not-run')
    assert.match(result.findings[0]!.message, says)
  })
}

test('a kernel that heeds an interrupt message only, though its spec names none → interrupted, not killed', async () => {
  const result = await run([[['ignoreSignals'], ['wait']]], { timeout: 1 }, 'fake-by-signal')
  assert.match(result.findings[0]!.message, /longer than 1 s; it was interrupted/)
})

test('a kernel that misses the first signal → interrupted by a second, not killed', async () => {
  const result = await run([[['waitForSecondSignal']]], { timeout: 1 }, 'fake-by-signal')
  assert.match(result.findings[0]!.message, /longer than 1 s; it was interrupted/)
})

test('a message with a wrong signature → dropped, and a finding', async () => {
  const result = await run([[['printForged', 'forged']]])
  assert.equal(result.cells[0]!.outputs, [])
  assert.equal(kinds(result), ['protocol'])
  assert.match(result.findings[0]!.detail!, /iopub: the signature is wrong/)
})

test('an Output widget → has what it captured, which the next cell sees; stored by the same ids each time', async () => {
  const state = { _model_module: '@jupyter-widgets/output', _model_name: 'OutputModel', msg_id: '', outputs: [] }
  const cells: Action[][] = [
    [
      ['widget', 'out', state],
      ['showWidget', 'out'],
      ['capture', 'out', true],
      ['print', 'stdout', 'in'],
      ['capture', 'out', false],
      ['print', 'stdout', 'outside'],
    ],
    [['printComms']],
  ]
  const [once, again] = [await run(cells), await run(cells)]
  assert.equal(once.findings, [])
  assert.equal(
    [once.cells.map(({ outputs }) => outputs), once.widgets],
    [again.cells.map(({ outputs }) => outputs), again.widgets],
  )
  const [id] = Object.keys(once.widgets!)
  const inside = [{ output_type: 'stream', name: 'stdout', text: 'in' }]
  assert.equal(once.cells[0]!.outputs, [
    {
      output_type: 'display_data',
      data: { 'application/vnd.jupyter.widget-view+json': { model_id: id } },
      metadata: {},
    },
    { output_type: 'stream', name: 'stdout', text: 'outside' },
  ])
  assert.equal(once.widgets![id!]!.state.outputs, inside)
  assert.equal(JSON.parse(streams(once.cells[1]!)), [
    { method: 'update', state: { outputs: inside }, buffer_paths: [] },
  ])
})

test('an error that an Output widget captures → cell-failed all the same', async () => {
  const state = { _model_module: '@jupyter-widgets/output', _model_name: 'OutputModel', msg_id: '', outputs: [] }
  const result = await run([
    [
      ['widget', 'out', state],
      ['capture', 'out', true],
      ['fail', 'ValueError', 'no'],
      ['answer', { status: 'ok' }],
      ['capture', 'out', false],
    ],
  ])
  assert.equal(kinds(result), ['cell-failed 1'])
  assert.match(result.findings[0]!.message, /shows an error, though the kernel answered "ok": ValueError: no/)
  assert.equal(result.cells[0]!.outputs, [])
})

test('a kernel like Deno → its late error belongs to the cell that left it; no output of it, no count changes', async () => {
  const left: Action[] = [
    ['print', 'stderr', 'x'],
    ['failLater', 'RangeError', 'late'],
  ]
  const result = await run([[['result', {}]], left, []], {}, 'fake-deno')
  assert.equal(kinds(result), ['late-error 2', 'not-run 3'])
  assert.is(result.findings[0]!.message, 'an error that nothing waited for: RangeError: late')
  assert.equal(
    result.cells.map(({ executionCount, outputs }) => [executionCount, outputs.map((output) => output.output_type)]),
    [
      [1, ['execute_result']],
      [2, ['stream', 'error']],
      [null, []],
    ],
  )
})

test('a kernel like Deno that does not take our listeners → works, and that is said', async () => {
  const said: string[] = []
  const { findings } = await run([[['result', {}]]], { say: (sentence) => said.push(sentence) }, 'fake-deno-refuses')
  assert.equal(findings, [])
  assert.equal(said, [
    'the kernel "fake-deno-refuses" did not take our listeners: an error that nothing waits for may go unseen',
  ])
})

test('a kernel like Deno, which a signal makes deaf → interrupted by a message at once', async () => {
  const result = await run([[['deafBySignal'], ['wait']]], { timeout: 1 }, 'fake-deno')
  assert.match(result.findings[0]!.message, /longer than 1 s; it was interrupted/)
})

test('a port was taken meanwhile → started again with others', async () => {
  const result = await run([[['result', {}]]], {}, 'port-taken')
  assert.equal(result.findings, [])
  assert.is(statuses(result), 'ok')
})

test('a colour forced on us → not forced on the kernel, which is told its parent', async () => {
  const { cells } = await run([[['environment', 'FORCE_COLOR']], [['environment', 'JPY_PARENT_PID']]])
  assert.equal(cells.map(streams), ['undefined', String(process.pid)])
})

const starts: [string, RegExp, RegExp?][] = [
  ['never-starts', /no-such-program cannot be started: .*ENOENT/],
  ['answers-nothing', /no answer within 1 s/],
  ['dies-at-start', /ended at once \(exit code 7\)/, /no licence/],
]
for (const [name, says, detail] of starts) {
  test(`${name} → kernel-start, and no cell counts as run`, async () => {
    const startTimeout = name === 'answers-nothing' ? 1 : 60
    const result = await runNotebook(readNotebook(name), input(`${name}.ipynb`), { startTimeout })
    assert.equal(kinds(result), ['kernel-start', 'not-run 1'])
    assert.is(statuses(result), 'not-run')
    assert.match(result.findings[0]!.message, says)
    if (detail) assert.match(result.findings[0]!.detail!, detail)
  })
}

test('an unknown kernel → rejects, naming --kernel and those found', async () => {
  const error = await runNotebook(readNotebook('unknown-kernel'), input('unknown-kernel.ipynb')).catch((error) => error)
  assert.is(error.name, 'UnknownKernelError')
  assert.match(error.message, /no kernel is named "no-such-kernel"; name one with --kernel: tslab, .*fake/)
})

test('nothing to execute → no kernel is started', async () => {
  const result = await runNotebook(codeNotebook(['', '# NBVAL_SKIP\n1'], 'never-starts'), input('x.ipynb'))
  assert.equal(result.findings, [])
  assert.is(statuses(result), 'skipped skipped')
})

test('skips what is tagged; events → kernel, then each cell that runs, with its place among the code cells', async () => {
  const seen: string[] = []
  const notebook = readNotebook('skips-what-is-tagged')
  notebook.cells[3]!.source = '[]'
  const run = await runNotebook(notebook, input('skips-what-is-tagged.ipynb'), {
    ...{ kernel: 'fake', startTimeout: 60 },
    onEvent: (event) => seen.push('ordinal' in event ? `${event.type} ${event.ordinal}/${event.count}` : event.type),
  })
  assert.is(statuses(run), 'skipped skipped skipped ok')
  assert.equal(run.findings, [])
  assert.equal(seen, ['kernel-starting', 'kernel-ready', 'cell-started 4/4', 'cell-finished 4/4', 'kernel-ending'])
})

test('aborted while a cell runs → rejects with the reason', async () => {
  const controller = new AbortController()
  const reason = new Error('stop')
  const onEvent: RunOptions['onEvent'] = ({ type }) => type === 'cell-started' && controller.abort(reason)
  const error = await run([[['wait']]], { signal: controller.signal, onEvent }).catch((error) => error)
  assert.is(error, reason)
})

test('after all these runs → no connection file is left', async () => {
  await Promise.all(ended)
  assert.equal(
    readdirSync(temporary).filter((name) => name.startsWith('ackbook-kernel-')),
    [],
  )
})

test.run()
