/**
 * `npm run watch` runs, whenever a file of lib/, test/ or notebooks/ is saved, the tests of its name and then those of its room,
 * building first; `npm run watch -- tcp/undo draw` runs these instead, whatever is saved. Ctrl-C ends it.
 */
import { readdirSync, watch } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { optionsOf } from './options.ts'
import { testsFor } from './watch/choose.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** An editor saves in several steps: milliseconds to wait for the last of them. */
const SETTLED = 200
const INTERRUPTED = 130

const { positionals: wanted } = optionsOf({ allowPositionals: true })
const changed = new Set<string>()
let timer: NodeJS.Timeout | undefined
let isRunning = false

for (const folder of ['lib', 'test', 'notebooks']) {
  const watcher = watch(join(root, folder), { recursive: true }, (_event, file) => {
    if (file !== null) noteChange(join(folder, file))
  })
  watcher.on('error', (error) => {
    console.error(`watch: ${folder}/ can no longer be watched (${error.message}): start again`)
    process.exit(2)
  })
}
// A test that runs hears of it too, and ends.
process.on('SIGINT', () => process.exit(INTERRUPTED))
console.log(`watching lib, test and notebooks${wanted.length > 0 ? ` for ${wanted.join(' ')}` : ''}: Ctrl-C ends it`)

function noteChange(path: string): void {
  if (/(^|\/)(node_modules|dist|\.[^/]+)(\/|$)/.test(path.replaceAll(sep, '/'))) return
  changed.add(path.replaceAll(sep, '/'))
  clearTimeout(timer)
  timer = setTimeout(() => void runAll(), SETTLED)
}

/** What has changed since; what changes meanwhile runs afterwards. */
async function runAll(): Promise<void> {
  if (isRunning) return
  isRunning = true
  while (changed.size > 0) {
    const files = [...changed]
    changed.clear()
    const words = wanted.length > 0 ? wanted : [...new Set(files.flatMap((file) => testsFor(file, testFiles())))]
    console.log(`\n${files.join(' ')} → ${words.length > 0 ? words.join(' ') : 'no test looks at it'}`)
    for (const word of words) {
      const { exitCode } = await execa(process.execPath, ['--import', 'tsx', join('scripts', 'test.ts'), word], {
        cwd: root,
        stdio: 'inherit',
        reject: false,
      })
      // The room is not asked while the file's own test fails.
      if (exitCode !== 0) break
    }
  }
  isRunning = false
}

function testFiles(): string[] {
  const folder = join(root, 'test')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  return files
    .filter((file) => file.name.endsWith('.test.ts'))
    .map((file) => relative(folder, join(file.parentPath, file.name)).replaceAll(sep, '/'))
}
