import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { NotebookMetadata } from '../../lib/notebook/index.ts'
import { updatedNotebook, type Verification, verifyAgain, verifyRun } from '../../lib/verify/index.ts'
import { code, notebookOf, out, ran } from '../helpers/outputs.ts'

const test = suite('one run, one set of numbers')

const whole: NotebookMetadata = { ackbook: { normalise: ['port', 'pid', 'duration', 'bytes'] } }

/** A cell each: what is stored, and what came. */
function verify(cells: readonly (readonly [string, string])[], metadata = whole): Verification {
  return verifyRun(
    notebookOf(
      cells.map(([stored]) => code([out(stored)])),
      metadata,
    ),
    ran(cells.map(([, fresh]) => [out(fresh)])),
  )
}

test('each port is another, the same where it was the same → verified', () => {
  const { verdict, normalised } = verify([
    ['listening on port 47969', 'listening on port 40001'],
    ['client at port 58013', 'client at port 40002'],
    ['port 47969 and port 58013', 'port 40001 and port 40002'],
  ])
  assert.is(verdict, 'verified')
  assert.is(normalised.length, 3)
})

test('what is one port in the run is stored as two → the cell with the rarer differs, and why', () => {
  const { verdict, findings, changed } = verify([
    ['listening on port 47969', 'listening on port 40001'],
    ['still port 47969', 'still port 40001'],
    ['a\nsame address, port 58013', 'a\nsame address, port 40001'],
  ])
  assert.equal([verdict, changed], ['differs', [2]])
  assert.is(
    findings[0]!.detail,
    'stdout\n    a\n  - same address, port 58013\n  + same address, port 40001\nport: what is 58013 here and 47969 elsewhere in the stored outputs is now 40001 in both places',
  )
  assert.is(findings[0]!.remedy, 'ackbook verify --update stores all such numbers of one run')
})

test('what is stored as one port is two in the run → differs, and why', () => {
  const { verdict, findings } = verify([
    ['port 47969 and port 47969', 'port 40001 and port 40001'],
    ['port 47969', 'port 40002'],
  ])
  assert.is(verdict, 'differs')
  assert.match(
    findings[0]!.detail!,
    /\nport: what is 47969 here and elsewhere in the stored outputs is now 40002 here and 40001 elsewhere$/,
  )
})

test('one that is the same in both, and stands for another elsewhere → differs', () => {
  assert.is(
    verify([
      ['port 5000', 'port 5000'],
      ['port 5000', 'port 5001'],
    ]).verdict,
    'differs',
  )
})

test('two within one output, and a number that is near it → told apart', () => {
  assert.is(verify([['port 47969, port 47970', 'port 40001, port 40001']]).verdict, 'differs')
  const tolerant = { ackbook: { normalise: ['port'], tolerance: 0.05 } }
  assert.is(verify([['port 47969, port 47970, 10', 'port 40001, port 40001, 10.1']], tolerant).verdict, 'differs')
  assert.is(verify([['port 47969, port 47970, 10', 'port 40001, port 40002, 10.1']], tolerant).verdict, 'verified')
})

test('measures → need not agree; ports and process ids are not mixed up', () => {
  assert.is(
    verify([
      ['3 ms, 10 bytes', '4 ms, 20 bytes'],
      ['3 ms, 10 bytes', '5 ms, 30 bytes'],
      ['port 4711, pid 4711', 'port 5001, pid 812'],
    ]).verdict,
    'verified',
  )
})

test("a pattern of one's own → an identity if it says so", () => {
  const own = (identity: boolean) => ({
    ackbook: { normalise: [{ pattern: 'job-\\d+', replace: 'job', identity }] },
  })
  const cells = [
    ['job-1 job-2', 'job-7 job-8'],
    ['job-1', 'job-8'],
  ] as const
  assert.is(verify(cells, own(false)).verdict, 'verified')
  assert.is(verify(cells, own(true)).verdict, 'differs')
  assert.throws(
    () => verify([], { ackbook: { normalise: [{ pattern: 'a', replace: '', identity: 1 as never }] } }),
    /"normalise\[0\].identity" is 1, not true or false/,
  )
})

