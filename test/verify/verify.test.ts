import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CellMetadata, CodeCell, Output } from '../../lib/notebook/index.ts'
import { type Executed, presetNames, updatedNotebook, verifyRun } from '../../lib/verify/index.ts'
import { code, normalise, notebookOf, out, ran, show, verifyOne } from '../helpers/outputs.ts'

const test = suite('verify')

test('the same outputs → verified', () => {
  const { verdict, findings, cells, normalised } = verifyOne([out('a\n')], [out('a\n')])
  assert.equal([verdict, findings, cells, normalised], ['verified', [], 1, []])
})

test('a stream in other pieces, interleaved otherwise → the same', () => {
  const fresh = [out('b', 'stderr'), out('a'), show({ 'text/plain': 'x' }), out('c\n'), out('d', 'stderr')]
  assert.is(verifyOne([show({ 'text/plain': 'x' }), out('ac\n'), out('bd', 'stderr')], fresh).verdict, 'verified')
})

test('text moved from stdout to stderr → differs', () => {
  const { findings } = verifyOne([out('a\n')], [out('a\n', 'stderr')])
  assert.is(findings[0]!.message, 'stdout and stderr differ from what is stored')
  assert.is(findings[0]!.detail, 'stdout\n  - a\nstderr\n  + a')
})

test('colours, CRLF → compared away, on either side, without being declared', () => {
  assert.is(verifyOne([out('\u001b[31ma\u001b[39m\r\n')], [out('a\n')]).verdict, 'verified')
  assert.is(verifyOne([out('a\n')], [out('\u001b]8;;http://x\u0007a\u001b]8;;\u0007\n')]).verdict, 'verified')
  assert.is(verifyOne([], [out('\u001b[0m')]).verdict, 'verified')
})

test('one line differs → a diff with context, the cell, and how to accept it', () => {
  const lines = (n: string) => out(`1\n2\n3\n4\n${n}\n6\n7\n8\n9\n`)
  const { verdict, findings, changed } = verifyOne([lines('five')], [lines('FIVE')])
  assert.equal([verdict, changed], ['differs', [0]])
  assert.equal(findings, [
    {
      kind: 'output-differs',
      cell: 0,
      id: 'the-cell',
      message: 'stdout differs from what is stored',
      detail: 'stdout\n    …\n    3\n    4\n  - five\n  + FIVE\n    6\n    7\n    …',
      remedy: 'if the new output is right: ackbook verify --update',
    },
  ])
})

test('the difference is white space alone → it is made visible', () => {
  assert.is(verifyOne([out('a b\n')], [out('a  b\n')]).findings[0]!.detail, 'stdout\n  - a·b\n  + a··b')
  assert.is(verifyOne([out('a\n')], [out('a')]).findings[0]!.detail, 'stdout\n  - a\n  + a (no line end)')
})

test('a long line → cut to where it differs; control characters → shown, not obeyed', () => {
  const { findings } = verifyOne(
    [out(`${'x'.repeat(500)}A${'y'.repeat(500)}\n`)],
    [out(`${'x'.repeat(500)}\u0007${'y'.repeat(500)}\n`)],
  )
  const part = (letter: string) => `…${'x'.repeat(80)}${letter}${'y'.repeat(79)}…`
  assert.is(findings[0]!.detail, `stdout\n  - ${part('A')}\n  + ${part('␇')}`)
})

test('thousands of lines differ → the first forty, and how many more', () => {
  const lines = (letter: string) => out(Array.from({ length: 5000 }, (_, n) => `${letter}${n}\n`).join(''))
  const detail = verifyOne([lines('a')], [lines('b')]).findings[0]!.detail!
  assert.is(detail.split('\n').length, 42)
  assert.ok(detail.endsWith('\n    … 9960 more lines differ'), detail.slice(-80))
})

