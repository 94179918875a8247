/** What the package's manifest promises. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const lib = fileURLToPath(new URL('../lib', import.meta.url))
const manifest = JSON.parse(readFileSync(join(lib, 'package.json'), 'utf8'))
const require = createRequire(join(lib, 'package.json'))

test('what is public → found, with its types in old resolution too', () => {
  const paths = Object.entries(manifest.exports as Record<string, string | { types: string; default: string }>)
  for (const [path, target] of paths) {
    if (path.includes('*')) continue
    const { default: file, types } = typeof target === 'string' ? { default: target, types: undefined } : target
    assert.ok(existsSync(join(lib, file)), path)
    if (types === undefined || path === '.') continue
    assert.equal(manifest.typesVersions['*'][path.slice(2)], [types.slice(2)], path)
  }
  assert.ok(require.resolve('ackbook/concepts/helpers').endsWith('dist/concepts/helpers.js'))
})

for (const path of ['cache', 'cli/main', 'tcp/sender', 'internal/cli/main']) {
  test(`ackbook/${path}, which is private → refused`, () =>
    assert.throws(
      () => require.resolve(`ackbook/${path}`),
      (error: NodeJS.ErrnoException) => error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED',
    ))
}

test('files and links of its README → in the package, or absolute', () => {
  const readme = readFileSync(join(lib, 'README.md'), 'utf8')
  const targets = [...readme.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(
    ([, link, address]) => link ?? address!,
  )
  assert.ok(targets.length > 0)
  for (const target of targets) {
    if (/^(?:https:|#)/.test(target)) continue
    assert.ok(manifest.files.includes(target), `${target} is not in the package`)
  }
})

test.run()
