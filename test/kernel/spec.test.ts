import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commandOf, environmentOf, parseKernelSpec } from '../../lib/kernel/spec.ts'

const parse = (spec: unknown) => parseKernelSpec(JSON.stringify(spec), 'kernel.json')

test('places in argv → filled in, wherever in the word', () => {
  const spec = parse({ argv: ['node', '--file={connection_file}', '{resource_dir}/main.js', '{other}'] })
  const command = commandOf(spec, { connection_file: '/c.json', resource_dir: '/$&' })
  assert.equal(command, ['node', '--file=/c.json', '/$&/main.js', '{other}'])
})

const reference = (name: string) => `$${`{${name}}`}`

test('env → over the given one, with its values filled in', () => {
  const spec = parse({ argv: ['x'], env: { PATH: `/a:${reference('PATH')}`, NEW: reference('UNSET') } })
  const env = environmentOf(spec, { PATH: '/b', KEPT: '1', GONE: undefined })
  assert.equal(env, { PATH: '/a:/b', KEPT: '1', NEW: reference('UNSET') })
})

test('unknown keys → kept; missing names → empty', () => {
  assert.equal(parse({ argv: ['x'], metadata: { debugger: true } }), {
    ...{ argv: ['x'], metadata: { debugger: true }, display_name: '', language: '' },
  })
})

test.run()
