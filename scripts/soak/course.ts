import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { buildIfChanged } from '../built.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const logs = join(root, '.build', 'soak-course')
const TOGETHER = 4

/**
 * Verifies the course so many times, each in a process of its own: four of five one after another, the rest four at once. What
 * each said stays in `.build/soak-course`. @returns how many found a difference
 */
export async function soakCourse(count: number): Promise<number> {
  await buildIfChanged()
  mkdirSync(logs, { recursive: true })
  const alone = Math.ceil(0.8 * count)
  let failed = 0
  for (let run = 1; run <= count; ) {
    const batch = run <= alone ? 1 : Math.min(TOGETHER, count - run + 1)
    const runs = Array.from({ length: batch }, (_, at) => run + at)
    for (const good of await Promise.all(runs.map((number) => verify(number, batch)))) if (!good) failed++
    run += batch
  }
  console.log(
    `${count} runs of the course, ${count - alone} of them up to ${TOGETHER} at once: ${failed} with a difference`,
  )
  return failed
}

async function verify(run: number, batch: number): Promise<boolean> {
  const argv = [join(root, 'lib', 'ackbook.js'), 'verify', '--no-cache', 'notebooks']
  const { all, exitCode } = await execa(process.execPath, argv, {
    cwd: root,
    all: true,
    reject: false,
    stdin: 'ignore',
  })
  const log = join(logs, `${run}.txt`)
  writeFileSync(log, all)
  const summary = all.trimEnd().split('\n').at(-1)?.trim()
  console.log(
    `run ${run}${batch > 1 ? `, ${batch} at once` : ''}: exit code ${exitCode}: ${summary}   ${relative(root, log)}`,
  )
  return exitCode === 0
}
