import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { shortPath } from '../../lib/lesson/path-data.ts'

const sizes: Record<string, number> = { m: 2, l: 2, h: 1, v: 1, z: 0, c: 6, s: 4, q: 4, t: 2, a: 7 }

/** Every command with places from the corner, read one letter after the other as SVG 2 §9.3 has it. */
function read(d: string): (string | number)[][] {
  const found: (string | number)[][] = []
  let [x, y, startX, startY, at, letter] = [0, 0, 0, 0, 0, '']
  const number = () => {
    while (/[\s,]/.test(d[at] ?? '')) at++
    const text = /^[-+]?(?:\d+\.?\d*|\.\d+)/.exec(d.slice(at))![0]
    at += text.length
    return Number(text)
  }
  while (at < d.length) {
    if (/[\s,]/.test(d[at]!)) {
      at++
      continue
    }
    if (/[a-z]/i.test(d[at]!)) letter = d[at++]!
    const name = letter.toLowerCase()
    const numbers = Array.from({ length: sizes[name]! }, number)
    const places = numbers.map((value, index) => {
      if (letter !== name || (name === 'a' && index < 5)) return value
      return value + (name === 'v' || (name !== 'h' && (name === 'a' ? index === 6 : index % 2 === 1)) ? y : x)
    })
    found.push([name, ...places.map((value) => Math.round(value * 1000) / 1000)])
    if (name === 'z') [x, y] = [startX, startY]
    else if (name === 'h') x = places[0]!
    else if (name === 'v') y = places[0]!
    else [x, y] = places.slice(-2) as [number, number]
    if (name === 'm') [startX, startY, letter] = [x, y, letter === 'm' ? 'l' : 'L']
  }
  return found
}

const place = fc.integer({ min: -99_999, max: 99_999 }).map((value) => value / 100)
const command = fc.constantFrom(...'mlhvzcsqtaMLHVZCSQTA').chain((letter) => {
  const length = sizes[letter.toLowerCase()]!
  const flag = fc.constantFrom(0, 1)
  const parts =
    letter.toLowerCase() === 'a' ? [place, place, place, flag, flag, place, place] : Array(length).fill(place)
  const group = fc.tuple(...(parts as fc.Arbitrary<number>[])).map((numbers) => numbers.join(' '))
  return fc.array(group, { minLength: 1, maxLength: length === 0 ? 1 : 4 }).map((groups) => letter + groups.join(','))
})

test('any path → the same places, in no more letters', async () => {
  await fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      const d = `M${[3, 7].join(' ')}${commands.join('')}`
      const short = shortPath(d)
      assert.equal(read(short), read(d))
      assert.ok(short.length <= d.length)
    }),
    { numRuns: 300 },
  )
})

test('a line through points of a chart → from point to point, its letter once', () => {
  assert.is(
    shortPath('M37 223.1L68.2 221.2L68.2 221.2L69.1 219.4L37 223.1z'),
    'm37 223.1 31.2-1.9 0 0 .9-1.8-32.1 3.7z',
  )
})

test('behind a closed shape → the next one begins where that one did', () => {
  assert.is(shortPath('M100 100L110 100L110 110ZM200 100L210 100ZL1 1'), 'm100 100 10 0 0 10zm100 0 10 0zl-199-99')
})

test('what no browser would read to its end, or has too many digits → stays', () => {
  for (const d of [
    'M10 10L20 20L30 x L40 40L50 50',
    'L10 10L20 20L30 30L40 40',
    'M10 10L20 20L30 30L40',
    'M1e3 10L20 20L30 30L40 40',
    'M10.1234567 10L20 20L30 30L40 40',
    'M10 10A5 5 0 2 1 20 20L30 30L40 40',
    'M10 10A5 5 0 01 20 20 20L30 30L40 40',
  ])
    assert.is(shortPath(d), d)
})

test('places of millions with six decimals → every digit is kept', () => {
  const d = 'M1000000 1000000.000001L1000001 1000001L1000002 1000002'
  assert.is(shortPath(d), 'm1000000 1000000.000001 1 .999999 1 1')
})

test.run()
