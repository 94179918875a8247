/**
 * `ackbook/test` and `verify` in a project of their own, where the package lies as it is installed: Vitest, node:test and uvu run its
 * notebooks and count them as they should, and every compiler and resolution that a user may have reads the types. Vitest is put into
 * `.build/vitest` when it is not there.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { notebookFile } from '../helpers/command.ts'
import { input } from '../helpers/runs.ts'
import { calls, failures, noise, project } from '../helpers/testers.ts'

const test = suite('testers')
const root = fileURLToPath(new URL('../..', import.meta.url))
const vitest = join(root, '.build', 'vitest', 'node_modules', 'vitest')
const hasVitest = existsSync(vitest) || (await install())
mkdirSync(join(root, '.build'), { recursive: true })
// Below the root: what the package depends on is found on the way up.
const folder = mkdtempSync(join(root, '.build', 'testers-'))
test.after(() => rmSync(folder, { recursive: true }))

test.before(() => {
  const own = join(folder, 'node_modules', 'ackbook')
  for (const file of ['package.json', 'ackbook.js', 'dist'])
    cpSync(join(root, 'lib', file), join(own, file), { recursive: true })
  if (hasVitest) symlinkSync(vitest, join(folder, 'node_modules', 'vitest'))
  const real = notebookFile([["const half = (n: number) => n / 2\nconsole.log('half', half(3))", 'half 1.5\n']])
  for (const [path, content] of Object.entries({ ...project, ...files, 'n/real.ipynb': real })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
})

async function install(): Promise<boolean> {
  const prefix = join(root, '.build', 'vitest')
  const { exitCode } = await execa(
    'npm',
    ['install', '--no-save', '--ignore-scripts', '--prefix', prefix, 'vitest@4'],
    {
      ...{ cwd: root, reject: false, timeout: 60_000 },
    },
  )
  return exitCode === 0
}

const use = (source: string, body: string) => `${source}\nimport { notebooks } from 'ackbook/test'\n${body}\n`
const [nodes, uvus, vitests] = ['node:test', 'uvu', 'vitest'].map((name) => `import { test } from '${name}'`) as [
  string,
  string,
  string,
]
const files = {
  'node.js': use(nodes, calls),
  'uvu.js': use(uvus, `${calls}\ntest.run()`),
  'vi.test.js': use(vitests, calls),
  'together.js': use(
    `import { describe, it } from 'node:test'`,
    `describe('all', { concurrency: 3 }, () => { ${calls.replaceAll('{ test', '{ test: it')} })`,
  ),
  'together.test.js': use(vitests, calls.replaceAll('{ test', '{ test: test.concurrent')),
  'slow.js': use(nodes, `notebooks('n/slow.ipynb', { test })`),
}

/** What a command of the project prints, and its exit code. */
async function run(argv: readonly string[]): Promise<{ all: string; exitCode: number | undefined }> {
  const env = { JUPYTER_PATH: input('jupyter'), NO_COLOR: '1', NODE_TEST_CONTEXT: undefined, CI: undefined }
  const { all, exitCode } = await execa(process.execPath, argv, { cwd: folder, env, all: true, reject: false })
  return { all, exitCode }
}

const vi = (...words: string[]) => [join(vitest, 'vitest.mjs'), 'run', '--reporter=verbose', ...words]
const node = (...words: string[]) => ['--test', '--test-reporter=spec', ...words]

const runs: [name: string, argv: string[], counts: RegExp, needsVitest: boolean][] = [
  ['node:test', node('node.js'), /pass 2\n\S+ fail 3\n[\s\S]*skipped 2\n/, false],
  ['uvu', ['uvu.js'], /Total: +5\n +Passed: +2\n +Skipped: +2/, false],
  ['Vitest', vi('vi.test.js'), /Tests +3 failed \| 2 passed \| 2 skipped \(7\)/, true],
  ['node:test, several at once', node('together.js'), /pass 2\n\S+ fail 3\n[\s\S]*skipped 2\n/, false],
  ['Vitest, several at once', vi('together.test.js'), /Tests +3 failed \| 2 passed \| 2 skipped \(7\)/, true],
]
for (const [name, argv, counts, needsVitest] of runs) {
  add(
    `${name} → passes, fails with what is wrong and without a stack, skips, keeps the time limit`,
    needsVitest,
    async () => {
      const { all, exitCode } = await run(argv)
      assert.is(exitCode, 1, all)
      assert.match(all, counts)
      for (const [, message] of failures) assert.ok(all.includes(message), `${message}\n${all}`)
      assert.not.match(all, noise)
    },
  )
}