// name, stored, new: the same under the preset
const same: [string, string, string][] = [
  ['port', 'listening on 127.0.0.1:41234', 'listening on 127.0.0.1:50001'],
  ['port', "{ address: '127.0.0.1', port: 41234 }", "{ address: '127.0.0.1', port: 50001 }"],
  ['port', "('127.0.0.1', 41234)", "('127.0.0.1', 50001)"],
  ['port', 'http://localhost:41234/x [::1]:41234 port 41234', 'http://localhost:5001/x [::1]:5001 port 5001'],
  ['duration', 'took 1.3 s, then 200ms', 'took 2 s, then 3ms'],
  ['duration', '12 milliseconds', '3.5 milliseconds'],
  ['duration', '1m 30s', '2m 5s'],
  ['bytes', '16384 of 1048576 bytes taken', '14336 of 1048576 bytes taken'],
  ['bytes', '1,234 bytes, 3 kB, 1.5 MiB', '999 bytes, 4 kB, 1.25 MiB'],
  ['date', '2026-11-22T13:35:30.123Z', '2027-01-02T03:04:05Z'],
  ['date', 'Sun, 22 Nov 2026 13:35:30 GMT', 'Mon, 01 Jan 2027 00:00:00 GMT'],
  [
    'date',
    'Sun Nov 22 2026 13:35:30 GMT+0000 (Coordinated Universal Time)',
    'Mon Jan 01 2027 01:00:00 GMT+0100 (Central European Standard Time)',
  ],
  ['time', 'at 13:35:30', 'at 9:00:01.5 PM'],
  ['path', 'in /home/me/course/x.ts:3', 'in /tmp/elsewhere/x.ts:3'],
  ['path', 'file:///a/b/c.js', 'file:///d/c.js'],
  ['path', 'C:\\Users\\me\\x.ts', '/home/me/x.ts'],
  ['tmp', 'wrote /tmp/abc123/a.txt', 'wrote /var/folders/x1/T/q-9/b.txt'],
  ['pid', 'pid 4711, process 12', 'pid 9, process 44444'],
  ['uuid', '123e4567-e89b-12d3-a456-426614174000', '00000000-0000-4000-8000-00000000000F'],
  ['address', '<x at 0x7f00deadbeef>', '<x at 0x1234>'],
  ['ip', 'from 10.0.0.1', 'from 192.168.178.20'],
  ['number', 'a 1 b -2.5e3', 'a 17 b 4'],
  ['space', 'a  b \n', 'a b\n'],
  ['stack', 'Error: x\n    at a (b.ts:1:2)\n    at node:internal/x:5:6\nmore', 'Error: x\n    at c (d.ts:7:8)\nmore'],
]
for (const [name, before, after] of same) {
  test(`normalise ${name}: ${before.slice(0, 40)} → the same as ${after.slice(0, 40)}, and only with it`, () => {
    assert.is(verifyOne([out(before)], [out(after)]).verdict, 'differs')
    assert.is(verifyOne([out(before)], [out(after)], normalise(name)).verdict, 'verified')
    assert.is(verifyOne([out(before)], [out(after)], {}, normalise(name)).verdict, 'verified', 'by the notebook')
  })
}

test('every preset → has such a row', () => {
  // What is coloured otherwise is never different, asked for or not.
  const rows = new Set(['ansi', ...same.map(([name]) => name), ...other.map(([name]) => name)])
  assert.equal(
    presetNames.filter((name) => !rows.has(name)),
    [],
  )
})

// name, stored, new: different all the same
const other: [string, string, string][] = [
  ['port', 'port 0', 'port 1'],
  ['port', 'seq 41234', 'seq 50001'],
  ['port', '127.0.0.1:41234', '127.0.0.2:41234'],
  ['port', '41234 bytes', '50001 bytes'],
  ['duration', '5 segments', '6 segments'],
  ['duration', '5', '6'],
  ['bytes', '5 of 7 segments', '6 of 7 segments'],
  ['bytes', '5 bytesize', '6 bytesize'],
  ['path', '/a/b/c.ts', '/a/b/d.ts'],
  ['path', '1/2 done', '2/2 done'],
  ['pid', 'rapid 3', 'rapid 4'],
  ['time', '1:2', '1:3'],
  ['date', '2026-11', '2026-12'],
  ['address', '0x12', '0x13'],
  ['uuid', 'deadbeef', 'deadbeee'],
  ['stack', 'Error: x\n    at a', 'Error: y\n    at a'],
  ['number', 'a1', 'a2'],
]
for (const [name, before, after] of other) {
  test(`normalise ${name}: ${before} → still differs from ${after}`, () => {
    assert.is(verifyOne([out(before)], [out(after)], normalise(name)).verdict, 'differs')
  })
}

test('normalisers that fired → counted where the two sides differed, and only there', () => {
  const stored = [out('127.0.0.1:41234 and 127.0.0.1:5000 in 3 ms\n')]
  const fresh = [out('127.0.0.1:41235 and 127.0.0.1:5000 in 4 ms\n')]
  const { normalised } = verifyOne(stored, fresh, normalise('port', 'duration', 'uuid'))
  assert.equal(normalised, [
    {
      cell: 0,
      fired: [
        { name: 'port', count: 1 },
        { name: 'duration', count: 1 },
      ],
    },
  ])
})

