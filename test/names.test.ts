/** A name that modules of the package give means one thing: who looks for it finds it, and who reads it knows which. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const lib = fileURLToPath(new URL('../lib', import.meta.url))
/** Names that stand in several modules, which never meet in one reader's sight, and why each keeps its name there. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  // A client of a server, as a lesson's program; and of a kernel (Jupyter's word).
  Client: ['concepts/deadlock.ts', 'kernel/client.ts'],
  // A flow of the lessons, with its two ends; and what a chart shows of any flow.
  Flow: ['concepts/flow.ts', 'draw/charts/throughput-chart.ts'],
  // RFC 1122's, which has an address on a network; and a program's, which gives it sockets.
  Host: ['network/host.ts', 'socket/types.ts'],
  // How a network, the programs on it, and a notebook is run.
  RunOptions: ['network/clock.ts', 'run/types.ts', 'socket/simulated/run.ts'],
  // The size that a lesson reckons with.
  SEGMENT: ['concepts/flow.ts', 'concepts/whole-connection.ts'],
  // As the engine tells it; and as it stands in a trace, with its host.
  SampleEvent: ['network/trace-types.ts', 'tcp/stack/events.ts'],
  StateEvent: ['network/trace-types.ts', 'tcp/connection/state.ts'],
  // Whether a setting is what it may be; and whether what a reader wrote is right, which is the word for it.
  check: ['check.ts', 'concepts/exercises.ts'],
  // The same for programs that have an operating system, and in a page.
  socketTable: ['socket/simulated/own-machine.ts', 'socket/system/socket-table.ts'],
  source: ['source/in-page.ts', 'source/index.ts'],
  systemHost: ['socket/simulated/own-machine.ts', 'socket/system/index.ts'],
  // Where a command writes; and where what a program prints is gathered.
  // Each is the way into its command.
  main: ['cli/main.ts', 'programs/main.ts'],
}

/** The names that a source gives at its top level, where the formatter lets nothing begin but declarations. */
function namesGivenIn(source: string): Set<string> {
  const declarations =
    /^(?:export )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type)\s+([\w$]+)/gm
  // `SAYS` is each module's own table of what it says to readers.
  return new Set([...source.matchAll(declarations)].map(([, name]) => name!).filter((name) => name !== 'SAYS'))
}

test('a name that two modules give → one of the few that mean what they mean in their field', () => {
  const givers = new Map<string, string[]>()
  for (const entry of readdirSync(lib, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!entry.endsWith('.ts') || /^(?:dist|node_modules)\//.test(entry)) continue
    for (const name of namesGivenIn(readFileSync(join(lib, entry), 'utf8'))) {
      givers.set(name, [...(givers.get(name) ?? []), entry])
    }
  }
  const twice = [...givers].filter(([, files]) => files.length > 1)
  assert.equal(Object.fromEntries(twice.sort()), SHARED)
})

test.run()
