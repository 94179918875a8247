/** The scripts of the twin, recorded anew on the kernel that runs here: by the rules, what the committed record says, and what ours does. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readTwin } from '../../lib/concepts/twins/lines.ts'
import { runOfOurs } from '../../lib/concepts/twins/ours.ts'
import { TWIN_RULES, type TwinVerdict, twinVerdicts } from '../../lib/concepts/twins/rules.ts'
import type { TwinRun } from '../../lib/concepts/twins/run.ts'
import { TWIN_NAMES, type TwinName } from '../../lib/concepts/twins/scripts.ts'
import { algorithmsOf, readRecord, runKey } from '../../scripts/twin/files.ts'
import { type RecordedTwin, recordTwins } from '../../scripts/twin/record.ts'
import { noKernel } from '../helpers/scripted-peer.ts'
import { twinSurprises } from '../helpers/twin-differences.ts'

const test = suite('twin')
/** A run whose packets came later than this, in milliseconds, says more of the machine than of its kernel. */
const TOO_LATE = 15

const titleOf = (name: TwinName): string => `${name} → this kernel does what the record says, and ours what is listed`

if (noKernel !== undefined) {
  for (const name of TWIN_NAMES) {
    process.stdout.write(`skipped, ${noKernel}: ${titleOf(name)}\n`)
    test.skip(titleOf(name))
  }
} else {
  let recorded: Promise<Map<string, RecordedTwin>> | undefined
  const record = async (): Promise<Map<string, RecordedTwin>> => {
    const runs = new Map<string, RecordedTwin>()
    await recordTwins(TWIN_NAMES, (run) => runs.set(`${run.script} ${run.key}`, run))
    return runs
  }

  for (const name of TWIN_NAMES) {
    test(titleOf(name), async () => {
      recorded ??= record()
      const now = await recorded
      for (const algorithm of algorithmsOf(name)) {
        const [kernel, toKernel] = (['kernel', 'ours'] as const).map((sender) => {
          const key = runKey(sender, algorithm)
          return { ...now.get(`${name} ${key}`)!, before: readTwin(readRecord(name).runs[key]!) }
        })
        const late = Math.max(kernel!.late, toKernel!.late)
        if (late > TOO_LATE) {
          process.stdout.write(`not compared, its packets came ${late} ms late: ${name}, ${algorithm}\n`)
          continue
        }
        const [own, other] = [readTwin(kernel!.run), readTwin(toKernel!.run)]
        assert.equal(changed(name, own, kernel!.before, algorithm), [], 'this kernel, and the recorded one')
        const runs = { kernel: own, toKernel: other, ours: await runOfOurs(name, algorithm) }
        assert.equal(twinSurprises(twinVerdicts(name, algorithm, runs)), [])
      }
    })
  }
}

/** The rules by which two runs of kernels' senders differ. */
function changed(name: TwinName, now: TwinRun, before: TwinRun, algorithm: TwinVerdict['algorithm']): string[] {
  return twinVerdicts(name, algorithm, { kernel: now, ours: before })
    .filter(({ rule, agrees }) => !agrees && !TWIN_RULES[rule]!.isReceivers)
    .map(({ rule, kernel, ours }) => `${rule}: now ${kernel}, as recorded ${ours}`)
}

test.run()
