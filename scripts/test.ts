/**
 * Runs the suites with uvu, one process a folder, so that a hang or a leak is named and cannot reach the next.
 * `npm test` runs `*.test.ts`; `npm test -- tcp kernel` only those folders, `npm test -- tcp/undo` one file, by its name alone where
 * it lies in a room of that folder; `npm run gates` runs `*.gate.ts`, each in a process of its own,
 * which take long or need Chromium, tshark or JupyterLab and are skipped by name where those are missing; `npm run gates -- pages` one.
 */
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { buildIfChanged } from './built.js'
import { bundleTests } from './testing/bundle.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** A suite that has not ended by then hangs. The gates start a browser and JupyterLab for every notebook. */
const MINUTES = { tests: 8, gates: 20 }
/** Folders whose rooms share a process: each takes less time than a process needs to begin. */
const TOGETHER = ['tcp']
/** Those that take longest are begun first, so that none of them is left for the end. */
const LONGEST = [
  ...['jupyter', 'verdicts', 'learner', 'access', 'pages', 'linear', 'fates', 'protocol'],
  ...['cli', 'run', 'kernel/snapshot', 'socket/simulated', 'properties', 'programs', 'tcp', 'kernel', 'socket/system'],
]

/** Suites that start kernels of ours. */
const KERNELS = /^(?:cli|run|kernel)\b/

interface Suite {
  name: string
  files: string[]
}

interface Count {
  passed: number
  failed: number
  skipped: number
}

const { gates, wanted } = parse(process.argv.slice(2))
// They draw few cases in `npm test`.
if (gates) process.env.DRAWS ??= '5'
const minutes = gates ? MINUTES.gates : MINUTES.tests
const known = gates ? findGates() : findSuites()
const suites = known.flatMap(narrowed)
if (suites.length === 0) {
  console.error(`nothing is called ${wanted.join(' or ')}: there is ${known.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}
await buildIfChanged()
// Ended by a signal, it leaves nothing behind either.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
// The user's own folder for caches is none of theirs.
process.env.ACKBOOK_CACHE_DIR = join(root, 'node_modules', '.cache', 'ackbook')
const bundled = bundleTests(suites.flatMap(({ files }) => files)).catch(() => process.exit(1))
const [main] = await Promise.all([bundled, makeSnapshots()])
// Many suites wait for kernels and timers half of the time; gates keep two processors busy.
const lanes = Math.min(2, availableParallelism()) + (gates ? 0 : 1)
const total: Count = { passed: 0, failed: 0, skipped: 0 }
await runAll(suites, lanes)
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed > 0 || total.passed + total.skipped === 0 ? 1 : 0

async function makeSnapshots(): Promise<void> {
  if (!gates && !suites.some(({ name }) => KERNELS.test(name))) return
  await (await import('./testing/snapshots.ts')).makeSnapshots()
}

function parse(argv: string[]): { gates: boolean; wanted: string[] } {
  return {
    gates: argv.includes('--gates'),
    wanted: argv.filter((word) => !word.startsWith('--')),
  }
}

function findSuites(): Suite[] {
  const byFolder = new Map<string, string[]>()
  for (const file of filesThatEndIn('.test.ts')) {
    const folder = TOGETHER.find((name) => file.startsWith(`${name}/`)) ?? dirname(file)
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), join('test', file)])
  }
  return longestFirst([...byFolder].map(([folder, files]) => ({ name: folder === '.' ? 'test' : folder, files })))
}

/** What of a suite is asked for: all of it, by its name or its folder's; or some of its files. */
function narrowed(suite: Suite): Suite[] {
  const { name, files } = suite
  if (wanted.length === 0 || wanted.some((word) => name === word || name.startsWith(`${word}/`))) return [suite]
  const some = files.filter((file) => wanted.some((word) => isCalled(file, name, word)))
  return some.length > 0 ? [{ name, files: some }] : []
}

function isCalled(file: string, suite: string, word: string): boolean {
  if (file === join('test', `${word}.test.ts`) || file.startsWith(join('test', word, '/'))) return true
  return dirname(word) === suite && basename(file) === `${basename(word)}.test.ts`
}

function findGates(): Suite[] {
  return longestFirst(
    filesThatEndIn('.gate.ts').map((file) => ({ name: basename(file, '.gate.ts'), files: [join('test', file)] })),
  )
}

function longestFirst(suites: Suite[]): Suite[] {
  const rank = ({ name }: Suite): number => (LONGEST.includes(name) ? LONGEST.indexOf(name) : LONGEST.length)
  return suites.sort((one, other) => rank(one) - rank(other))
}

function filesThatEndIn(ending: string): string[] {
  const all = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  return all.filter((entry) => entry.endsWith(ending) && !entry.includes('node_modules')).sort()
}

/** Counts into `total`. */
async function runAll(queue: Suite[], lanes: number): Promise<void> {
  const waiting = [...queue]
  const lane = async (): Promise<void> => {
    for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift()) {
      const count = await runSuite(suite)
      total.passed += count.passed
      total.failed += count.failed
      total.skipped += count.skipped
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

async function runSuite({ name, files }: Suite): Promise<Count> {
  const started = performance.now()
  const child = await execa(process.execPath, ['--enable-source-maps', main, ...files], {
    ...{ cwd: root, env: { FORCE_COLOR: '0' } },
    ...{ all: true, reject: false, timeout: minutes * 60_000, stdin: 'ignore' },
  })
  const count = read(child.all, child.exitCode === 0)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const mark = count.failed > 0 ? '✗' : '✓'
  console.log(` ${mark} ${name.padEnd(16)} ${String(count.passed).padStart(4)} passed  ${seconds.padStart(6)} s`)
  if (child.timedOut)
    console.log(`   ${name}: did not end within ${minutes} minutes; the last test above its silence hangs`)
  if (count.failed > 0) console.log(child.all.replace(/^/gm, '   '))
  else if (count.skipped > 0) console.log(child.all.match(/^.*skipped: .*$/gm)?.join('\n') ?? '')
  return count
}

/** uvu's closing lines; a run that ended badly without a failing test (a crash, a file that cannot be read) counts as one failure. */
function read(output: string, good: boolean): Count {
  const number = (label: string): number => Number(output.match(new RegExp(`${label}:\\s+(\\d+)`))?.[1] ?? 0)
  const skipped = number('Skipped')
  const passed = number('Passed')
  const failed = number('Total') - passed
  return { passed, skipped, failed: good ? failed : Math.max(failed, 1) }
}
