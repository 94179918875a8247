import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readTwin, twinLines } from '../../../lib/concepts/twins/lines.ts'
import { runOfOurs } from '../../../lib/concepts/twins/ours.ts'
import { TWIN_NAMES } from '../../../lib/concepts/twins/scripts.ts'
import { readRecord } from '../../../scripts/twin/files.ts'
import { recordModules } from '../../../scripts/twin/module.ts'

const test = suite('lines of twins')

test('a run → lines → the same run', async () => {
  for (const name of TWIN_NAMES) {
    const run = await runOfOurs(name, 'cubic')
    assert.ok(run.segments.length > 40 && run.samples.length > 3, name)
    assert.equal(readTwin(twinLines(run)), run, name)
  }
})

test('every record → read and written, the same lines', () => {
  for (const name of TWIN_NAMES)
    for (const lines of Object.values(readRecord(name).runs)) assert.equal(twinLines(readTwin(lines)), lines, name)
})

test('a line → what it says', () => {
  const { segments, samples } = readTwin({
    segments: [
      '>0 x fS w64240',
      '>1000 50 fS s0',
      '<1050 50 fSA a1 w65535',
      '>1101 51 a1 w64512',
      '>1101 52 l700',
      '<1152 50 a1449 2149:2849',
    ],
    samples: ['1101 10 - 304', '1300 7 7 304'],
  })
  assert.equal(
    segments.map(({ seq }) => seq),
    [0, 0, 0, 1, 1449, 1],
  )
  assert.equal(segments[0], {
    ...{
      sent: 0,
      arrived: undefined,
      isFromSender: true,
      flags: 'S',
      seq: 0,
      length: 0,
      ack: 0,
      window: 64240,
      sack: [],
    },
  })
  assert.equal(segments[4]!.length, 700)
  assert.equal(segments[5]!.sack, [[2149, 2849]])
  assert.equal(
    samples.map(({ ssthresh }) => ssthresh),
    [undefined, 7],
  )
})

test('the records of lessons → what the recorded files say', () => {
  for (const { path, text } of recordModules()) assert.is(readFileSync(path, 'utf8'), text, 'run npm run twin -- write')
})

test.run()
