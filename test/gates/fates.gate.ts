/**
 * What becomes of a notebook and of its cells, in every way that a run can end, on tslab's kernel: those that are told from a
 * neighbour in `test/run/tslab.test.ts` by the cause alone, and those that take long.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { ErrorOutput } from '../../lib/notebook/types.ts'
import { surround } from '../helpers/environment.ts'
import { testFates } from '../helpers/fates.ts'
import { input, streams } from '../helpers/runs.ts'

const test = suite('fates')
surround(test, () => ({ JUPYTER_PATH: input('jupyter') }))

const runOf = testFates(test, {
  'cell-does-not-compile': [
    'failed not-run',
    ['cell-failed 1', 'not-run 2'],
    /CompileError: Type 'string' is not assignable/,
  ],
  'module-does-not-compile': [
    'failed not-run',
    ['cell-failed 1', 'not-run 2'],
    /CompileError: typed\.ts Type 'string'/,
  ],
  'browser-cell-never-runs': ['failed not-run', ['not-run 1', 'not-run 2'], /marked @browser/],
  'late-throw-in-timer': ['ok failed', ['late-error 2'], /that nothing waited for: Error: late/],
  'sets-exit-code': ['failed', ['late-error 1'], /after the cell had ended, its process ended with exit code 1$/],
  'process-aborts': ['failed not-run', ['kernel-died 1', 'not-run 2'], /\(killed by SIGABRT\)/],
  'loop-in-timer-is-killed': [
    'failed not-run',
    ['timeout 1', 'not-run 2'],
    /longer than 1 s; .* the kernel was killed/,
  ],
  'fails-and-waits': [
    'failed not-run',
    ['late-error 1', 'timeout 1', 'not-run 2'],
    /that nothing waited for: Error: nobody will answer/,
  ],
  'awaits-forever': ['failed not-run', ['timeout 1', 'not-run 2'], /longer than 1 s/],
  'reads-stdin-at-once': ['failed not-run', ['stdin 1', 'not-run 2'], /asks for standard input/],
  'raises-something-else': [
    'failed not-run',
    ['cell-failed 1', 'not-run 2'],
    /not with what it must fail with, "TypeError"/,
  ],
  'does-not-raise': ['failed not-run', ['no-exception 1', 'not-run 2'], /must fail, and it did not/],
  'allows-errors': ['ok ok', []],
  '50mb-output': ['failed not-run', ['output-too-large 1', 'not-run 2'], /more than 32 MiB/],
  'output-lost': ['failed not-run', ['output-lost 1', 'not-run 2'], /the "idle" that ends its output never came/],
  'output-lost-in-silence': ['failed not-run', ['output-lost 1', 'not-run 2'], /drops output in silence/],
})

test('a kernel killed by SIGABRT that says nothing of memory → nor does the remedy', async () => {
  assert.not.match((await runOf('process-aborts')).findings[0]!.remedy!, /memory/)
})

test('another error than the cell must fail with → what it must be is to be changed, not to be tagged', async () => {
  const { findings } = await runOf('raises-something-else')
  assert.match(findings[0]!.remedy ?? '', /^see why it fails otherwise, or change "raises"/)
})

test('50 MB in one line → 32 MiB of it are kept', async () => {
  assert.is(streams((await runOf('50mb-output')).cells[0]!).length, 32 * 2 ** 20)
})

test('errors that the notebook allows → stay in the outputs, as errors', async () => {
  const [output] = (await runOf('allows-errors')).cells[0]!.outputs as [ErrorOutput]
  assert.equal([output.output_type, output.evalue], ['error', 'allowed'])
})

test.run()
