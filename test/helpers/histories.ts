import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { touchedSince } from '../../lib/cli/changed.ts'
import { loadNotebooks } from '../../lib/cli/load.ts'
import { WatchedNotebooks } from '../../lib/cli/watched.ts'
import { bundledResult } from './bundled-result.ts'
import { ioInto } from './command.ts'
import { drawing, RandomProject } from './random-project.ts'

/** Of pairs of a state and a notebook: how many had to be verified again, and how many were without need. */
export interface HistoryCounts {
  steps: number
  watch: { needed: number; needless: number; left: number }
  changed: { needed: number; needless: number; left: number }
}

/**
 * Plays a random history of edits of a project, and finds after each what has to be verified again by bundling all notebooks.
 *
 * @throws Error when `--watch` or `--changed` would leave out what has to be
 */
export async function playHistory(seed: number, steps: number): Promise<HistoryCounts> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ackbook-test-')))
  try {
    return await play(folder, seed, steps)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function play(folder: string, seed: number, steps: number): Promise<HistoryCounts> {
  const draw = drawing(seed)
  const project = new RandomProject(folder, draw)
  const io = ioInto({ code: 0, out: '', err: '' }, { cwd: folder })
  const watched = new WatchedNotebooks(['n'], {}, io)
  const counts: HistoryCounts = {
    steps,
    watch: { needed: 0, needless: 0, left: 0 },
    changed: { needed: 0, needless: 0, left: 0 },
  }
  const told: string[] = []
  let before = await results()
  for (const loaded of (await watched.read(new Set())).touched) watched.taken(loaded)
  const commits = [{ id: project.git('rev-parse', 'HEAD'), results: before }]
  for (let step = 0; step < steps; step++) {
    const folders = await watched.folders()
    const { what, paths } = project.edit()
    told.push(what)
    const now = await results()
    const heard = paths.filter((path) => folders.has(dirname(path)) && watched.concerns(path))
    const needed = differing(before, now)
    if (needed.length > 0 && heard.length === 0) fail('--watch hears nothing, and has to verify', needed)
    const { touched } = await watched.read(new Set(heard))
    for (const loaded of touched) watched.taken(loaded)
    check(counts.watch, '--watch', needed, heard.length === 0 ? [] : touched.map(({ path }) => path), now.size)
    before = now
    if (draw(4) === 0) {
      const { id, results: then } = commits[Math.max(0, commits.length - 1 - draw(4))]!
      const { notebooks } = await loadNotebooks(['n'], io, '')
      const found = await touchedSince(id, notebooks, {}, io)
      check(
        counts.changed,
        `--changed=${id.slice(0, 9)}`,
        differing(then, now),
        found.map(({ loaded }) => loaded.path),
        now.size,
      )
    }
    // What was built is taken for what the commit has.
    if (project.isBuilt && draw(6) === 0) {
      commits.push({ id: project.commit(), results: now })
      told.push('commit')
    }
  }
  return counts

  async function results(): Promise<Map<string, string>> {
    const found = new Map<string, string>()
    for (const path of project.notebooks()) found.set(path, await bundledResult(join(folder, path), folder))
    return found
  }

  function check(
    count: HistoryCounts['watch'],
    who: string,
    needed: readonly string[],
    found: readonly string[],
    all: number,
  ): void {
    const lacking = needed.filter((path) => !found.includes(path))
    if (lacking.length > 0) fail(`${who} leaves out`, lacking)
    count.needed += needed.length
    count.needless += found.length - needed.length
    count.left += all - found.length
  }

  function fail(message: string, notebooks: readonly string[]): never {
    const last = told.slice(-6).join(', ')
    throw new Error(`seed ${seed}, step ${told.length}: ${message} ${notebooks.join(', ')} after ${last}`)
  }
}

function differing(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string[] {
  return [...now].flatMap(([path, result]) => (before.get(path) === result ? [] : [relative('', path) || path]))
}
