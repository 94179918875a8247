import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Output, Policy } from '../../lib/notebook/index.ts'
import { verifyRun } from '../../lib/verify/index.ts'
import { code, notebookOf, out, ran, show, verifyOne } from '../helpers/outputs.ts'

const test = suite('policies')

const verdict = (stored: Output[], fresh: Output[], own: Policy = {}, whole: Policy = {}) =>
  verifyOne(stored, fresh, { ackbook: own }, { ackbook: whole }).verdict

// tolerance, stored, new, verdict
const tolerances: [Policy['tolerance'], string, string, string][] = [
  [{ absolute: 0.001 }, '0.0001', '0.0002', 'verified'],
  [{ absolute: 0.001 }, '0.0001', '0.002', 'differs'],
  [{ absolute: 0.001 }, '1000', '1001', 'differs'],
  [{ absolute: 0.001 }, '-0.0004', '0.0004', 'verified'],
  [{ absolute: 1, relative: 0.01 }, '1000', '1009', 'verified'],
  [{ absolute: 1, relative: 0.01 }, '0', '1', 'verified'],
  [{ absolute: 1, relative: 0.01 }, '1000', '1020', 'differs'],
  [{ absolute: 0.5 }, '9007199254740993', '9007199254740992', 'differs'],
  [{ absolute: 0.5 }, '1e999', '1e998', 'differs'],
  [0.1, '1e999', '2e999', 'differs'],
  [0.5, 'a # 5', 'a 5 #', 'differs'],
  [{}, '1', '1.0', 'differs'],
]
for (const [tolerance, before, after, expected] of tolerances) {
  test(`tolerance ${JSON.stringify(tolerance)}: ${before} → ${after} ${expected}`, () => {
    assert.is(verdict([out(before)], [out(after)], { tolerance } as Policy), expected)
    assert.is(verdict([out(after)], [out(before)], { tolerance } as Policy), expected)
  })
}

test('a tolerance → also in JSON, in HTML and in a table of an SVG', () => {
  const near = (mime: string, data: (n: number) => unknown) =>
    verdict([show({ [mime]: data(100) })], [show({ [mime]: data(101) })], { tolerance: 0.02 })
  assert.is(
    near('application/json', (n) => ({ mean: n })),
    'verified',
  )
  assert.is(
    near('text/html', (n) => `<td>${n}</td>`),
    'verified',
  )
  assert.is(
    near('image/svg+xml', (n) => `<svg><text>${n}</text></svg>`),
    'verified',
  )
})

const latex = (tex: string, picture: string): Output =>
  show({ 'text/latex': tex, 'image/png': picture, 'text/plain': 'x' })

test('one MIME type is left out, by the cell or the notebook → it may differ, or be missing; the others may not', () => {
  const ignore = { ignore: ['image/png'] }
  assert.is(verdict([latex('a', 'AAAA')], [latex('a', 'BBBB')]), 'differs')
  assert.is(verdict([latex('a', 'AAAA')], [latex('a', 'BBBB')], ignore), 'verified')
  assert.is(verdict([latex('a', 'AAAA')], [latex('a', 'BBBB')], {}, ignore), 'verified')
  assert.is(verdict([latex('a', 'AAAA')], [latex('a', 'BBBB')], { ignore: ['image/*'] }), 'verified')
  assert.is(verdict([latex('a', 'AAAA')], [latex('b', 'BBBB')], ignore), 'differs')
  assert.is(verdict([latex('a', 'AAAA')], [show({ 'text/latex': 'a', 'text/plain': 'x' })], ignore), 'verified')
})

test('a display of nothing but what is left out → must be there all the same', () => {
  const picture = show({ 'image/png': 'AAAA' })
  assert.is(verdict([picture], [show({ 'image/png': 'BBBB' })], { ignore: ['image/png'] }), 'verified')
  assert.is(verdict([picture], [], { ignore: ['image/png'] }), 'differs')
  assert.is(verdict([picture], [picture, picture], { ignore: ['image/png'] }), 'differs')
  assert.is(verdict([picture], [show({ 'text/plain': 'x' })], { ignore: ['image/png'] }), 'differs')
})

test('one MIME type is compared alone → the others of that display may differ; streams and other displays may not', () => {
  const only = { only: ['text/latex'] }
  assert.is(verdict([latex('a', 'AAAA')], [latex('a', 'BBBB')], only), 'verified')
  assert.is(verdict([latex('a', 'AAAA')], [latex('b', 'AAAA')], only), 'differs')
  assert.is(verdict([latex('a', 'A'), out('x')], [latex('a', 'B'), out('y')], only), 'differs')
  assert.is(verdict([show({ 'text/plain': 'x' })], [show({ 'text/plain': 'y' })], only), 'differs')
  assert.is(
    verdict([latex('a', 'A')], [latex('a', 'B')], { only: ['image/png'] }, only),
    'differs',
    "the cell's own counts",
  )
})

test('stderr is left out → it may differ; stdout may not', () => {
  const warning = (text: string) => [out('x'), out(text, 'stderr')]
  assert.is(verdict(warning('a'), warning('b')), 'differs')
  assert.is(verdict(warning('a'), warning('b'), { ignore: ['stderr'] }), 'verified')
  assert.is(verdict([out('a')], [out('b')], { ignore: ['stderr'] }), 'differs')
})

