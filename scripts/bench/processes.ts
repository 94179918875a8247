import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** From linux/prctl.h and sys/resource.h. */
const PR_SET_CHILD_SUBREAPER = 36
const RUSAGE_CHILDREN = -1
/** Words of a `struct rusage`: two times of two words each, and 14 counts. */
const RUSAGE_WORDS = 18
const WNOHANG = 1
/** Of a second, in /proc/PID/stat: the same on every Linux that runs Node. */
const TICKS = 100

interface Calls {
  getrusage(who: number, usage: BigInt64Array): number
  waitpid(pid: number, status: number[], options: number): number
}

let calls: Calls | undefined

/**
 * From here on whatever our children leave running becomes our child, so that what it costs is counted too.
 *
 * @returns why the processor's time cannot be measured here, if so
 */
export function adoptOrphans(): string | undefined {
  if (calls) return undefined
  if (process.platform !== 'linux') return `on ${process.platform} nothing counts what a tree of processes costs`
  try {
    const library = createRequire(new URL('../../lib/', import.meta.url))('koffi').load(null)
    const prctl = library.func('int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)')
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) !== 0) return 'the system does not give us our orphans (prctl)'
    calls = {
      getrusage: library.func('int getrusage(int who, _Out_ int64_t *usage)'),
      waitpid: library.func('int waitpid(int pid, _Out_ int *status, int options)'),
    }
    return undefined
  } catch (error) {
    return `the C library cannot be called here: ${(error as Error).message.split('\n')[0]}`
  }
}

/** Seconds of the processor, user and system, of our children that have ended, with theirs; `undefined` where nothing counts them. */
export function endedSeconds(): number | undefined {
  if (!calls) return undefined
  const usage = new BigInt64Array(RUSAGE_WORDS)
  calls.getrusage(RUSAGE_CHILDREN, usage)
  const [seconds, microseconds, systemSeconds, systemMicroseconds] = Array.from(usage, Number)
  return seconds! + systemSeconds! + (microseconds! + systemMicroseconds!) / 1e6
}

/** Takes note of a child's end that Node did not start. @returns whether it has ended */
export function reap(pid: number): boolean {
  return calls !== undefined && calls.waitpid(pid, [0], WNOHANG) !== 0
}

interface Stat {
  parent: number
  /** Seconds of the processor, with those of its children that have ended. */
  seconds: number
}

/** @returns nothing once it is gone */
function statOf(pid: number | string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name in parentheses may hold anything; the fields from the third on come after the last of them.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
    return { parent: Number(fields[1]), seconds: ticks / TICKS }
  } catch {
    return undefined
  }
}

function allStats(): Map<number, Stat> {
  if (process.platform !== 'linux') return new Map()
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return new Map(
    pids.flatMap((pid) => {
      const stat = statOf(pid)
      return stat ? [[Number(pid), stat] as const] : []
    }),
  )
}

/** Its children now, also those that it was left. */
export function childrenOf(pid: number): number[] {
  return [...allStats()].filter(([, { parent }]) => parent === pid).map(([child]) => child)
}

/** Seconds of the processor that a process and all below it have used so far, to a hundredth; `undefined` where nothing tells. */
export function treeSeconds(root: number): number | undefined {
  const stats = allStats()
  if (!stats.has(root)) return undefined
  let seconds = 0
  const waiting = [root]
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    seconds += stats.get(pid)!.seconds
    for (const [child, { parent }] of stats) if (parent === pid) waiting.push(child)
  }
  return seconds
}

/** The most memory that a process has had so far, in MiB; `undefined` where nothing tells. */
export function peakOf(pid: number): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return kibibytes === undefined ? undefined : Number(kibibytes) / 1024
  } catch {
    return undefined
  }
}
