import { readdirSync, readFileSync } from 'node:fs'

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
  /** With the number it names a process for good: a number is given out again. */
  started: string
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

/**
 * Ends every process that still has a kernel's token in its environment, or is one of those known.
 *
 * @param kernel whose own number is left alone
 * @returns those that were found
 */
export function endStrays(token: string, known: readonly ProcessEntry[] = [], kernel = 0): Stray[] {
  const ended = new Map<number, Stray>()
  // Again, for those that they started meanwhile.
  for (let tries = 0; tries < 10; tries++) {
    const left = processes().filter(
      (entry) => entry.pid !== kernel && (isKnown(entry, known) || hasToken(entry.pid, token)),
    )
    if (left.length === 0) break
    for (const { pid } of left) {
      const command = commandLineOf(pid)
      try {
        process.kill(pid, 'SIGKILL')
        // One that is about to end has no command any more: it did not outlive the kernel, it is only slower.
        if (command !== '' && !ended.has(pid)) ended.set(pid, { pid, command })
      } catch {
        // It has ended by itself, or is another user's.
      }
    }
  }
  return [...ended.values()]
}

function isKnown({ pid, started }: ProcessEntry, known: readonly ProcessEntry[]): boolean {
  return known.some((entry) => entry.pid === pid && entry.started === started)
}

function hasToken(pid: number, token: string): boolean {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`.includes(`\0${tokenName}=${token}\0`)
  } catch {
    return false
  }
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}

/** @see proc(5): in `stat` the name may hold anything, brackets too; state, parent and, as the 22nd, the start follow it. */
function processes(): ProcessEntry[] {
  let names: string[]
  try {
    names = readdirSync('/proc')
  } catch {
    return []
  }
  return names.flatMap((name): ProcessEntry[] => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (state === 'Z' || state === 'X') return []
      return [{ pid: Number(name), parent: Number(parent), started: rest[17]! }]
    } catch {
      return []
    }
  })
}