const refused: [Policy, RegExp][] = [
  [
    { ignore: ['png'] },
    /^metadata of cell 1 \(id the-cell\): "ignore\[0\]" is "png", not "stdout", "stderr" or a MIME type/,
  ],
  [{ ignore: 'image/png' as never }, /"ignore" is "image\/png", not a list/],
  [{ only: ['stdout'] }, /"only\[0\]" is "stdout", not a MIME type/],
  [{ tolerance: { absolut: 1 } as never }, /"tolerance.absolut" is not known: did you mean "absolute"/],
  [{ tolerance: { absolute: -1 } }, /"tolerance.absolute" is -1, not a number from 0 on/],
  [{ tolerance: { relative: 1 } }, /"tolerance.relative" is 1, not a number from 0 up to 1/],
  [{ tolerance: '0.1' as never }, /"tolerance" is "0.1", not a number from 0 up to 1/],
  [{ tolerance: null as never }, /"tolerance" is null/],
]
for (const [policy, message] of refused) {
  test(`${JSON.stringify(policy)} → refused`, () => assert.throws(() => verdict([], [], policy), message))
}

// tags, source, whether the output is compared
const marks: [string[], string, boolean][] = [
  [['nbval-check-output'], '# NBVAL_IGNORE_OUTPUT', false],
  [['nbval-ignore-output'], '# NBVAL_CHECK_OUTPUT', true],
  [['nbval-check-output', 'nbval-ignore-output'], 'x', false],
  [['nbval-ignore-output', 'nbval-check-output'], 'x', true],
  [[], '# NBVAL_CHECK_OUTPUT\n# NBVAL_IGNORE_OUTPUT\nx', false],
  [[], '# NBVAL_IGNORE_OUTPUT\nx\n# NBVAL_CHECK_OUTPUT', true],
  [[], '// PYTEST_VALIDATE_IGNORE_OUTPUT\r\nx', false],
  [[], '## NBVAL_IGNORE_OUTPUT: the time of day', false],
  [[], '// NBVAL_IGNORE_OUTPUT is what we do not want here', true],
  [[], 'x // NBVAL_IGNORE_OUTPUT', true],
]
for (const [tags, source, isCompared] of marks) {
  test(`tags ${tags.join(', ') || 'none'}, source ${JSON.stringify(source)} → ${isCompared ? '' : 'not '}compared`, () => {
    const run = verifyRun(notebookOf([code([out('a')], { tags }, { source })]), ran([[out('b')]]))
    assert.is(run.verdict, isCompared ? 'differs' : 'verified')
  })
}

test('where packages are installed, in an error or a warning → not compared; what the error says is', () => {
  const stack = (place: string, what = 'TypeError: x') =>
    `${what}\n    at f (${place}/node_modules/tslab/dist/executor.js:160:38)\n`
  const [mine, theirs] = ['/home/me/my course', '/builds/course'].map((place) => place.replace(' ', '-')) as [
    string,
    string,
  ]
  assert.is(verdict([out(stack(mine), 'stderr')], [out(stack(theirs), 'stderr')]), 'verified')
  assert.is(verdict([out(stack('file:///a'), 'stderr')], [out(stack('C:\\b'), 'stderr')]), 'verified')
  assert.is(verdict([out(stack(mine), 'stderr')], [out(stack(theirs, 'TypeError: y'), 'stderr')]), 'differs')
  assert.is(verdict([out(stack(mine))], [out(stack(theirs))]), 'differs', 'stdout is what the cell says')
  const error = (evalue: string): Output => ({ output_type: 'error', ename: 'Error', evalue, traceback: [] })
  assert.is(verdict([error(stack(mine))], [error(stack(theirs))]), 'verified')
  const warning = (place: string, cell: string) =>
    out(`${place}/lib/python3.11/site-packages/a/b.py:3: UserWarning: x\n/tmp/${cell}.py:1: UserWarning: y\n`, 'stderr')
  assert.is(verdict([warning('/home/me/venv', 'ipykernel_12/34')], [warning('/opt', 'ipykernel_56/78')]), 'verified')
})

test('a figure in two layouts → left out with all pictures, or each by its own name', () => {
  const figure = (wide: string, narrow: string) => [
    show({ 'image/svg+xml': wide, 'image/vnd.ackbook.narrow-svg+xml': narrow, 'text/plain': 'words' }),
  ]
  const [both, one] = [figure('<svg><b/></svg>', '<svg><b/></svg>'), figure('<svg><a/></svg>', '<svg><b/></svg>')]
  const stored = figure('<svg><a/></svg>', '<svg><a/></svg>')
  assert.is(verdict(stored, both, { ignore: ['image/*'] }), 'verified')
  assert.is(verdict(stored, both, { only: ['text/plain'] }), 'verified')
  assert.is(verdict(stored, both, { ignore: ['image/svg+xml'] }), 'differs')
  assert.is(verdict(stored, one, { ignore: ['image/vnd.ackbook.narrow-svg+xml'] }), 'verified')
  assert.is(verdict(stored, one, { only: ['image/svg+xml'] }), 'verified')
  assert.is(verdict(stored, one, { only: ['image/*'] }), 'differs')
})

test('numbers that JSON has no word for → told apart from null, and from each other', () => {
  const json = (value: unknown) => [show({ 'application/json': { value } })]
  for (const [one, other] of [
    [Number.NaN, null],
    [Number.NaN, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    [0, -0],
  ]) {
    assert.is(verdict(json(one), json(other)), 'differs')
    assert.is(verdict(json(one), json(one)), 'verified')
  }
})

test.run()
