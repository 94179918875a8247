/**
 * Kernels on a real Jupyter Server: the verdicts and outputs of kernels here, nothing left running however it ends, and a connection
 * that is cut. Without Jupyter it is skipped by name, and fails in CI.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Io, processIo, verifyNotebooks } from '../../lib/cli/index.ts'
import { type Notebook, parseNotebook } from '../../lib/notebook/index.ts'
import { type NotebookRun, type RunOptions, runNotebook } from '../../lib/run/index.ts'
import { drawnFrom, seedFrom } from '../helpers/draws.ts'
import { hasJupyter } from '../helpers/jupyter.ts'
import { type JupyterServer, serverToken, startJupyterServer, withBetween } from '../helpers/jupyter-server.ts'
import { until } from '../helpers/processes.ts'
import { codeNotebook, kinds, streams } from '../helpers/runs.ts'
import { verdictCases } from '../helpers/verdicts.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const bin = join(root, 'lib', 'ackbook.js')
const gate = suite('gateway')
const folders: string[] = []
const seed = seedFrom('GATEWAY_SEED')

/** What only the process of a kernel tells, or what is done with it when it is ours; no message tells it. */
const ofTheProcess = new Set([
  ...['0/child-prints-in-its-cell', '0/warning-of-node', '0/python-leaves-no-history'],
  ...['1/child-floods-past-the-notebook', '1/child-prints-after-the-last-cell', '1/child-prints-past-the-notebook'],
  ...['1/detached-child-in-an-environment-of-its-own', '1/detached-child-outlives-the-notebook'],
  ...['1/exit-code-of-the-process', '1/grandchild-outlives-the-notebook', '1/native-code-prints'],
  ...['1/python-child-outlives-the-notebook', '1/write-sync-past-the-notebook'],
])
const lessons = ['2.0.1-handshake-and-close.ipynb', '2.0.2-flow-control.ipynb', '2.0.4-segmentation.ipynb']

