import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  AMOUNT,
  COUNT,
  check,
  checkOptions,
  FUNCTION,
  LIMIT,
  NEEDED,
  nearest,
  OBJECT,
  POSITIVE,
  type Rule,
  type Rules,
  SEED,
  SHARE,
  SOME,
} from '../lib/check.ts'

const cases: readonly (readonly [rule: Rule, fits: readonly unknown[], fails: readonly unknown[], demand: string])[] = [
  [SHARE, [0, 0.5, 1], [-0.1, 1.1, Number.NaN, Infinity, '1', null], 'a number from 0 to 1 (0.05 is 5 %)'],
  [AMOUNT, [0, 0.5, 1e9], [-1, Number.NaN, Infinity], 'a number, 0 or more'],
  [LIMIT, [0, 0.5, Infinity], [-1, Number.NaN, -Infinity], 'a number, 0 or more, or Infinity'],
  [POSITIVE, [0.001, 5], [0, -1, Number.NaN, Infinity], 'a number above 0'],
  [COUNT, [0, 3], [0.5, -1, Infinity], 'a whole number, 0 or more'],
  [SOME, [1, 3], [0, 1.5], 'a whole number, 1 or more'],
  [SEED, [-5, 0, 7], [0.5, Number.NaN, 2 ** 60], 'a whole number'],
  [{ above: 0, most: 5 }, [1, 5], [0, 6], 'a number above 0, up to 5'],
  ['flag', [true, false], [0, 'true'], 'true or false'],
  [OBJECT, [{}, { a: 1 }], [0.1, 'a', null, Number.NaN, true], 'an object'],
  [FUNCTION, [() => 1], ['f', null, 1], 'a function'],
  [{ oneOf: ['one', 'two'] }, ['one', 'two'], ['three', 1, 'One '], 'one of one, two'],
]

for (const [rule, fits, fails, demand] of cases) {
  test(`${demand} → what fits passes, and what does not is named with what it must be`, () => {
    for (const value of fits) check('it', value, rule)
    for (const value of fails) {
      const shown = typeof value === 'string' ? `"${value}"` : String(value)
      assert.throws(
        () => check('it', value, rule),
        (error: Error) =>
          error instanceof RangeError && error.message.startsWith(`it is ${shown}: it must be ${demand}`),
      )
    }
  })
}

test('an option that there is not → refused with those that there are; one that is undefined → not given', () => {
  const rules = { loss: SHARE, delay: AMOUNT }
  checkOptions('a link: ', { loss: undefined as never, delay: 3 }, rules)
  const says = (given: object): string => {
    try {
      checkOptions<object>('a link: ', given, rules)
      return 'nothing'
    } catch (error) {
      return (error as Error).message
    }
  }
  assert.is(says({ dealy: 3 }), 'a link: "dealy" is not known; did you mean delay? There are: loss, delay.')
  assert.is(says({ colour: 3 }), 'a link: "colour" is not known; there are: loss, delay.')
  assert.is(says(0.1 as never), 'a link is 0.1: it must be an object, of loss, delay.')
  assert.is(says(null as never), 'a link is null: it must be an object, of loss, delay.')
  assert.is(says([] as never), 'a link is a list: it must be an object, of loss, delay.')
  assert.is(says('lossy' as never), 'a link is "lossy": it must be an object, of loss, delay.')
  assert.is(says({ toString: 3 }), 'a link: "toString" is not known; there are: loss, delay.')
})

test('an option without which nothing can be made → named when it is missing, with what it must be', () => {
  const rules: Rules<{ window: number; reads: object; loss?: number }> = {
    ...{ window: SOME, reads: 'any', loss: SHARE },
    [NEEDED]: ['window', 'reads'],
  }
  const says = (given: object) => {
    try {
      checkOptions('transfer: ', given as never, rules)
      return 'nothing'
    } catch (error) {
      return (error as Error).message
    }
  }
  assert.is(says({ reads: {} }), 'transfer: window is missing: give a whole number, 1 or more.')
  assert.is(says({ window: undefined, reads: {} }), 'transfer: window is missing: give a whole number, 1 or more.')
  assert.is(says({ window: 1 }), 'transfer: reads is missing: give one.')
  assert.is(says({ window: 1, reads: {} }), 'nothing')
})

test('the nearest name → a slip or two away, in any case of its letters; otherwise none', () => {
  const known = ['receiveBuffer', 'sendBuffer', 'mtu', 'noDelay']
  assert.is(nearest('recieveBufer', known), 'receiveBuffer')
  assert.is(nearest('nodelay', known), 'noDelay')
  assert.is(nearest('mut', known), 'mtu')
  assert.is(nearest('window', known), undefined)
  assert.is(nearest('', known), undefined)
})

test.run()
