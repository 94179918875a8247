import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { cellsOf, writeNotebook } from '../bench/notebooks.ts'
import { buildIfChanged } from '../built.js'

const program = fileURLToPath(new URL('../../lib/ackbook.js', import.meta.url))
/** How often memory is looked at, in notebooks that are done. */
const EVERY = 25
/** By so much of what it has after a tenth of the notebooks may it grow until the end. */
const MOST_GROWTH = 1.25

/** What the runner itself holds, its kernels left out. */
interface Held {
  done: number
  megabytes: number
  files: number
}

/**
 * Verifies so many notebooks of two cells in one runner, and tells what the runner holds as it goes on: memory, and open files. Linux
 * alone tells that. @returns how much is wrong: notebooks that did not verify, and one if memory grew
 */
export async function soakMany(count: number): Promise<number> {
  if (process.platform !== 'linux') throw new RangeError(`on ${process.platform} nothing tells what a process holds`)
  await buildIfChanged()
  const folder = mkdtempSync(join(tmpdir(), 'ackbook-soak-'))
  try {
    for (let at = 1; at <= count; at++) writeNotebook(join(folder, `${at}.ipynb`), cellsOf(2))
    const runner = spawn(process.execPath, [program, 'verify', '--no-cache', folder], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(runner, 'exit')
    const held: Held[] = []
    let done = 0
    let summary = ''
    for await (const line of createInterface({ input: runner.stdout })) {
      if (line.trim() !== '') summary = line.trim()
      if (!/^ [✓✗]/.test(line) || ++done % EVERY !== 0) continue
      held.push({ done, ...heldBy(runner.pid!) })
      const { megabytes, files } = held.at(-1)!
      console.log(`${done} notebooks: ${megabytes} MB, ${files} open files`)
    }
    const [code] = await ended
    console.log(`exit code ${code}: ${summary}`)
    const early = held[Math.floor(held.length / 10)]
    const late = held.slice(-3).map(({ megabytes }) => megabytes)
    const grew = early !== undefined && Math.min(...late) > early.megabytes * MOST_GROWTH
    if (early) console.log(`after ${early.done} notebooks ${early.megabytes} MB, at the end ${late.join(', ')} MB`)
    return (code === 0 ? 0 : 1) + (grew ? 1 : 0)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function heldBy(pid: number): Omit<Held, 'done'> {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
  return { megabytes: Math.round(Number(kilobytes) / 1024), files: readdirSync(`/proc/${pid}/fd`).length }
}