if (!hasJupyter('jupyter-server') && !process.env.CI) {
  process.stdout.write('skipped: Jupyter is not on the PATH (kernels on a Jupyter Server)\n')
  gate.skip('kernels on a Jupyter Server')
} else {
  let shared: JupyterServer
  gate.before(async () => {
    process.env.JUPYTER_TOKEN = serverToken
    shared = await start()
  })
  gate.after(async () => {
    await shared.end()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })
  /** One for all: what one of them leaves the next finds. */
  const withServer = (body: (server: JupyterServer) => Promise<void>) => body(shared)

  gate('lessons, here and there → the same outputs, verified', () =>
    withServer(async ({ url, kernels }) => {
      for (const name of lessons) {
        const path = join(root, 'notebooks', name)
        const notebook = parseNotebook(readFileSync(path, 'utf8'), path)
        const here = await runNotebook(notebook, path)
        const there = await runNotebook(notebook, path, { gateway: { url, root } })
        assert.equal(there.findings, [], name)
        assert.equal(outputsOf(there), outputsOf(here), name)
      }
      assert.equal(await kernels(), [])
      const verified = await verify(
        lessons.map((name) => join(root, 'notebooks', name)),
        url,
      )
      assert.equal([...verified.values()], [0, 0, 0])
      assert.equal(await kernels(), [])
    }),
  )

  gate(`notebooks of test/input/verdicts, drawn by GATEWAY_SEED=${seed} → the exit codes that they have here`, () =>
    withServer(async ({ url, kernels }) => {
      const possible = verdictCases().filter(({ kernel, name }) => kernel !== 'deno' && !ofTheProcess.has(name))
      const cases = drawnFrom(possible, 5, seed)
      const codes = await verify(
        cases.map(({ path }) => path),
        url,
      )
      const others = cases.flatMap(({ path, code, name }) =>
        codes.get(path) === code ? [] : `${name} came out with ${codes.get(path)}`,
      )
      assert.equal(others, [])
      assert.equal(await kernels(), [])
    }),
  )

  const faults: [title: string, kernel: string, cells: string[], expected: RegExp, timeout?: number][] = [
    ['a cell that ends its process', 'python3', ['import os; os._exit(3)'], /^kernel-died 1,not-run 2$/],
    [
      'a cell of ours that ends its process',
      'tslab',
      ['process.kill(process.pid, "SIGKILL")'],
      /^kernel-died 1,not-run 2$/,
    ],
    ['a cell that takes too long', 'python3', ['import time; time.sleep(60)'], /^timeout 1,not-run 2$/, 1],
    ['a cell that heeds nothing', 'tslab', ['for (;;) {}'], /^timeout 1,not-run 2$/, 2],
    ['a cell that asks for input', 'python3', ['input("name")'], /^stdin 1,not-run 2$/],
    [
      'more output than the server hands on',
      'python3',
      ['print("x" * 4_000_000)\nprint("y" * 100)'],
      /^output-lost 1,not-run 2$/,
    ],
    [
      'a rejection that nobody awaited',
      'tslab',
      ['void Promise.reject(new Error("lost"))'],
      /^late-error 1(,not-run 2)?$/,
    ],
  ]
  for (const [title, kernel, cells, expected, timeout] of faults) {
    gate(`${title} → ${expected.source}; no kernel is left`, () =>
      withServer(async ({ url, kernels }) => {
        const run = await inFolder(codeNotebook([...cells, '1'], kernel), url, timeout === undefined ? {} : { timeout })
        assert.match(kinds(run).join(), expected)
        assert.equal(await kernels(), [])
      }),
    )
  }

  gate('the connection is cut while a cell prints → it comes again, and all is there', () =>
    withServer(({ url, kernels }) =>
      withBetween(url, async (between) => {
        for (const [kernel, source, last] of [
          ['python3', 'import time\nfor i in range(40):\n  print(i, flush=True); time.sleep(0.1)', '39\n'],
          [
            'tslab',
            'for (let i = 0; i < 40; i++) { console.log(i); await new Promise((go) => setTimeout(go, 100)) }',
            '39\n',
          ],
        ] as const) {
          const run = await inFolder(codeNotebook([source, '1'], kernel), between.url, {
            onEvent: ({ type }) => {
              if (type === 'cell-started') setTimeout(between.cut, 1500)
            },
          })
          // What lay in the socket when it was cut is gone: that is found too, and never a pass.
          if (run.findings.length > 0) assert.match(kinds(run)[0]!, /^connection-lost /)
          else assert.ok(streams(run.cells[0]!) === numbers(40) && streams(run.cells[0]!).endsWith(last))
        }
        assert.equal(await kernels(), [])
      }),
    ),
  )

  gate('the server is killed while a cell runs → a finding, in time', async () => {
    const { url, kill, end } = await start()
    try {
      const run = await inFolder(codeNotebook(['import time; time.sleep(300)', '1'], 'python3'), url, {
        timeout: 200,
        onEvent: ({ type }) => {
          if (type === 'cell-started') setTimeout(kill, 500)
        },
        say: () => {},
      })
      assert.equal(kinds(run), ['connection-lost 1', 'not-run 2'])
    } finally {
      await end()
    }
  })

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    gate(`${signal} while a cell runs → 130, and no kernel is left`, () =>
      withServer(async ({ url, kernels }) => {
        const folder = mkdtempSync(join(tmpdir(), 'ackbook-gateway-'))
        try {
          const path = join(folder, 'a.ipynb')
          await writeNotebook(path, codeNotebook(['import time; time.sleep(300)'], 'python3'))
          const args = [bin, 'run', '--gateway', url, path]
          const command = execa(process.execPath, args, { reject: false, all: true, cwd: folder })
          let running = 0
          const look = async () => {
            running = (await kernels()).length
          }
          const timer = setInterval(() => void look(), 100)
          await until(() => running > 0, 'a kernel on the server').finally(() => clearInterval(timer))
          command.kill(signal)
          const { exitCode, all } = await command
          assert.is(exitCode, 130, all)
          assert.not.match(all, /sesame/)
          assert.equal(await kernels(), [])
        } finally {
          rmSync(folder, { recursive: true })
        }
      }),
    )
  }

  gate('a token that is wrong, or none → 2, what to do, and no token in what is said', () =>
    withServer(async ({ url }) => {
      for (const [token, remedy] of [
        ['', /set JUPYTER_TOKEN in the environment/],
        ['wrong-word', /look at the token in the environment/],
      ] as const) {
        const env = { JUPYTER_TOKEN: token }
        const { exitCode, stderr } = await execa(process.execPath, [bin, 'kernels', '--gateway', url], {
          env,
          reject: false,
        })
        assert.is(exitCode, 2)
        assert.match(stderr, remedy)
        assert.not.match(stderr, /wrong-word|sesame/)
      }
    }),
  )
}
gate.run()

async function start(): Promise<JupyterServer> {
  const own = mkdtempSync(join(tmpdir(), 'ackbook-server-'))
  folders.push(own)
  return startJupyterServer(own, root)
}

function outputsOf({ cells }: NotebookRun): unknown {
  return cells.map(({ status, outputs }) => ({ status, outputs }))
}

function numbers(count: number): string {
  return Array.from({ length: count }, (_, at) => `${at}\n`).join('')
}

async function inFolder(notebook: Notebook, url: string, options: RunOptions): Promise<NotebookRun> {
  return runNotebook(notebook, join(root, 'test', 'x.ipynb'), { ...options, gateway: { url, root } })
}

async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  const { writeFile, mkdir } = await import('node:fs/promises')
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, JSON.stringify(notebook))
}

/** The exit code that each notebook has by itself. */
async function verify(paths: readonly string[], url: string): Promise<Map<string, number>> {
  const silent = { write: () => true }
  const io: Io = { ...processIo(), stdout: silent, stderr: silent, cwd: root }
  const { entries, problems } = await verifyNotebooks(paths, { cache: false, gateway: url }, io)
  const codes = new Map<string, number>()
  for (const { loaded, entry } of entries) {
    const wrong = entry.outcome === 'differs' || entry.outcome === 'failed' || entry.verification?.cells === 0
    codes.set(loaded.path, wrong ? 1 : 0)
  }
  for (const { path = '' } of problems) codes.set(path, 2)
  return codes
}
