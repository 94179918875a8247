import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { scenario } from './scenario.ts'

const test = suite('simulated: platform')
const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Runs a module of its own process. @returns its exit code and what it printed */
async function processOf(code: string): Promise<{ exitCode: number | undefined; output: string; timedOut: boolean }> {
  const opening = `
    import { simulatedNetwork } from './lib/dist/socket/simulated/index.js'
    import { connectedPair } from './lib/dist/socket/index.js'
    const network = simulatedNetwork()
    const { client, server } = await connectedPair(network.client)
  `
  const { exitCode, stdout, timedOut } = await execa(
    process.execPath,
    ['--input-type=module', '--eval', opening + code],
    { cwd: root, reject: false, timeout: 20_000 },
  )
  return { exitCode, output: stdout, timedOut }
}

test('a wait that nobody can end, not awaited → the process ends by itself', async () => {
  const ended = await processOf(`client.recv(1); console.log('last line')`)
  assert.equal(ended, { exitCode: 0, output: 'last line', timedOut: false })
})

test('the same, awaited at the top level → the process ends all the same, and Node says so', async () => {
  const { exitCode, output, timedOut } = await processOf(
    `console.log('before'); await client.recv(1); console.log('never')`,
  )
  assert.equal({ exitCode, output, timedOut }, { exitCode: 13, output: 'before', timedOut: false })
})

test('a wait that time ends → the process lives until then', async () => {
  const ended = await processOf(
    `network.client.sleep(3_600_000).then(() => console.log(\`at least \${network.now >= 3_600_000}\`))`,
  )
  assert.equal(ended, { exitCode: 0, output: 'at least true', timedOut: false })
})

test('bundled for the browser → no module of Node is in it, and a worker sees the same trace', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { scenario } from './test/socket/simulated/scenario.ts'`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'simulated',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  })
  const code = `${outputFiles[0]?.text}
    simulated.scenario().then((hash) => require('node:worker_threads').parentPort.postMessage(hash))`
  const worker = new Worker(code, { eval: true })
  try {
    const hash = await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('the worker ended without an answer')))
    })
    assert.is(hash, await scenario())
  } finally {
    await worker.terminate()
  }
})

test.run()
