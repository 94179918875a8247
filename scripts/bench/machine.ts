import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { root } from '../worktree.ts'
import type { Peers } from './peers.ts'

/** Where and when something was measured. */
export interface Machine {
  /** ISO 8601, to the minute. */
  date: string
  processor: string
  cores: number
  memoryGiB: number
  system: string
  /** Processes that wanted a processor in the minute before, on average. */
  load: number
  /** What each program measured is, by its name. */
  versions: Record<string, string>
}

export async function describeMachine(peers: Peers): Promise<Machine> {
  const processors = cpus()
  return {
    date: `${new Date().toISOString().slice(0, 16)}Z`,
    processor: processors[0]?.model.trim() ?? 'an unknown processor',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${process.arch}`,
    load: Math.round(loadavg()[0]! * 10) / 10,
    versions: {
      Node: process.versions.node,
      ackbook: `${versionOf('lib')} (${await commit()})`,
      tslab: versionOf('node_modules/tslab'),
      ...(peers.python && { Python: peers.python.version, ...peers.python.versions }),
      ...(peers.denoVersion && { Deno: peers.denoVersion }),
    },
  }
}

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).version
}

async function commit(): Promise<string> {
  const { stdout } = await execa('git', ['describe', '--always', '--dirty=, changed'], { cwd: root, reject: false })
  return stdout || 'no commit'
}

/** Two lines, and a third when others were at work. */
export function machineText({ date, processor, cores, memoryGiB, system, load, versions }: Machine): string {
  const lines = [
    [date, `${cores} × ${processor}`, `${memoryGiB} GiB`, system, `load ${load}`],
    Object.entries(versions).map(([name, version]) => `${name} ${version}`),
  ].map((words) => words.join(' · '))
  if (isBusy({ cores, load }))
    lines.push('The machine is busy with something else: the ratios hold better than the times.')
  return lines.join('\n')
}

export function isBusy({ cores, load }: Pick<Machine, 'cores' | 'load'>): boolean {
  return load > cores / 2
}
