import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { apply, type Change, Names } from '../../scripts/mutation/named.ts'

const SOURCE = `
const K = 4
export function usable(snd: Snd, mss: number): number {
  const free = snd.una + snd.wnd - snd.nxt
  if (free <= 0 || (snd.closed && !snd.open)) return 0
  snd.timer.stop()
  snd.error = 'full'
  return Math.min(mss, free)
}
export class Timer {
  #at = Infinity
  get at(): number {
    return this.#at
  }
  start = (now: number): number => now + this.#rto * 2
}
`

function mutated(where: string, change: Change, source: string = SOURCE, file?: string): string {
  const names = new Names(new Map([['lib/a.ts', source]]))
  return apply(source, names.edit({ in: where, ...(file && { file }), ...change }))
}

/** What the first line that differs has become. */
function line(where: string, change: Change, source: string = SOURCE): string {
  const before = source.split('\n')
  return (
    mutated(where, change, source)
      .split('\n')
      .find((text, index) => text !== before[index])
      ?.trim() ?? ''
  )
}

const changes: [string, string, Change, string][] = [
  ['returns', 'Timer.at', { returns: '0' }, 'get at(): number { return 0 }'],
  ['returns, of an arrow', 'Timer.start', { returns: '0' }, 'start = (now: number): number => (0)'],
  ['first', 'usable', { first: 'return 1' }, 'export function usable(snd: Snd, mss: number): number {;return 1;'],
  ['without a call', 'usable', { without: 'timer.stop' }, ';'],
  ['without an assignment', 'usable', { without: 'error' }, ';'],
  ['value of a constant', 'K', { value: 'K', becomes: '2' }, 'const K = (2)'],
  ['value of a field', 'Timer', { value: 'at', becomes: '$0 - 1' }, '#at = ((Infinity) - 1)'],
  ['value of an assignment', 'usable', { value: 'snd.error', becomes: 'null' }, 'snd.error = (null)'],
  [
    'the smallest condition that mentions a word',
    'usable',
    { condition: 'open', becomes: 'true' },
    'if (free <= 0 || (snd.closed && (true))) return 0',
  ],
  [
    'the smallest that mentions two',
    'usable',
    { condition: 'closed open', becomes: 'false' },
    'if (free <= 0 || ((false))) return 0',
  ],
  [
    'an expression, with what it holds',
    'usable',
    { expression: 'Math.min($mss, _)', becomes: '$mss' },
    'return ((mss))',
  ],
  ['an expression that is a statement', 'usable', { expression: '_.stop()', becomes: 'undefined' }, 'void (undefined)'],
]
for (const [what, where, change, expected] of changes) {
  test(`change: ${what} → ${expected}`, () => assert.is(line(where, change), expected))
}

const rewritten: [string, string, Change, (source: string) => string][] = [
  [
    'parentheses',
    'usable',
    { expression: '_.una + _.wnd - _.nxt', becomes: '7' },
    (source) => source.replace('snd.una + snd.wnd - snd.nxt', '(snd.una) + (snd.wnd - snd.nxt)'),
  ],
  [
    'operands in another order, lines, comments',
    'usable',
    { expression: '_.una + _.wnd - _.nxt', becomes: '7' },
    (source) => source.replace('snd.una + snd.wnd - snd.nxt', '/* room */ snd.wnd\n - snd.nxt + snd.una'),
  ],
  [
    'the difference taken apart',
    'usable',
    { expression: '_.una + _.wnd - _.nxt', becomes: '7' },
    (source) => source.replace('snd.una + snd.wnd - snd.nxt', '-(snd.nxt - snd.una) + snd.wnd'),
  ],
  [
    'local names',
    'usable',
    { expression: 'Math.min($mss, _)', becomes: '$mss' },
    (source) => source.replaceAll('free', 'room').replaceAll('mss', 'eff'),
  ],
  [
    'a comparison turned round',
    'usable',
    { expression: '_ <= 0', becomes: 'false' },
    (source) => source.replace('free <= 0', '0 >= free'),
  ],
  [
    'a negation drawn in',
    'usable',
    { expression: '_.closed && !_.open', becomes: 'false' },
    (source) => source.replace('(snd.closed && !snd.open)', '!(snd.open || !snd.closed)'),
  ],
  [
    'a private field made public',
    'Timer.start',
    { expression: '_.rto * 2', becomes: '1' },
    (source) => source.replaceAll('#rto', 'rto'),
  ],
  [
    'a chain of conditions grouped otherwise',
    'usable',
    { condition: 'closed open', becomes: 'false' },
    (source) => source.replace('(snd.closed && !snd.open)', '(!snd.open && (snd.closed))'),
  ],
  [
    'types',
    'usable',
    { without: 'timer.stop' },
    (source) => source.replace('snd.timer.stop()', ';(snd as Snd).timer!.stop()'),
  ],
  [
    'the same number written otherwise',
    'K',
    { expression: '4', becomes: '2' },
    (source) => source.replace('= 4', '= 0x4'),
  ],
]
for (const [what, where, change, rewrite] of rewritten) {
  test(`rewritten: ${what} → still found`, () => {
    const source = rewrite(SOURCE)
    assert.is.not(source, SOURCE)
    assert.is.not(mutated(where, change, source), source)
  })
}

test('a function that was moved to another file → found there', () => {
  const names = new Names(
    new Map([
      ['lib/a.ts', 'const x = 1'],
      ['lib/b/c.ts', SOURCE],
    ]),
  )
  assert.is(names.edit({ in: 'Timer.at', returns: '0' }).file, 'lib/b/c.ts')
})

const refused: [string, () => unknown, RegExp][] = [
  ['no such function', () => mutated('Timer.stop', { returns: '0' }), /^nothing is called Timer.stop in any file$/],
  [
    'no such function in that file',
    () => mutated('K', { value: 'K', becomes: '2' }, SOURCE, 'b.ts'),
    /^nothing is called K in b.ts$/,
  ],
  [
    'no such statement',
    () => mutated('usable', { without: 'start' }),
    /^usable \(lib\/a.ts\) has no statement that calls or assigns start$/,
  ],
  [
    'no such condition',
    () => mutated('usable', { condition: 'una wnd', becomes: 'true' }),
    /has no condition that mentions una and wnd$/,
  ],
  ['a name that only ends alike', () => mutated('usable', { without: 'op' }), /has no statement/],
  [
    'an expression of other numbers',
    () => mutated('Timer.start', { expression: '_ * 3', becomes: '1' }),
    /has no expression _ \* 3$/,
  ],
  [
    'one thing said twice that is not the same',
    () => mutated('usable', { expression: 'Math.min($a, $a)', becomes: '1' }),
    /has no expression/,
  ],
  [
    'more than one',
    () => mutated('usable', { expression: '_.una', becomes: '1' }, SOURCE.replace('snd.wnd', 'snd.una')),
    /^usable \(lib\/a.ts\) has 2 of this, on lines 4, 4: expression _.una; say more of it$/,
  ],
  ['no expression', () => mutated('usable', { expression: 'if (', becomes: '1' }), /^"if \(" is no expression$/],
]
for (const [what, attempt, message] of refused) {
  test(`${what} → an error that says where was looked, and for what`, () => {
    try {
      attempt()
    } catch (error) {
      assert.match((error as Error).message, message)
      return
    }
    assert.unreachable()
  })
}

test.run()
