import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { difference, type Part } from '../../lib/cache/part.ts'

const test = suite('cache: what changed')

const part = (kind: Part['kind'], name: string, value = 'a'): Part => ({ kind, name, value })

const cases: [title: string, before: Part[], now: Part[], says: string | undefined][] = [
  ['nothing', [part('file', 'x')], [part('file', 'x')], undefined],
  ['one file', [part('file', 'x')], [part('file', 'x', 'b')], 'x changed'],
  ['one that is new, one that is gone', [part('file', 'x')], [part('file', 'y')], 'y is new, and 1 more'],
  ['one that is gone', [part('file', 'x'), part('lock', 'y')], [part('lock', 'y')], 'x is gone'],
  ['versions', [part('version', 'Node', '20.20.2')], [part('version', 'Node', '22.1.0')], 'Node 20.20.2 → 22.1.0'],
  ['a package', [part('package', 'p', '1 and 2')], [part('package', 'p', '2')], 'p 1 and 2 → 2'],
  ['a variable', [part('variable', 'TZ')], [part('variable', 'TZ', 'b')], 'the variable TZ changed'],
  ['a name that leads somewhere else', [part('name', '$&')], [], 'what $& leads to is gone'],
  [
    'several → what is changed on purpose first',
    [part('version', 'Node', '1'), part('own', 'o'), part('file', 'x'), part('cell', 'cell 2')],
    [part('version', 'Node', '2'), part('own', 'o', 'b'), part('file', 'x', 'b'), part('cell', 'cell 2', 'b')],
    'cell 2 changed, and 3 more',
  ],
  [
    'a cell before the others → it, not those that moved',
    [part('cell', 'cell 1 (id a)'), part('layout', 'l')],
    [part('cell', 'cell 1 (id new)'), part('cell', 'cell 2 (id a)'), part('layout', 'l', 'b')],
    'cell 1 (id new) is new',
  ],
  [
    'the layout alone',
    [part('layout', 'how it is written')],
    [part('layout', 'how it is written', 'b')],
    'how it is written changed',
  ],
]
for (const [title, before, now, says] of cases) {
  test(title, () => assert.is(difference(before, now), says))
}

test('a path → as it is to be shown', () => {
  const shown = (path: string) => path.replace('/home/', '')
  assert.is(difference([part('file', '/home/a.js')], [part('file', '/home/a.js', 'b')], shown), 'a.js changed')
})

test.run()