test('normalised lines in a diff → shown as they are, as context', () => {
  const { findings } = verifyOne([out('port 4001\na\n')], [out('port 4002\nb\n')], normalise('port'))
  assert.is(findings[0]!.detail, 'stdout\n    port 4001\n  - a\n  + b')
})

test("a pattern of one's own → applied to both sides, named when it fired", () => {
  const metadata = {
    ackbook: { normalise: [{ pattern: 'ID-\\d+', flags: 'i', replace: 'ID', name: 'ids' }] },
  }
  const { verdict, normalised } = verifyOne([out('id-1 ID-2')], [out('id-3 ID-2')], metadata)
  assert.is(verdict, 'verified')
  assert.equal(normalised[0]!.fired, [{ name: 'ids', count: 1 }])
})

const refused: [unknown, RegExp][] = [
  ['prot', /^metadata of cell 1 \(id the-cell\): "normalise" names "prot"; there are uuid, .*port/],
  [{ pattern: '(' }, /the pattern "\(" is not valid/],
  [{ pattern: '' }, /"normalise\[0\].pattern" is "", not a regular expression/],
  [{ pattern: 'x'.repeat(501) }, /is longer than 500 characters/],
  [{ pattern: 'a', flags: 'y' }, /has flags other than i, m, s, u/],
  [{ pattern: '(a+)+b' }, /repeats a group that itself repeats/],
  [{ pattern: '(?:a|ab)*c' }, /repeats a group that itself repeats or chooses/],
  [{ pattern: '((a{1,99})x)*' }, /repeats a group/],
  [{ pattern: '(a)\\1' }, /refers back to a group/],
  [7, /"normalise\[0\]" is 7, not the name of a preset/],
]
for (const [entry, message] of refused) {
  test(`normalise ${JSON.stringify(entry).slice(0, 40)} → refused: ${message.source.slice(0, 40)}`, () => {
    const metadata = { ackbook: { normalise: [entry as string] } }
    assert.throws(
      () => verifyOne([], [], metadata),
      (error: Error) => error.name === 'NotebookError' && message.test(error.message),
    )
  })
}

for (const pattern of ['[(a+)+]', '\\(a+\\)+', '(?:ab)+', 'a+b+', '(\\d+) ms', '(?:a|b) c+', '(x{1,3}y)?']) {
  test(`the harmless pattern ${pattern} → accepted`, () => {
    assert.is(verifyOne([], [], { ackbook: { normalise: [{ pattern, replace: '' }] } }).verdict, 'verified')
  })
}

test('a tolerance → numbers within it are the same, the words between them are not', () => {
  const metadata = { ackbook: { tolerance: 0.05 } }
  const result = verifyOne([out('mean 100 of 7 (3.0e2)')], [out('mean 96.5 of 7 (3.1e2)')], metadata)
  assert.equal(result.normalised, [{ cell: 0, fired: [{ name: 'tolerance', count: 2 }] }])
  assert.is(verifyOne([out('mean 100')], [out('mean 90')], metadata).verdict, 'differs')
  assert.is(verifyOne([out('mean 100')], [out('sum 100')], metadata).verdict, 'differs')
  assert.is(verifyOne([out('1 2')], [out('1')], metadata).verdict, 'differs')
  assert.is(verifyOne([out('0')], [out('0.001')], metadata).verdict, 'differs')
  assert.throws(() => verifyOne([], [], { ackbook: { tolerance: 2 } }), /"tolerance" is 2, not a number from 0 up to 1/)
})

test("the cell's tolerance goes before the notebook's", () => {
  const whole = { ackbook: { tolerance: 0.5 } }
  assert.is(verifyOne([out('10')], [out('9')], {}, whole).verdict, 'verified')
  assert.is(verifyOne([out('10')], [out('9')], { ackbook: { tolerance: 0 } }, whole).verdict, 'differs')
})

test('JSON → compared by structure; the diff names the member', () => {
  const stored = [show({ 'application/json': { a: [1, { b: 2 }], c: null } })]
  assert.is(verifyOne(stored, [show({ 'application/json': { c: null, a: [1, { b: 2 }] } })]).verdict, 'verified')
  const { findings } = verifyOne(stored, [show({ 'application/json': { c: null, a: [1, { b: 3 }] } })])
  assert.is(
    findings[0]!.detail,
    'application/json\n    …\n        1,\n        {\n  -       "b": 2\n  +       "b": 3\n        }\n      ],\n    …',
  )
})

