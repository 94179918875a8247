/** Records, in a network namespace of its own, the runs that it is asked for, and says each as a line of JSON. */
import { twinLines } from '../../lib/concepts/twins/lines.ts'
import type { TwinRun } from '../../lib/concepts/twins/run.ts'
import { TWIN_LINK, type TwinName } from '../../lib/concepts/twins/scripts.ts'
import { raise } from '../../lib/socket/tun/index.ts'
import { algorithmsOf, runKey } from './files.ts'
import { machineOf, recordTwin } from './recording.ts'

/** Milliseconds that a packet may be late by: this machine has other things to do. */
const LATE_ENOUGH = 4
const MOST_ATTEMPTS = 5

raise('lo')
// The first of all is slow: its code is not compiled yet.
await recordTwin('one lost', 'reno', 'kernel')
const say = (value: unknown): void => console.log(JSON.stringify(value))
say(machineOf())
for (const script of process.argv.slice(2) as TwinName[]) {
  for (const algorithm of algorithmsOf(script)) {
    for (const sender of ['kernel', 'ours'] as const) {
      let best: { run: TwinRun; late: number } | undefined
      for (let left = MOST_ATTEMPTS; left > 0 && (best?.late ?? Infinity) > LATE_ENOUGH; left--) {
        const run = await recordTwin(script, algorithm, sender)
        const late = latenessOf(run)
        if (late < (best?.late ?? Infinity)) best = { run, late }
      }
      say({ script, key: runKey(sender, algorithm), late: best!.late, run: twinLines(best!.run) })
    }
  }
}
process.exit()

/** By how much the link has delivered later than it should, in milliseconds: of twenty packets the second worst. */
function latenessOf({ segments }: TwinRun): number {
  const free = new Map<boolean, number>()
  const late = segments.flatMap(({ sent, arrived, isFromSender, length }) => {
    const out = Math.max(sent, free.get(isFromSender) ?? 0) + (length > 0 ? 1 : 0)
    free.set(isFromSender, out)
    return arrived === undefined ? [] : [arrived - out - TWIN_LINK.delay!]
  })
  return late.sort((one, other) => one - other)[Math.floor(late.length * 0.95)] ?? Infinity
}
