import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { kernelVersions } from '../../lib/kernel/versions.ts'

const test = suite('versions of kernels')

test('a kernel of our launcher → its compiler; its Node, if it is ours', () => {
  const [compiler, node] = kernelVersions({ argv: [process.execPath] }, true, { language_info: { version: '3.7.2' } })
  assert.is(compiler!.name, 'TypeScript')
  assert.match(compiler!.version, /^5\.9\./)
  assert.equal(node, { name: 'Node', version: process.versions.node })
  assert.is(kernelVersions({ argv: ['another-node'] }, true, {}).length, 1)
})

const replies: [what: string, info: unknown, said: string[]][] = [
  [
    'its language and itself',
    {
      implementation: 'ipython',
      implementation_version: '9.1.0',
      language_info: { name: 'python', version: '3.12.3' },
    },
    ['python 3.12.3', 'ipython 9.1.0'],
  ],
  ['no version', { implementation: 'x', implementation_version: '', language_info: { name: 'y' } }, []],
  ['what is no text, or a long one', { language_info: { name: 5, version: 'x'.repeat(61) } }, []],
  ['nothing', undefined, []],
]
for (const [what, info, said] of replies) {
  test(`another kernel, which says ${what} → ${said.join(', ') || 'nothing'}`, () => {
    const versions = kernelVersions({ argv: ['python'] }, false, info)
    assert.equal(
      versions.map(({ name, version }) => `${name} ${version}`),
      said,
    )
  })
}

test.run()