test('the same file by both of its names → one', () => {
  assert.is(
    verify(
      [
        ['/tmp/a1', '/var/folders/b2'],
        ['/tmp/a1', '/private/var/folders/b2'],
      ],
      { ackbook: { normalise: ['tmp'] } },
    ).verdict,
    'verified',
  )
})

test('ports in markup whose attributes come in another order → renamed all the same', () => {
  const page = (one: number, other: number, swapped = false) => {
    const attributes = [`href="http://127.0.0.1:${one}/"`, `title="127.0.0.1:${other}"`]
    return [
      {
        output_type: 'display_data' as const,
        metadata: {},
        data: { 'text/html': `<a ${(swapped ? attributes.reverse() : attributes).join(' ')}></a>` },
      },
    ]
  }
  const verdict = (fresh: ReturnType<typeof page>) =>
    verifyRun(notebookOf([code(page(4001, 4002)), code([out('port 4001')])], whole), ran([fresh, [out('port 5001')]]))
      .verdict
  assert.is(verdict(page(5001, 5002, true)), 'verified')
  assert.is(verdict(page(5002, 5001, true)), 'differs')
})

test('a text that holds what marks are made of → still told apart', () => {
  assert.is(verify([['port 4001\ufdd0', 'port 4001']]).verdict, 'differs')
  assert.is(verify([['‹port›', 'port 4001']]).verdict, 'differs')
  assert.is(verify([['port ‹port›', 'port 4001']]).verdict, 'differs')
})

test('two ports that chance made one in this run → verified if a second run tells them apart', () => {
  const cells = [
    ['port 47969', 'port 40001', 'port 41001'],
    ['port 58013', 'port 40001', 'port 41002'],
  ] as const
  const notebook = notebookOf(
    cells.map(([stored]) => code([out(stored)])),
    whole,
  )
  const [first, second] = [ran(cells.map(([, fresh]) => [out(fresh)])), ran(cells.map(([, , fresh]) => [out(fresh)]))]
  const verification = verifyRun(notebook, first)
  assert.equal([verification.verdict, verification.mayBeChance], ['differs', true])
  assert.is(verifyAgain(notebook, first, second, verification).verdict, 'verified')
  assert.is(verifyAgain(notebook, first, first, verification).verdict, 'differs')
})

test('an update → what it stores verifies against its own run, whatever was stored before', () => {
  const ports = fc.array(fc.integer({ min: 40_000, max: 40_005 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fc.array(fc.tuple(ports, ports), { minLength: 1, maxLength: 5 }), (cells) => {
      const text = (each: number[]) => each.map((port) => `port ${port}\n`).join('')
      const notebook = notebookOf(
        cells.map(([stored]) => code([out(text(stored))])),
        whole,
      )
      const run = ran(cells.map(([, fresh]) => [out(text(fresh))]))
      const updated = updatedNotebook(notebook, run, verifyRun(notebook, run))
      assert.is(verifyRun(updated, run).verdict, 'verified')
    }),
  )
})

test('any renaming that is one to one → verified; with one port changed that stands twice → differs', () => {
  const ports = fc.uniqueArray(fc.integer({ min: 10_000, max: 60_000 }), { minLength: 8, maxLength: 8 })
  const cells = fc.array(fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 6 })
  fc.assert(
    fc.property(ports, cells, fc.nat(), (names, uses, which) => {
      const text = (use: number[], from: number) => use.map((at) => `port ${names[from + at]}\n`).join('')
      const pairs = uses.map((use): [string, string] => [text(use, 0), text(use, 4)])
      assert.is(verify(pairs).verdict, 'verified')
      const all = uses.flat()
      const changed = all[which % all.length]!
      if (all.filter((at) => at === changed).length < 2) return
      const at = pairs.findIndex(([stored]) => stored.includes(`port ${names[changed]}\n`))
      pairs[at]![0] = pairs[at]![0].replace(`port ${names[changed]}\n`, 'port 65000\n')
      assert.is(verify(pairs).verdict, 'differs')
    }),
  )
})

test.run()
