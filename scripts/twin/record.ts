import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { TwinLines } from '../../lib/concepts/twins/lines.ts'
import type { TwinName } from '../../lib/concepts/twins/scripts.ts'
import type { machineOf } from './recording.ts'

export interface RecordedTwin {
  script: TwinName
  key: string
  /** Of its packets, in milliseconds. */
  late: number
  run: TwinLines
}

/**
 * Has this machine's kernel play these scripts, in a network namespace that is gone afterwards.
 *
 * @param told of each run
 * @throws Error when there is no namespace, or no TUN in it
 */
export async function recordTwins(
  names: readonly TwinName[],
  told: (run: RecordedTwin) => void,
): Promise<ReturnType<typeof machineOf>> {
  const program = fileURLToPath(new URL('inside.ts', import.meta.url))
  // What is timed to the millisecond goes before all else, where it may.
  const first = spawnSync('chrt', ['-f', '20', 'true']).status === 0 ? ['chrt', '-f', '20'] : []
  const apart = process.getuid?.() === 0 ? ['-n'] : ['-rn']
  const command = [...apart, ...first, process.execPath, '--import', 'tsx', program, ...names]
  const child = spawn('unshare', command, { stdio: ['ignore', 'pipe', 'pipe'] })
  let [machine, complaint]: [ReturnType<typeof machineOf> | undefined, string] = [undefined, '']
  child.stderr.on('data', (text) => {
    complaint += text
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said: unknown = JSON.parse(line)
    if (machine) told(said as RecordedTwin)
    else machine = said as ReturnType<typeof machineOf>
  })
  const [code] = await once(child, 'close')
  if (code === 0 && machine) return machine
  const [reason = complaint.trim()] = /(?<=Error: ).*/.exec(complaint) ?? []
  throw new Error(`nothing was recorded: ${reason || `unshare has ended with ${code}`}`)
}
