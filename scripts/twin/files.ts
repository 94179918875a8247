import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type TwinLines, twinLines } from '../../lib/concepts/twins/lines.ts'
import { TWIN_ALGORITHMS, type TwinAlgorithm } from '../../lib/concepts/twins/ours.ts'
import type { TwinRun } from '../../lib/concepts/twins/run.ts'
import { TWIN_SCRIPTS, type TwinName } from '../../lib/concepts/twins/scripts.ts'
import type { machineOf, TwinSender } from './recording.ts'

const FOLDER = fileURLToPath(new URL('../../test/records/twins/', import.meta.url))

/** What one script has given on a kernel, by `sender algorithm`. */
export interface TwinRecord extends ReturnType<typeof machineOf> {
  script: TwinName
  /** The day, as 2026-12-01. */
  recorded: string
  runs: Record<string, TwinLines>
}

export function algorithmsOf(name: TwinName): TwinAlgorithm[] {
  return TWIN_SCRIPTS[name].isOfBoth ? (Object.keys(TWIN_ALGORITHMS) as TwinAlgorithm[]) : ['reno']
}

export function runKey(sender: TwinSender, algorithm: TwinAlgorithm): string {
  return `${sender} ${algorithm}`
}

/** @throws Error when it was never recorded */
export function readRecord(name: TwinName): TwinRecord {
  return JSON.parse(readFileSync(pathOf(name), 'utf8'))
}

/** Keys in order, a line a segment. */
export function writeRecord(
  { script, kernel, sysctls, recorded }: Omit<TwinRecord, 'runs'>,
  runs: Map<string, TwinRun>,
): void {
  mkdirSync(FOLDER, { recursive: true })
  const lines = Object.fromEntries([...runs].sort().map(([key, run]) => [key, twinLines(run)]))
  writeFileSync(pathOf(script), `${JSON.stringify({ kernel, recorded, runs: lines, script, sysctls }, null, 2)}\n`)
}

function pathOf(name: TwinName): string {
  return `${FOLDER}${name.toLowerCase().replaceAll(' ', '-')}.json`
}
