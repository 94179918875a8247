import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { missingDeno, missingPython, type PythonPeers } from '../../../scripts/bench/peers.ts'

const test = suite('bench: peers')

const python: PythonPeers = {
  python: join('/env', 'bin', 'python'),
  scripts: '/env/bin',
  version: '3.11.7',
  versions: {},
}

test('every package there → nothing is missing', () => {
  const versions = { nbclient: '0.11.0', nbconvert: '7.17.2' }
  assert.is(missingPython({ python: { ...python, versions } }, 'nbconvert', 'nbclient'), undefined)
})

test('an environment that lacks some → their names, and the command that puts them into it', () => {
  const some = { python: { ...python, versions: { nbclient: '0.11.0' } } }
  assert.is(
    missingPython(some, 'nbclient', 'nbmake', 'pytest-xdist'),
    'no nbmake and pytest-xdist here: /env/bin/python -m pip install nbmake pytest-xdist',
  )
})

test("no Python, or the system's with nothing of ours → the commands that make an environment", () => {
  for (const peers of [{}, { python }])
    assert.is(
      missingPython(peers, 'nbconvert'),
      'no nbconvert here: python3 -m venv .build/jupyter && .build/jupyter/bin/pip install nbconvert nbclient nbmake pytest-xdist jupyter_client',
    )
})

test('Deno there → nothing is missing; not there → the command', () => {
  assert.is(missingDeno({ deno: '/bin/deno' }), undefined)
  assert.match(missingDeno({}) ?? '', /^no Deno here: npm install .* deno$/)
})

test.run()
