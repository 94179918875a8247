import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ExecaError, execa } from 'execa'

export interface Ns3Run {
  packets: number
  events: number
  received: number
  /** of the processor's time */
  seconds: number
}

const MODULES = ['applications', 'point-to-point', 'internet', 'bridge', 'traffic-control', 'network', 'stats', 'core']
const LIMIT = { timeout: 240_000 }

export interface Ns3 {
  run(virtualSeconds: number): Promise<Ns3Run>
  remove(): void
}

/** Compiles `ns3-bulk.cc` with ns-3 as Debian packages it, or says why that cannot be done, and the command that installs it. */
export async function buildNs3(): Promise<Ns3 | string> {
  const folder = mkdtempSync(join(tmpdir(), 'ackbook-ns3-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const source = fileURLToPath(new URL('ns3-bulk.cc', import.meta.url))
  const program = join(folder, 'bulk')
  try {
    await execa('g++', ['-O2', '-std=c++17', source, '-o', program, ...MODULES.map((name) => `-lns3-${name}`)], LIMIT)
  } catch (error) {
    remove()
    const { shortMessage, stderr } = error as ExecaError
    const reason = /fatal error: .*/.exec(String(stderr ?? ''))?.[0] ?? shortMessage
    return `no ns-3 here (${reason}): apt-get install libns3-dev g++`
  }
  return {
    remove,
    run: async (virtualSeconds) => {
      const { stdout } = await execa(program, [String(virtualSeconds)], LIMIT)
      const [packets = 0, events = 0, received = 0, seconds = 0] = stdout.split(' ').map(Number)
      return { packets, events, received, seconds }
    },
  }
}
