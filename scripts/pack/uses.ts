/** What a user does with the package. Each throws an error that says what went wrong. */
import assert from 'node:assert/strict'
import { saysScripts, type Trial } from './trial.ts'

/** MB of a project that has nothing else: what npm installs besides our own is in it. */
const mostInstalled = 80

const imports = `import { listenOn } from 'ackbook/concepts/helpers'
import { internetChecksum } from 'ackbook/bytes'
import { systemHost } from 'ackbook/socket/system'
import { display } from 'tslab'
const listener = listenOn(systemHost())
console.log(listener.getsockname().port > 0, internetChecksum(new Uint8Array(2)))
await listener.close()
display.html('<b>shown</b>')`

const prose = 'A formula, $x^2$, and code:\n```python\ndef f(): pass\n```\n```haskell\nmain = print 1\n```'

/** A first notebook is made, green, and rendered; sockets, formulas, languages, a config of TypeScript. */
export async function firstHour(trial: Trial): Promise<void> {
  await good(trial, ['new', 'notebooks/first.ipynb'], /✓ notebooks\/first\.ipynb/)
  await good(trial, ['verify'], /✓ first .*1 normalised.* 1 verified /s)
  const config = "import { defineConfig } from 'ackbook/config'\nexport default defineConfig({ title: 'Mine' })"
  trial.write('ackbook.config.ts', config)
  trial.write('notebooks/second.ipynb', notebook())
  await good(trial, ['verify', '--update', 'notebooks/second.ipynb'], / 1 updated /)
  assert.match(trial.read('notebooks/second.ipynb'), /"true 65535\\n"/)
  await good(trial, ['render', '--out', 'site', '--verify', '--strict'], /✓ 2 pages and an index/)
  assert.match(trial.read('site/second.html'), /<math.*class="k"/s)
  assert.match(trial.read('site/index.html'), /<h1>Mine<\/h1>/)
}

/** The kernel starts from a snapshot here too, where this Node can. */
export async function snapshot(trial: Trial): Promise<void> {
  const { exitCode, text } = await trial.run('ackbook', 'kernels', '--prepare')
  if (exitCode !== 0) assert.match(text, /as soon as a Worker loads node:net/)
}

/** What npm says at installing is nothing to worry about, and it is not much. */
export function installedWell(trial: Trial, said: string): void {
  assert.doesNotMatch(said, saysScripts)
  const size = trial.size()
  assert.ok(size < mostInstalled, `${size.toFixed(0)} MB are installed`)
}

/** A TypeScript that a user adds stays his, reads our types in each way, and does not see what is private. */
export async function besideTypeScript(trial: Trial, version: string): Promise<void> {
  await trial.add(`typescript@${version}`)
  assert.equal((await trial.run('tsc', '-v')).text, `Version ${version}`)
  trial.write('use.mts', use)
  const ways = [
    ['--module', 'nodenext'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
    ['--module', 'esnext', '--moduleResolution', 'node10'],
  ]
  for (const way of ways) {
    const { text } = await trial.run('tsc', '--noEmit', '--strict', '--target', 'es2022', ...way, 'use.mts')
    assert.equal(text, '', way.join(' '))
  }
  trial.write('private.mjs', "await import('ackbook/cache')")
  assert.match((await trial.node('private.mjs')).text, /ERR_PACKAGE_PATH_NOT_EXPORTED/)
}

const use = `import { internetChecksum } from 'ackbook/bytes'
import { type Config, defineConfig } from 'ackbook/config'
import { runNotebook } from 'ackbook/run'
import { verifyRun } from 'ackbook/verify'
import { systemHost } from 'ackbook/socket/system'
const config: Config = defineConfig({ normalise: ['port', /a/], env: { A: null } })
// @ts-expect-error there is no such key
defineConfig({ normalize: [] } satisfies Config)
const sum: number = internetChecksum(new Uint8Array())
export { config, runNotebook, sum, systemHost, verifyRun }
`

function notebook(): string {
  const source = (text: string) => text.split(/(?<=\n)/)
  const cells = [
    { cell_type: 'markdown', id: 'prose', metadata: {}, source: source(prose) },
    { cell_type: 'code', execution_count: null, id: 'code', metadata: {}, outputs: [], source: source(imports) },
  ]
  const metadata = { kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' } }
  return JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 })
}

async function good(trial: Trial, argv: readonly string[], says: RegExp): Promise<void> {
  const { exitCode, text } = await trial.run('ackbook', ...argv)
  assert.equal(exitCode, 0, `ackbook ${argv.join(' ')}:\n${text}`)
  assert.match(text, says)
}