add("node:test's own filter → only what it names is run", false, async () => {
  const { all, exitCode } = await run(node('--test-name-pattern=real|good', 'node.js'))
  assert.is(exitCode, 0, all)
  assert.match(all, /pass 2\n/)
  assert.match(all, /fail 0\n/)
})

add("Vitest's own filter → only what it names is run", true, async () => {
  const { all, exitCode } = await run(vi('vi.test.js', '-t', 'real'))
  assert.is(exitCode, 0, all)
  assert.match(all, /Tests +1 passed \| 6 skipped/)
})

add("node:test's own time limit → the notebook is stopped, and nothing is left to wait for", false, async () => {
  const began = performance.now()
  const { all, exitCode } = await run(node('--test-timeout=4000', 'slow.js'))
  assert.is(exitCode, 1, all)
  assert.match(all, /timed out after 4000ms/)
  assert.ok(performance.now() - began < 30_000, 'the cell would wait for a minute')
})

const consumer = `
import { verify, type Report, type VerifyEvent, type VerifyOptions } from 'ackbook'
import { notebooks, type NotebookTests } from 'ackbook/test'
import { test as nodeTest, it } from 'node:test'
import { suite, test as uvuTest } from 'uvu'
VITEST
const heard: string[] = []
const options: VerifyOptions = {
  jobs: 2,
  onEvent(event: VerifyEvent) {
    if (event.type === 'cell-finished') heard.push(\`\${event.ordinal} of \${event.count}: \${event.ok}\`)
    else if (event.type === 'notebook-finished') heard.push(event.notebook.outcome)
  },
}
export const done: Promise<Report> = verify(['notebooks'], options)
export const outcomes = done.then(({ ok, notebooks }) => ok && notebooks.map(({ outcome }) => outcome))
export const wrong: Promise<'verified' | 'differs'> = done.then(({ notebooks }) => notebooks[0]!.outcome)
const more: Omit<NotebookTests, 'test'> = { filter: /x/, limit: 3 }
for (const test of [nodeTest, it, uvuTest, suite('a')]) notebooks('n', { test, ...more })
export const names: string[] = notebooks('n', { test: nodeTest })
`
const latest = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const oldest = join(root, 'node_modules', '@tslab', 'typescript-for-tslab', 'bin', 'tsc')
const compilers: [name: string, compiler: string, module: string, resolution: string][] = [
  ["tslab's TypeScript, node16", oldest, 'node16', 'node16'],
  ['TypeScript 7, nodenext', latest, 'nodenext', 'nodenext'],
  ['TypeScript 7, bundler', latest, 'esnext', 'bundler'],
]
for (const [name, compiler, module, moduleResolution] of compilers) {
  add(`${name} → reads the types, and finds the one mistake in what uses them`, false, async () => {
    const isNew = compiler === latest && hasVitest
    const vitestLines = isNew
      ? `import { test as viTest } from 'vitest'\nnotebooks('n', { test: viTest })\nnotebooks('n', { test: viTest.concurrent })`
      : ''
    writeFileSync(join(folder, 'consumer.ts'), consumer.replace('VITEST', vitestLines))
    const argv = [
      ...(compiler === latest ? ['--ignoreConfig'] : []),
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--module',
      module,
      '--moduleResolution',
      moduleResolution,
    ]
    const checked = ['--skipLibCheck', isNew ? 'true' : 'false', '--types', 'node']
    const { all } = await run([compiler, ...argv, ...checked, 'consumer.ts'])
    const errors = all.split('\n').filter((line) => /error TS/.test(line))
    assert.is(errors.length, 1, all)
    assert.match(errors[0]!, /^consumer\.ts\(\d+,14\): error TS2322: /)
  })
}

function add(name: string, needsVitest: boolean, body: () => Promise<void>): void {
  if (!needsVitest || hasVitest || process.env.CI) test(name, body)
  else {
    process.stdout.write(`skipped, Vitest is not there: ${name}\n`)
    test.skip(name)
  }
}

test.run()