test('JSON that a kernel sends as a text → compared by structure, and not the same as the value', () => {
  const json = (data: unknown) => [show({ 'application/json': data })]
  assert.is(verifyOne(json('{"a":1,"b":[2]}'), json('{"b": [2], "a": 1}')).verdict, 'verified')
  assert.is(verifyOne(json('{"a":1}'), json('{"a":2}')).verdict, 'differs')
  assert.is(verifyOne(json('{"a":1}'), json({ a: 1 })).verdict, 'differs')
  assert.is(verifyOne(json('no {'), json('no  {')).verdict, 'differs')
})

test('a display of nothing that is new, or did not come → differs', () => {
  assert.is(verifyOne([], [show({ 'text/html': '' })]).verdict, 'differs')
  assert.is(verifyOne([show({ 'text/plain': '' })], []).verdict, 'differs')
})

test('an image → compared by its bytes, however the base64 is broken into lines', () => {
  const png = (data: string) => show({ 'image/png': data })
  assert.is(verifyOne([png('iVBO\nRw0K\n')], [png('iVBORw0K')]).verdict, 'verified')
  const { findings } = verifyOne([png('iVBORw0K')], [png('iVBORw==')])
  assert.is(findings[0]!.detail, 'image/png\n  - 6 bytes, iVBORw0K…\n  + 4 bytes, iVBORw==…')
})

test('one MIME type of several differs, or is missing → only that one is shown', () => {
  const stored = [show({ 'text/plain': 'x', 'text/html': '<b>x</b>' })]
  const { findings } = verifyOne(stored, [show({ 'text/plain': 'x', 'text/html': '<i>x</i>' })])
  assert.is(
    findings[0]!.detail,
    'text/html\n  - <b>x</b> (no line end)\n  + <i>x</i> (no line end)'.replaceAll(' (no line end)', ''),
  )
  assert.is(
    verifyOne(stored, [show({ 'text/plain': 'x' })]).findings[0]!.message,
    'text/html differs from what is stored',
  )
})

test('a second display that did not come → differs', () => {
  const two = [show({ 'text/plain': 'x' }), show({ 'text/plain': 'y' })]
  assert.is(verifyOne(two, two.slice(0, 1)).findings[0]!.message, 'text/plain of output 2 differs from what is stored')
})

test('an error → compared by name and message, not by its frames', () => {
  const error = (evalue: string, traceback: string[]): Output => ({
    output_type: 'error',
    ename: 'E',
    evalue,
    traceback,
  })
  assert.is(verifyOne([error('x', ['a'])], [error('x', ['b'])]).verdict, 'verified')
  assert.is(verifyOne([error('x', [])], [error('y', [])]).verdict, 'differs')
})

test('execution counts → not compared', () => {
  const result = (n: number): Output => ({ output_type: 'execute_result', data: {}, metadata: {}, execution_count: n })
  assert.is(verifyOne([result(126)], [result(1)]).verdict, 'verified')
})

test('nbval-ignore-output, by tag or comment → not compared; nbval-check-output → compared', () => {
  const one = (metadata: CellMetadata, source: string) =>
    verifyRun(notebookOf([code([out('a')], metadata, { source })]), ran([[out('b')]])).verdict
  assert.is(one({ tags: ['nbval-ignore-output'] }, 'x'), 'verified')
  assert.is(one({}, '// NBVAL_IGNORE_OUTPUT\nx'), 'verified')
  assert.is(one({ tags: ['nbval-ignore-output', 'nbval-check-output'] }, 'x'), 'differs')
})

test('a code cell that was never executed → a finding, even when it prints nothing; an empty or skipped one → none', () => {
  const fresh = (more: Partial<CodeCell>, metadata: CellMetadata = {}) =>
    code([], metadata, { execution_count: null, ...more })
  const never = verifyRun(notebookOf([fresh({})]), ran([[]]))
  assert.equal([never.verdict, never.findings[0]!.kind, never.changed], ['differs', 'never-executed', [0]])
  assert.is(verifyRun(notebookOf([fresh({ execution_count: 3 })]), ran([[]])).verdict, 'verified')
  assert.is(verifyRun(notebookOf([fresh({ source: ' \n' })]), ran([[]], 'skipped')).verdict, 'nothing')
  assert.is(verifyRun(notebookOf([fresh({}, { tags: ['skip-execution'] })]), ran([[]], 'skipped')).verdict, 'nothing')
})

