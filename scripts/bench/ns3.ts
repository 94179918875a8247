import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

export interface Ns3Run {
  packets: number
  events: number
  received: number
  /** of the processor's time */
  seconds: number
}

const MODULES = ['applications', 'point-to-point', 'internet', 'bridge', 'traffic-control', 'network', 'stats', 'core']
const LIMIT = { timeout: 240_000 }

/** Runs `ns3-bulk.cc` with ns-3 as Debian packages it (`apt-get install libns3-dev g++`), or says why not. */
export async function runNs3(virtualSeconds: number, times: number): Promise<Ns3Run[] | string> {
  const folder = mkdtempSync(join(tmpdir(), 'ackbook-ns3-'))
  try {
    const source = fileURLToPath(new URL('ns3-bulk.cc', import.meta.url))
    const program = join(folder, 'bulk')
    await execa('g++', ['-O2', '-std=c++17', source, '-o', program, ...MODULES.map((name) => `-lns3-${name}`)], LIMIT)
    const runs: Ns3Run[] = []
    for (let run = 0; run < times; run++) {
      const { stdout } = await execa(program, [String(virtualSeconds)], LIMIT)
      const [packets = 0, events = 0, received = 0, seconds = 0] = stdout.split(' ').map(Number)
      runs.push({ packets, events, received, seconds })
    }
    return runs
  } catch (error) {
    return `ns-3 could not be run (apt-get install libns3-dev g++): ${(error as Error).message.split('\n')[0]}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
