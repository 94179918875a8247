import { existsSync } from 'node:fs'
import { familyOf, readProcess } from './strays.ts'

/** Watches the memory of a kernel and of the processes that its cells start. */
export interface MemoryWatch {
  /** Looks at once, besides the times at which it looks by itself. */
  look(): void
  end(): void
}

/** Milliseconds between two looks, at least. */
const lookEvery = 100

/** Whether this system tells how much memory a process has. */
export function canWatchMemory(): boolean {
  return existsSync('/proc/self/status')
}

/**
 * Looks again and again whether a kernel has more memory than it may. No process is missed that takes much and gives it back
 * between two looks, as long as it lives: the system keeps the most that each has had.
 *
 * A limit that the system keeps by itself would serve less: of address space V8 reserves far more than it uses, the heap is
 * only a part of what a process has, and both hold for one process alone.
 *
 * @param limit bytes of all of them together
 * @param onAbove hears how many there were, once
 */
export function watchMemory(kernel: number, limit: number, onAbove: (bytes: number) => void): MemoryWatch {
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  const look = () => {
    if (isOver) return
    const above = memoryAbove(kernel, limit)
    if (above === undefined) return
    end()
    onAbove(above)
  }
  const again = () => {
    const began = performance.now()
    look()
    // On a machine with thousands of processes one look takes a while.
    const pause = Math.max(lookEvery, 10 * (performance.now() - began))
    if (!isOver) timer = setTimeout(again, pause).unref()
  }
  const end = () => {
    isOver = true
    clearTimeout(timer)
  }
  again()
  return { look, end }
}

/**
 * How many bytes a kernel and its processes have, where that is more than the limit: all that they have now, or the most that one of
 * them has had.
 */
function memoryAbove(kernel: number, limit: number): number | undefined {
  const family = familyOf(kernel)
  const all = family.map((pid) => memoryIn(readProcess(pid, 'status') ?? ''))
  const most = Math.max(0, ...all.map(({ most }) => most))
  if (most > limit) return most
  if (addedUp(all.map(({ now }) => now)) <= limit) return undefined
  // What a process shares with its children was counted once for each of them.
  const shares = addedUp(
    family.map((pid, at) => kilobytesOf('Pss', readProcess(pid, 'smaps_rollup') ?? '') ?? all[at]!.now),
  )
  return shares > limit ? shares : undefined
}

/** @see proc(5): `VmRSS` and `VmHWM`, the most that it has been */
function memoryIn(status: string): { now: number; most: number } {
  return { now: kilobytesOf('VmRSS', status) ?? 0, most: kilobytesOf('VmHWM', status) ?? 0 }
}

/** @returns bytes */
function kilobytesOf(name: string, text: string): number | undefined {
  const [, kilobytes] = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text) ?? []
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}

function addedUp(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0)
}
