/**
 * `npm run bench` measures everything, `npm run bench -- engine` one of it: each in a process of its own, one after the other.
 * `npm run bench -- --against HEAD~20` measures engine, memory and simulator of that state and of this one in turn, `--rounds` (5)
 * times, and prints how many times as much this one does.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { measureAgainst } from './bench/against.ts'
import { benches } from './bench/registry.ts'

try {
  process.exitCode = await run()
} catch (error) {
  console.error(`bench: ${(error as Error).message}`)
  process.exitCode = 2
}

async function run(): Promise<number> {
  const { values, positionals: wanted } = parseArgs({
    options: { against: { type: 'string' }, rounds: { type: 'string', default: '5' } },
    allowPositionals: true,
  })
  const { against: revision } = values
  const possible = benches.filter(({ pure }) => revision === undefined || pure).map(({ name }) => name)
  const unknown = wanted.filter((name) => !possible.includes(name))
  if (unknown.length > 0) throw new Error(`no ${unknown.join(', ')}; there is ${possible.join(', ')}`)
  const names = wanted.length > 0 ? wanted : possible
  const rounds = Number(values.rounds)
  if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error(`--rounds ${values.rounds} is no number of rounds`)
  if (revision !== undefined) {
    await measureAgainst({ revision, names, rounds })
    return 0
  }
  let exitCode = 0
  for (const { script } of benches.filter(({ name }) => names.includes(name))) {
    const file = fileURLToPath(new URL(`bench/${script}`, import.meta.url))
    const child = await execa(process.execPath, ['--import', 'tsx', file], { stdio: 'inherit', reject: false })
    if (child.exitCode !== 0) exitCode = 1
  }
  return exitCode
}
