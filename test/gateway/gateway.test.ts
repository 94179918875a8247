/** Kernels on a gateway that the tests have in their hands: verdicts, connections that are lost, and nothing left. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type NotebookRun, type RunOptions, runNotebook } from '../../lib/run/index.ts'
import { surround } from '../helpers/environment.ts'
import { type FakeGateway, type GatewayManners, withFakeGateway } from '../helpers/fake-gateway.ts'
import { codeNotebook, kinds, statuses, streams } from '../helpers/runs.ts'

const test = suite('gateway')
surround(test, () => ({ JUPYTER_TOKEN: 'sesame' }))

type Action = [string, unknown?]

/** What comes of cells, and what the gateway has then. */
async function run(
  cells: readonly Action[][],
  options: RunOptions = {},
  manners: GatewayManners = {},
  look: (gateway: FakeGateway) => void = () => {},
): Promise<NotebookRun> {
  let done: NotebookRun | undefined
  await withFakeGateway({ token: 'sesame', ...manners }, async (gateway) => {
    const sources = cells.map((cell) => JSON.stringify(cell))
    const place = { url: gateway.url, root: '/project' }
    done = await runNotebook(codeNotebook(sources, 'fake'), '/project/n/a.ipynb', { gateway: place, ...options })
    look(gateway)
    assert.equal([...gateway.kernels.keys()], [], 'no kernel is left')
  })
  return done!
}

test('cells that print and fail → outputs and findings as here; the token in a header alone, the path from the root', async () => {
  const asked: unknown[] = []
  const result = await run(
    [
      [['print', 'a']],
      [
        ['print', 'b'],
        ['fail', 'ValueError'],
      ],
      [],
    ],
    {},
    {},
    (gateway) => {
      asked.push(...gateway.started)
      assert.ok(gateway.heard.length > 4)
      for (const { request, authorization } of gateway.heard) {
        assert.is(authorization, 'token sesame', request)
        assert.not.match(request, /sesame/)
      }
    },
  )
  assert.equal(asked, [{ name: 'fake', path: 'n/a.ipynb' }])
  assert.is(statuses(result), 'ok failed not-run')
  assert.equal(kinds(result), ['cell-failed 2', 'not-run 3'])
  assert.is(streams(result.cells[0]!), 'a')
})

for (const [title, cell] of [
  ['cut', [['print', 'a'], ['drop'], ['print', 'b'], ['foreign'], ['print', 'c']]],
  ['closed in due form', [['print', 'a'], ['close', 1001], ['print', 'b'], ['foreign'], ['print', 'c']]],
] as const) {
  test(`the connection is ${title} in a cell and all comes later → it comes again, and the verdict stands`, async () => {
    const result = await run([cell as unknown as Action[], [['print', 'd']]])
    assert.equal(result.findings, [])
    assert.equal(result.cells.map(streams), ['abc', 'd'])
  })
}

test('a message was lost with the connection → a finding, though the cell was answered', async () => {
  const result = await run([
    [
      ['print', 'a'],
      ['lose', 'b'],
      ['print', 'c'],
    ],
    [],
  ])
  assert.equal(kinds(result), ['connection-lost 1', 'not-run 2'])
  assert.match(result.findings[0]!.message, /lost for a moment, and 1 message of what it sent meanwhile did not come$/)
})

test('a kernel that numbers nothing, and a connection that was lost → a finding: it cannot be known', async () => {
  const result = await run([[['print', 'a'], ['drop'], ['print', 'b']]], {}, { isNumbered: false })
  assert.equal(kinds(result), ['connection-lost 1'])
  assert.match(result.findings[0]!.message, /cannot be known$/)
})

test('the answer to a cell was lost with the connection → a finding, and no hang', async () => {
  const result = await run([[['loseReply']], []], { timeout: Number.POSITIVE_INFINITY })
  assert.equal(kinds(result), ['connection-lost 1', 'not-run 2'])
  assert.match(result.findings[0]!.message, /the answer to it was lost on the way/)
})

test('a number is missing, and the connection was never lost → nobody doubts', async () => {
  const result = await run([[['foreign'], ['print', 'a']]])
  assert.equal(result.findings, [])
})

for (const [title, cell, why] of [
  ['the gateway tells that it starts it anew', [['restart']], /the gateway says: restarting/],
  ['it was started anew without a word', [['restartInSilence']], /it was started anew/],
  ['the gateway has it no more', [['vanish']], /does not have it any more/],
] as const) {
  test(`a kernel that ended: ${title} → a finding at once`, async () => {
    const result = await run([cell as unknown as Action[], []], { timeout: Number.POSITIVE_INFINITY })
    assert.equal(kinds(result), ['kernel-died 1', 'not-run 2'])
    assert.match(result.findings[0]!.message, why)
  })
}

test('the gateway leaves out what comes too fast → a finding, though the cell was answered', async () => {
  const result = await run([[['print', 'a'], ['limit']]])
  assert.equal(kinds(result), ['output-lost 1'])
})

test('a cell that takes too long → interrupted by the gateway', async () => {
  const heard: string[] = []
  const result = await run([[['wait']], []], { timeout: 0.05 }, {}, (gateway) =>
    heard.push(...gateway.heard.map(({ request }) => request.split('?')[0]!)),
  )
  assert.equal(kinds(result), ['timeout 1', 'not-run 2'])
  assert.match(result.findings[0]!.message, /it was interrupted$/)
  assert.ok(heard.some((request) => /^POST .*\/interrupt$/.test(request)))
})

test('a cell that asks for input → refused', async () => {
  assert.equal(kinds(await run([[['ask']], []])), ['stdin 1', 'not-run 2'])
})

test('what is no message → dropped, counted, and nothing breaks', async () => {
  const result = await run([[['junk'], ['print', 'a']]])
  assert.equal(kinds(result), ['protocol'])
  assert.is(streams(result.cells[0]!), 'a')
})

test('a DELETE that is refused while a kernel is started anew → said again until it is gone', async () => {
  let asked = 0
  await run([[['print', 'a']]], {}, { refusals: 2 }, ({ heard }) => {
    asked = heard.filter(({ request }) => request.startsWith('DELETE')).length
  })
  assert.is(asked, 3)
})

test('aborted while a cell runs → rejected by the reason, and no kernel is left', async () => {
  const abort = new AbortController()
  const onEvent: RunOptions['onEvent'] = ({ type }) => {
    if (type === 'cell-started') abort.abort(new Error('enough'))
  }
  await withFakeGateway({}, async ({ url, kernels }) => {
    const options = { gateway: { url, root: '/' }, signal: abort.signal, onEvent }
    const running = runNotebook(codeNotebook(['[["wait"]]'], 'fake'), '/a.ipynb', options)
    await running.then(
      () => assert.unreachable(),
      (error: Error) => assert.is(error.message, 'enough'),
    )
    assert.is(kernels.size, 0)
  })
})

test('a kernel that says nothing → not started, in time, and none is left', async () => {
  const result = await run([[]], { startTimeout: 0.5 }, { isMute: true })
  assert.equal(kinds(result), ['kernel-start', 'not-run 1'])
})

test('nothing of the package is printed, whatever happens to a connection', async () => {
  const said: unknown[] = []
  const streams = [process.stdout, process.stderr]
  const before = streams.map((stream) => stream.write)
  for (const stream of streams) stream.write = (text: unknown) => said.push(text) > 0
  try {
    await run([[['drop'], ['print', 'a']], [['restart']]])
  } finally {
    for (const [at, stream] of streams.entries()) stream.write = before[at]!
  }
  assert.equal(said, [])
})

test.run()
