/** The profile `linux` against what a kernel was recorded to do: every rule of every script. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readTwin } from '../../../lib/concepts/twins/lines.ts'
import { runOfOurs } from '../../../lib/concepts/twins/ours.ts'
import { TWIN_RULES, type TwinVerdict, twinVerdicts } from '../../../lib/concepts/twins/rules.ts'
import { TWIN_NAMES, type TwinName } from '../../../lib/concepts/twins/scripts.ts'
import { resolveSettings } from '../../../lib/tcp/settings.ts'
import { algorithmsOf, readRecord, runKey } from '../../../scripts/twin/files.ts'
import { TWIN_DIFFERENCES, twinSurprises } from '../../helpers/twin-differences.ts'

const test = suite('twins')

async function verdictsOf(name: TwinName, settings = {}): Promise<TwinVerdict[]> {
  const { runs } = readRecord(name)
  const all: TwinVerdict[] = []
  for (const algorithm of algorithmsOf(name)) {
    const recorded = {
      kernel: readTwin(runs[runKey('kernel', algorithm)]!),
      toKernel: readTwin(runs[runKey('ours', algorithm)]!),
    }
    const ours = await runOfOurs(name, algorithm, { settings })
    all.push(...twinVerdicts(name, algorithm, { ...recorded, ours }))
  }
  return all
}

for (const name of TWIN_NAMES) {
  test(`${name} → the kernel and the profile linux do the same, but for what is listed`, async () => {
    const verdicts = await verdictsOf(name)
    assert.equal(twinSurprises(verdicts), [])
    for (const { rule, kernel, ours } of verdicts) assert.ok(kernel !== undefined && ours !== undefined, rule)
  })
}

test('what is listed as different → is a rule of its script, each with a clause', () => {
  for (const [key, { clause }] of Object.entries(TWIN_DIFFERENCES)) {
    const [script = '', rule = ''] = key.split(': ')
    assert.ok(
      TWIN_RULES[rule]?.of.some((name) => name === script),
      key,
    )
    assert.match(clause, /RFC \d+ §/)
  }
})

test('every rule → shown by a script, and says by which clause', () => {
  for (const [rule, { of, clause }] of Object.entries(TWIN_RULES)) {
    assert.ok(of.length > 0, rule)
    assert.match(clause, /^RFC \d+ §/, rule)
  }
})

const claims: [setting: string, settings: object, name: TwinName, rule: string][] = [
  ['initialWindow', { initialWindow: 4 }, 'nothing lost', 'initial window'],
  ['slowStartLimit', { slowStartLimit: 1, quickAcks: 0 }, 'nothing lost', 'cwnd after three rounds'],
  ['rtoSlop', { rtoSlop: 200 }, 'nothing lost', 'first RTO'],
  ['synLinear', { initialRto: 3000 }, 'SYN lost', 'SYN again'],
  ['lostSyns', { lostSyns: 0 }, 'SYN lost', 'initial window'],
  ['lossDetection', { lossDetection: 'dup-ack' }, 'last two lost', 'first copy after the loss'],
  ['windowProbe', { windowProbe: 'octet' }, 'window closed', 'probes of a closed window'],
  ['restartAfterIdle', { restartAfterIdle: false }, 'idle', 'flight after the pause'],
  ['quickAcks', { quickAcks: 0 }, 'nothing lost', 'ACKs of the first flight'],
  ['sack', { sack: false }, 'one lost', 'SACK blocks begin with segment'],
  ['undo', { undo: false }, 'reordered', 'ssthresh after what was only late'],
]
for (const [setting, settings, name, rule] of claims) {
  test(`${setting} otherwise than the profile has it → the record contradicts: ${rule}`, async () => {
    const surprises = twinSurprises(await verdictsOf(name, settings))
    assert.ok(
      surprises.some((line) => line.includes(rule)),
      surprises.join('\n'),
    )
  })
}

test('what the recorded kernel was set to → what the profile has', () => {
  const linux = resolveSettings({ profile: 'linux' })
  for (const name of TWIN_NAMES) {
    const { sysctls, kernel, recorded } = readRecord(name)
    assert.is(Number(sysctls.tcp_rto_min_us), 1000 * linux.minRto)
    assert.is(Number(sysctls.tcp_syn_linear_timeouts), linux.synLinear)
    assert.is(sysctls.tcp_slow_start_after_idle === '1', linux.restartAfterIdle)
    assert.is(sysctls.tcp_sack === '1', linux.sack)
    assert.match(kernel, /^\d+\.\d+/)
    assert.match(recorded, /^\d{4}-\d\d-\d\d$/)
  }
})

test.run()
