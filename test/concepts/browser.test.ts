import { readdirSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { type BuildResult, build } from 'esbuild'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { within } from '../helpers/within.ts'

const test = suite('concepts in a browser')
const root = fileURLToPath(new URL('../../', import.meta.url))
const files = readdirSync(join(root, 'lib/concepts'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `lib/concepts/${file.replaceAll('\\', '/')}`)
  .sort()

/** What a page or a worker of one has, and no more. */
const WEB = { TextEncoder, TextDecoder, MessageChannel, AbortController, AbortSignal, URL, structuredClone }

/** One script a file; its exports are in `concept` afterwards. */
function bundle(entryPoints: readonly string[]): Promise<BuildResult<{ write: false; metafile: true }>> {
  return build({
    entryPoints: [...entryPoints],
    absWorkingDir: root,
    outbase: 'lib',
    outdir: 'out',
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'concept',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
}

const bundles = bundle(files)

/** The script of one concept. */
async function scriptOf(file: string): Promise<string> {
  const path = join('out', file.replace(/^lib\//, '').replace(/ts$/, 'js'))
  const found = (await bundles).outputFiles.find((output) => output.path.endsWith(path))
  if (!found) throw new Error(`${file} was not bundled`)
  return found.text
}

/** The same, as Node has it. */
function builtOf(file: string): string {
  return pathToFileURL(join(root, file.replace(/^lib/, 'lib/dist').replace(/ts$/, 'js'))).href
}

/** Evaluates `expression` where the concept's script has run and there is nothing of Node's. */
async function inBrowser(file: string, expression: string): Promise<unknown> {
  const context = createContext({ ...WEB })
  runInContext(await scriptOf(file), context, { filename: file })
  return runInContext(expression, context, { timeout: 20_000 })
}

test('every file of lib/concepts → a bundle for the browser, without a module of Node, socket/system or koffi', async () => {
  const { metafile, outputFiles } = await bundles
  assert.ok(files.length > 20, `${files.length}`)
  assert.is(outputFiles.length, files.length)
  const inputs = Object.keys(metafile.inputs)
  const foreign = inputs.filter((path) => /^node:|lib\/socket\/system\/|koffi/.test(path) || isBuiltin(path))
  assert.equal(foreign, [])
  const outside = inputs.filter((path) => !path.startsWith('lib/') && !/node_modules\/(d3-|internmap)/.test(path))
  assert.equal(outside, [], 'packages that the layers do not allow')
  for (const [name, { imports }] of Object.entries(metafile.outputs)) assert.equal(imports, [], name)
})

for (const file of files) {
  test(`${basename(file, '.ts')} → loads where there is nothing of Node`, async () => {
    assert.is(await inBrowser(file, 'typeof concept'), 'object')
  })
}

test('the test itself: what needs Node → no bundle, or no load', async () => {
  const bad = (code: string): Promise<unknown> =>
    build({
      stdin: { contents: code, resolveDir: root, loader: 'ts' },
      bundle: true,
      platform: 'browser',
      write: false,
      logLevel: 'silent',
    })
  for (const code of [
    `import 'node:fs'`,
    `import { systemHost } from './lib/socket/system/index.ts'; systemHost()`,
    `import koffi from 'koffi'; koffi.load('c')`,
  ]) {
    const error = await bad(code).then(
      () => undefined,
      (caught: Error) => caught,
    )
    assert.ok(error, code)
  }
  for (const name of ['process', 'Buffer', 'require', 'setImmediate']) {
    assert.throws(() => runInContext(`${name}.name`, createContext({ ...WEB })), /is not defined/)
  }
})

const SCENARIOS = {
  'lib/concepts/problems.ts':
    'PROBLEM_KINDS.map((kind) => concept.problem(kind, 7)).map((one) => [one.bundle(), String(one.answer("a"))])',
  'lib/concepts/passive-active.ts': 'loseThirdSegment()',
  'lib/concepts/handshake.ts': 'exchange({ messages: 3, first: "server", pause: 40 })',
  'lib/concepts/congestion-control.ts':
    'singleFlow({ rate: 2e6, rtt: 40, queue: 10 }, { until: 3000, congestion: "new-reno" })',
}

for (const [file, call] of Object.entries(SCENARIOS)) {
  test(`${basename(file, '.ts')}: ${call} → the same in a browser as in Node, to the octet`, () =>
    within(30_000, call, async () => {
      const here: unknown = await new Function('concept', `return concept.${call}`)(await import(builtOf(file)))
      const there = await inBrowser(file, `Promise.resolve(concept.${call}).then(JSON.stringify)`)
      assert.is(there, JSON.stringify(here))
      assert.ok(String(there).length > 1000)
    }))
}

test.run()
