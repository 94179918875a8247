import { closeSync, openSync, readdirSync, readSync } from 'node:fs'

/** A process that lives on though the kernel that it descends from has ended. */
export interface Stray {
  pid: number
  /** Its command line. */
  command: string
}

/** The variable by which every process that descends from a kernel is known, whatever session it is in. */
export const tokenName = 'ACKBOOK_KERNEL'

interface ProcessEntry {
  pid: number
  parent: number
  /** The process group: the number of its leader. */
  group: number
  /** With the number it names a process for good: a number is given out again. */
  started: string
}

/** When a process was started, in the system's ticks; 0 when nobody knows. */
export function startOf(pid: number): number {
  return Number(entryOf(pid)?.started ?? 0)
}

/** The processes that descend from a kernel, as they are now. On Linux; elsewhere none is found. */
export function descendantsOf(kernel: number): ProcessEntry[] {
  // Of the first process, everything descends.
  if (kernel <= 1) return []
  const all = processes()
  const found = new Set([kernel])
  for (let before = 0; before !== found.size; ) {
    before = found.size
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid)
  }
  found.delete(kernel)
  return all.filter(({ pid }) => found.has(pid))
}

/** The numbers of a kernel's process, of those of its group and of those that descend from it. On Linux; elsewhere there is none. */
export function familyOf(kernel: number): number[] {
  const all = processes()
  const found = new Set(all.flatMap(({ pid, group }) => (pid === kernel || group === kernel ? [pid] : [])))
  for (let before = 0; before !== found.size; ) {
    before = found.size
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid)
  }
  return [...found]
}

/**
 * Ends every process that still has a kernel's token in its environment, or is one of those known.
 *
 * @param kernel whose own number is left alone; its group has been ended
 * @param since {@link startOf} the kernel: what is older does not descend from it, and its environment need not be read
 * @returns those that were found
 */
export function endStrays(token: string, known: readonly ProcessEntry[] = [], kernel = 0, since = 0): Stray[] {
  const ended = new Map<number, Stray>()
  // Again, for those that they started meanwhile.
  for (let tries = 0; tries < 10; tries++) {
    const left = processes().filter(
      (entry) =>
        entry.pid !== kernel &&
        Number(entry.started) >= since &&
        (isKnownProcess(entry, known) || hasToken(entry.pid, token)),
    )
    if (left.length === 0) break
    for (const { pid, group } of left) {
      const command = commandLineOf(pid)
      try {
        process.kill(pid, 'SIGKILL')
        // What is in the kernel's group was ended with it, and what has no command any more is about to end: they are only slower.
        if (group !== kernel && command !== '' && !ended.has(pid)) ended.set(pid, { pid, command })
      } catch {
        // It has ended by itself, or is another user's.
      }
    }
  }
  return [...ended.values()]
}

function isKnownProcess({ pid, started }: ProcessEntry, known: readonly ProcessEntry[]): boolean {
  return known.some((entry) => entry.pid === pid && entry.started === started)
}

function hasToken(pid: number, token: string): boolean {
  return `\0${readProcess(pid, 'environ') ?? ''}`.includes(`\0${tokenName}=${token}\0`)
}

function commandLineOf(pid: number): string {
  return (readProcess(pid, 'cmdline', 'utf8') ?? '').replaceAll('\0', ' ').trim()
}

function processes(): ProcessEntry[] {
  let names: string[]
  try {
    names = readdirSync('/proc')
  } catch {
    return []
  }
  return names.flatMap((name): ProcessEntry[] => {
    const entry = /^\d+$/.test(name) ? entryOf(Number(name)) : undefined
    return entry ? [entry] : []
  })
}

/** @see proc(5): in `stat` the name may hold anything, brackets too; state, parent, group and, as the 22nd, the start follow it. */
function entryOf(pid: number): ProcessEntry | undefined {
  const stat = readProcess(pid, 'stat')
  if (stat === undefined) return undefined
  const [state, parent, group, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (state === 'Z' || state === 'X') return undefined
  return { pid, parent: Number(parent), group: Number(group), started: rest[16]! }
}

/** Used again for each file: of these, which say that they are empty, Node's own way takes 64 KiB each time. */
let readSpace = Buffer.alloc(16384)

/** What the system says of a process; `undefined` when it is gone, or another user's. */
export function readProcess(
  pid: number,
  what: 'stat' | 'environ' | 'cmdline' | 'status' | 'smaps_rollup',
  encoding: BufferEncoding = 'latin1',
): string | undefined {
  let file: number | undefined
  try {
    file = openSync(`/proc/${pid}/${what}`, 'r')
    let length = 0
    for (;;) {
      const count = readSync(file, readSpace, length, readSpace.length - length, null)
      if (count === 0) return readSpace.toString(encoding, 0, length)
      length += count
      if (length === readSpace.length) readSpace = Buffer.concat([readSpace, Buffer.alloc(readSpace.length)])
    }
  } catch {
    return undefined
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