test('a cell that should have run has no run, or is skipped without a tag → failed, never verified', () => {
  const notebook = notebookOf([code([]), code([])])
  for (const run of [ran([[]]), ran([[], []], 'skipped'), ran([[], []], 'not-run'), ran([])]) {
    const { verdict, findings } = verifyRun(notebook, run)
    assert.equal([verdict, findings.at(-1)!.kind], ['failed', 'not-run'])
  }
})

test('two patterns of one name → both applied', () => {
  const rule = (pattern: string) => ({ pattern, replace: '', name: 'same' })
  const metadata = { ackbook: { normalise: [rule('a\\d'), rule('b\\d')] } }
  assert.is(verifyOne([out('a1 b1')], [out('a2 b2')], metadata).verdict, 'verified')
})

test('any output, any presets → the same as itself, without a normaliser firing', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[0-9a-f :./,-]{0,40}(?:ms|bytes|port )?$/))
  const output = fc.oneof(
    text.map((each) => out(each)),
    text.map((each) => out(each, 'stderr')),
    fc.jsonValue().map((value) => show({ 'application/json': value, 'text/plain': 'x' })),
  )
  fc.assert(
    fc.property(
      fc.array(output),
      fc.subarray([...presetNames]),
      fc.constantFrom(0, 0.1),
      (outputs, names, tolerance) => {
        const metadata = { ackbook: { normalise: names, tolerance } }
        const { verdict, normalised } = verifyOne(outputs, structuredClone(outputs), metadata)
        assert.equal([verdict, normalised], ['verified', []])
      },
    ),
  )
})

test('any two texts that differ, without a policy → differ, and the diff shows both', () => {
  const text = fc.stringMatching(/^[a-c \n]{1,30}$/)
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { verdict, findings } = verifyOne([out(before)], [out(after)])
      assert.is(verdict, before === after ? 'verified' : 'differs')
      if (before !== after) assert.match(findings[0]!.detail!, /^ {2}[-+] /m)
    }),
  )
})

test('a run that failed → failed, its outputs not compared, cells not run not counted', () => {
  const run: Executed = {
    path: 'x.ipynb',
    cells: [
      { index: 0, status: 'ok', outputs: [out('a')], executionCount: 1 },
      { index: 1, status: 'failed', outputs: [out('b')], executionCount: 2 },
      { index: 2, status: 'not-run', outputs: [], executionCount: null },
    ],
    findings: [
      { kind: 'cell-failed', cell: 1, message: 'failed' },
      { kind: 'not-run', cell: 2, message: 'not run' },
    ],
  }
  const result = verifyRun(notebookOf([code([out('x')]), code([]), code([])]), run)
  assert.is(result.verdict, 'failed')
  assert.is(result.cells, 1)
  assert.equal(
    result.findings.map(({ kind, cell }) => [kind, cell]),
    [
      ['output-differs', 0],
      ['cell-failed', 1],
      ['not-run', 2],
    ],
  )
})

test('an update → new outputs where they differ and where they differed before normalising, the rest as stored, new counts', () => {
  const notebook = notebookOf([
    code([out('port 4001')], normalise('port'), { execution_count: 9 }),
    code([out('old')]),
    code([], {}, { execution_count: null }),
    code([out('\u001b[1msame\u001b[m')]),
    code([out('kept')], { tags: ['skip-execution'] }),
  ])
  const run = ran([[out('port 4002')], [out('new')], [], [out('same')]])
  const verification = verifyRun(notebook, run)
  const updated = updatedNotebook(notebook, run, verification)
  assert.equal(
    updated.cells.map((cell) => [cell.execution_count, cell.outputs]),
    [
      [1, [out('port 4002')]],
      [2, [out('new')]],
      [3, []],
      [4, [out('\u001b[1msame\u001b[m')]],
      [1, [out('kept')]],
    ],
  )
  assert.is(verifyRun(updated, run).verdict, 'verified')
})

test('a megabyte of text without a match → every preset looks through it in linear time', () => {
  const text = `${'1/2.3,4_5 '.repeat(50_000)}${'/a'.repeat(100_000)}${'a'.repeat(100_000)}${'1'.repeat(100_000)}`
  const metadata = normalise(...presetNames)
  // Quadratic time would be minutes; the test runner has no limit of its own, so the count is the proof that it came to an end.
  assert.is(verifyOne([out(text)], [out(`${text}!`)], metadata).findings.length, 1)
})

test.run()
