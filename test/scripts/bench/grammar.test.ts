import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type BenchOptions, benchOptions } from '../../../scripts/bench/grammar.ts'
import { benches } from '../../../scripts/bench/registry.ts'

const test = suite('bench: command line')

function read(...argv: string[]): { options: BenchOptions | number; out: string; err: string } {
  const done = { out: '', err: '' }
  const options = benchOptions(argv, {
    stdout: { write: (text) => (done.out += text) },
    stderr: { write: (text) => (done.err += text) },
    onInterrupt: () => () => {},
  })
  return { options, ...done }
}

function chosen(...argv: string[]): string[] {
  const { options } = read(...argv)
  assert.type(options, 'object')
  return (options as BenchOptions).chosen.map(({ name }) => name)
}

test('no word → everything, five rounds', () => {
  const { options } = read()
  assert.equal(
    chosen(),
    benches.map(({ name }) => name),
  )
  assert.is((options as BenchOptions).rounds, 5)
})

test('names → these, in the order in which they run', () => {
  assert.equal(chosen('engine', 'course'), ['course', 'engine'])
})

test('--quick → one round', () => {
  assert.is((read('--quick').options as BenchOptions).rounds, 1)
})

test('--against → not what needs more than lib/', () => {
  assert.ok(chosen('--against', 'HEAD~1').includes('engine'))
  assert.not(chosen('--against', 'HEAD~1').includes('sockets'))
})

test('--readme → what the README shows', () => {
  assert.equal(chosen('--readme'), ['course', 'unchanged', 'command', 'kernel', 'render'])
})

const refused: [title: string, argv: string[], said: RegExp][] = [
  [
    'a name that there is not → those that there are',
    ['engines'],
    /^nothing to measure is called engines: there is course, /,
  ],
  [
    'a name that goes not with --against → which',
    ['--against', 'x', 'sockets'],
    /^sockets cannot be measured of x: leave it out/,
  ],
  [
    'rounds that are no number → what they may be',
    ['--rounds', 'two'],
    /^--rounds two is no number of rounds: a whole number/,
  ],
  ['rounds without end → the same', ['--rounds', '1e9'], /^--rounds 1e9 is no number of rounds/],
  ['--readme with a name → why not', ['--readme', 'engine'], /^--readme goes with no name/],
]
for (const [title, argv, said] of refused) {
  test(title, () => assert.throws(() => read(...argv), said))
}

test('an option that it has not → a sentence, exit code 2', () => {
  assert.equal(read('--round', '2'), {
    options: 2,
    out: '',
    err: "bench: unknown option '--round' (Did you mean --rounds?). See: bench --help\n",
  })
})

test('--help → every name, how long all takes, and examples; exit code 0', () => {
  const { options, out } = read('--help')
  assert.is(options, 0)
  for (const { name } of benches) assert.match(out, new RegExp(`^  ${name} `, 'm'))
  assert.match(out, /takes\s+about \d+\s+minutes on two\s+quiet\s+processors/)
  assert.match(out, 'npm run bench -- course kernel')
})

test.run()
