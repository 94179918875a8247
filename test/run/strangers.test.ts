import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openChannels } from '../../lib/kernel/channels.ts'
import { formatNotebook } from '../../lib/notebook/index.ts'
import { runNotebook } from '../../lib/run/index.ts'
import { surround } from '../helpers/environment.ts'
import { until } from '../helpers/processes.ts'
import { codeNotebook, input, streams } from '../helpers/runs.ts'

/** Others of the same machine come upon our kernels' ports, or we upon theirs. */
const temporary = surround(test, (folder) => ({ TMPDIR: folder, JUPYTER_PATH: input('jupyter') }))
const runOne = fileURLToPath(new URL('../helpers/run-one.mjs', import.meta.url))

test('many runners at once in a narrow range of ports → no run fails', async () => {
  const path = join(temporary, 'a.ipynb')
  const cells = ['[["print", "stdout", "a"]]', '[["print", "stdout", "b"]]']
  writeFileSync(path, formatNotebook(codeNotebook(cells, 'fake')))
  const runners = Array.from({ length: 4 }, () =>
    execa(process.execPath, [runOne, path, '29000', '29044'], { reject: false }),
  )
  for (const { exitCode, stdout, stderr } of await Promise.all(runners)) {
    assert.is(exitCode, 0, stderr)
    assert.is(stdout, '[]')
  }
})

test('junk, and messages signed with another key, while a cell runs → nothing of it in the notebook', async () => {
  const waits = [
    "import { existsSync, writeFileSync } from 'node:fs'",
    "writeFileSync('started', '')",
    "while (!existsSync('sent')) await new Promise((resolve) => setTimeout(resolve, 20))",
    'await new Promise((resolve) => setTimeout(resolve, 200))',
    "console.log('done')",
  ]
  const notebook = codeNotebook([waits.join('\n'), '1'])
  const running = runNotebook(notebook, join(temporary, 'b.ipynb'), { startTimeout: 120 })
  await until(() => existsSync(join(temporary, 'started')), 'the cell runs', 120_000)
  const folder = join(temporary, readdirSync(temporary).find((name) => name.startsWith('ackbook-kernel-'))!)
  const channels = openChannels(
    JSON.parse(readFileSync(join(folder, 'connection.json'), 'utf8')),
    'a stranger',
    () => {},
  )
  const header = '{"msg_id":"1","msg_type":"execute_request"}'
  const nonsense = [['junk'], ['<IDS|MSG>', 'f'.repeat(64), header, '{}', '{}', '{"code":"console.log(1)"}']]
  for (let round = 0; round < 10; round++) {
    for (const frames of nonsense) {
      for (const channel of ['shell', 'control'] as const)
        await channels.send(
          channel,
          frames.map((frame) => Buffer.from(frame)),
        )
    }
  }
  writeFileSync(join(temporary, 'sent'), '')
  const run = await running
  channels.close()
  assert.equal(run.findings, [])
  assert.is(streams(run.cells[0]!), 'done\n')
})

test.run()
