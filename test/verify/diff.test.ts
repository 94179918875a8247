import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Output } from '../../lib/notebook/index.ts'
import { out, show, verifyOne } from '../helpers/outputs.ts'

const test = suite('diffs')

const detail = (before: Output[], after: Output[]) => verifyOne(before, after).findings[0]!.detail!

// what is other, stored, new, as it is shown
const alike: [string, string, string, string, string][] = [
  ['a letter in one piece or two', 'café', 'cafe\u0301', 'caf\\u00e9', 'cafe\\u0301'],
  ['a tab', 'a\tb', 'a b', 'a→b', 'a·b'],
  ['blanks at the end', 'a', 'a ', 'a', 'a·'],
  ['a space that does not break', 'a b\u00a0c', 'a b c', 'a·b\\u00a0c', 'a·b·c'],
  ['a space that does not break, at the end', 'a\u00a0', 'a', 'a\\u00a0', 'a'],
  ['a space of no width', 'a\u200bb', 'ab', 'a\\u200bb', 'ab'],
  ['a hyphen that is not seen', 'a\u00adb', 'ab', 'a\\u00adb', 'ab'],
  ['a variation selector', '❤\ufe0f', '❤', '❤\\ufe0f', '❤'],
  ['a mark of order', '\ufeffa', 'a', '\\ufeffa', 'a'],
  ['a carriage return', 'a\rb', 'ab', 'a␍b', 'ab'],
  ['a Cyrillic letter', 'саt', 'cat', '\\u0441\\u0430t', 'cat'],
  ['a minus and a hyphen', '−5', '-5', '\\u22125', '-5'],
  ['a wide letter', 'Ａ', 'A', '\\uff21', 'A'],
  ['a tag that is not seen', 'a\u{e0041}', 'a', 'a\\u{e0041}', 'a'],
]
for (const [what, before, after, one, other] of alike) {
  test(`${what} is all that differs → spelled out`, () => {
    assert.is(detail([out(`${before}\n`)], [out(`${after}\n`)]), `stdout\n  - ${one}\n  + ${other}`)
  })
}

test('what a reader can tell apart → as it is', () => {
  assert.is(detail([out('größer, 错\n')], [out('kleiner, 对\n')]), 'stdout\n  - größer, 错\n  + kleiner, 对')
  assert.is(detail([out('é\n')], [out('e\n')]), 'stdout\n  - é\n  + e')
})

test('one of a long line’s many blanks is a tab → cut to it', () => {
  const line = (sign: string) => out(`${'x '.repeat(300)}${sign}y\n`)
  const [, before, after] = detail([line('\t')], [line(' ')]).split('\n')
  assert.match(before!, /^ {2}- …(?:x·)+→y$/)
  assert.match(after!, /^ {2}\+ …(?:x·)+·y$/)
})

test('a change at the beginning and one at the end of many lines → both, and what is between left out', () => {
  const lines = (first: string, last: string) => [
    out([first, ...Array.from({ length: 10_000 }, (_, at) => `line ${at}`), last, ''].join('\n')),
  ]
  assert.is(
    detail(lines('a', 'b'), lines('A', 'B')),
    'stdout\n  - a\n  + A\n    line 0\n    line 1\n    …\n    line 9998\n    line 9999\n  - b\n  + B',
  )
})

test('several displays without data, several errors → told apart by number', () => {
  const error = (evalue: string): Output => ({ output_type: 'error', ename: 'E', evalue, traceback: [] })
  assert.is(
    verifyOne([show({}), show({})], [show({})]).findings[0]!.message,
    'display of output 2 differs from what is stored',
  )
  assert.is(
    verifyOne([error('a'), error('b')], [error('a'), error('c')]).findings[0]!.message,
    'error of output 2 differs from what is stored',
  )
})

test.run()
