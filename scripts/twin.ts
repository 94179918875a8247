/**
 * The kernel's TCP beside ours, by the same scripts of losses over the same link.
 *
 *     npm run twin                       what each rule says of the records and of ours
 *     npm run twin -- record             plays all scripts on this machine's kernel, and writes test/records/twins
 *     npm run twin -- record "one lost"  those alone
 *     npm run twin -- write              writes what lessons show of the records, lib/concepts/twins/records
 *
 * Recording takes Linux, with root or user namespaces and /dev/net/tun, and some minutes.
 */
import { writeFileSync } from 'node:fs'
import { readTwin } from '../lib/concepts/twins/lines.ts'
import { runOfOurs } from '../lib/concepts/twins/ours.ts'
import { twinVerdicts } from '../lib/concepts/twins/rules.ts'
import type { TwinRun } from '../lib/concepts/twins/run.ts'
import { TWIN_NAMES, type TwinName } from '../lib/concepts/twins/scripts.ts'
import { textTable } from '../lib/draw/index.ts'
import { optionsOf } from './options.ts'
import { algorithmsOf, readRecord, runKey, writeRecord } from './twin/files.ts'
import { recordModules } from './twin/module.ts'
import { recordTwins } from './twin/record.ts'

const { positionals } = optionsOf({ options: {}, allowPositionals: true })
const [order, ...asked] = positionals
const unknown = asked.find((name) => !TWIN_NAMES.some((known) => known === name))
if ((order !== undefined && order !== 'record' && order !== 'write') || unknown !== undefined) {
  const what =
    unknown === undefined ? `"${order}" is no order; there are record and write` : `no script is called "${unknown}"`
  console.error(`twin: ${what}. Scripts: ${TWIN_NAMES.join(', ')}.`)
  process.exit(2)
}

try {
  if (order === 'record') await record(asked.length > 0 ? (asked as TwinName[]) : TWIN_NAMES)
  else if (order === 'write') writeModules()
  else await compare()
} catch (error) {
  console.error(`twin: ${(error as Error).message}`)
  process.exitCode = 2
}

async function record(names: readonly TwinName[]): Promise<void> {
  const runs = new Map<TwinName, Map<string, TwinRun>>(names.map((name) => [name, new Map()]))
  const machine = await recordTwins(names, ({ script, key, late, run }) => {
    runs.get(script)!.set(key, readTwin(run))
    console.log(`${script}, ${key}: ${run.segments.length} segments, late by ${late} ms at most`)
  })
  const recorded = new Date().toISOString().slice(0, 10)
  for (const [script, own] of runs) writeRecord({ ...machine, script, recorded }, own)
  writeModules()
}

function writeModules(): void {
  for (const { path, text } of recordModules()) writeFileSync(path, text)
}

async function compare(): Promise<void> {
  const rows: string[][] = []
  for (const script of TWIN_NAMES) {
    const { runs } = readRecord(script)
    for (const algorithm of algorithmsOf(script)) {
      const verdicts = twinVerdicts(script, algorithm, {
        kernel: readTwin(runs[runKey('kernel', algorithm)]!),
        toKernel: readTwin(runs[runKey('ours', algorithm)]!),
        ours: await runOfOurs(script, algorithm),
      })
      for (const { rule, kernel, ours, agrees } of verdicts)
        rows.push([script, algorithm, rule, `${kernel}`, agrees ? '=' : '≠', `${ours}`])
    }
  }
  console.log(textTable(['script', 'by', 'rule', 'the kernel', '', 'ours'], rows))
}
