import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Who makes a temporary file, in its name: `MACHINE-PID-START`. A process that is killed leaves its files; by this a later
 * one tells them from those that are in use, also when the number has gone to another process meanwhile.
 */
export function ownMark(): string {
  own ??= `${machine()}-${process.pid.toString(36)}-${startTimeOf(process.pid) ?? '0'}`
  return own
}

/** The mark as it stands in a name. */
export const markPattern = '[0-9a-f]{6}-[0-9a-z]+-[0-9a-z]+'

/**
 * What became of a file's maker: `unknown` when it runs, or ran, on another machine, in another container, or before
 * this machine was last started.
 */
export function makerOf(mark: string): 'alive' | 'gone' | 'unknown' {
  const [where, pid36 = '', start] = mark.split('-')
  if (where !== machine()) return 'unknown'
  const pid = Number.parseInt(pid36, 36)
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Another user's may be looked at and not signalled.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'gone'
  }
  const now = startTimeOf(pid)
  return now === undefined || now === start ? 'alive' : 'gone'
}

let own: string | undefined
let here: string | undefined

/** Where a process number means the same process: one start of one machine, one namespace. */
function machine(): string {
  here ??= createHash('sha256')
    .update([hostname(), tried(bootId), tried(namespace)].join('\n'))
    .digest('hex')
    .slice(0, 6)
  return here
}

const bootId = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
const namespace = () => readlinkSync('/proc/self/ns/pid')

/** When a process was started, in ticks since the machine was; `dead` when nobody has collected it; absent where that is not told. */
function startTimeOf(pid: number): string | undefined {
  const stat = tried(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  // The name before it stands in parentheses and may hold anything. @see proc_pid_stat(5)
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields.length < 20) return undefined
  return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : Number(fields[19]).toString(36)
}

function tried(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
