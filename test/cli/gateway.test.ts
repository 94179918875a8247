/** `--gateway` on a command line: what is refused, what is listed, what is said. */
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type RunOptions, runNotebook } from '../../lib/run/index.ts'
import { command, notebookFile } from '../helpers/command.ts'
import { surround } from '../helpers/environment.ts'
import { withFakeGateway } from '../helpers/fake-gateway.ts'
import { withFolder } from '../helpers/folder.ts'

const test = suite('--gateway')
surround(test, () => ({ JUPYTER_TOKEN: 'sesame' }))

const prints = (text: string) => JSON.stringify([['print', text]])
const fake = { kernelspec: { name: 'fake', display_name: 'Fake' } }
const good = notebookFile([[prints('a'), 'a']], fake)
const env = { CI: 'true', JUPYTER_TOKEN: 'sesame' }
const nothing = 'Nothing was run or written.'

test('verify on a gateway → the verdict; what a config says of kernels here is told to be in vain, once', () =>
  withFakeGateway({ token: 'sesame' }, ({ url, kernels, started }) =>
    withFolder(
      {
        'a.ipynb': good,
        'n/b.ipynb': good,
        'ackbook.config.json': '{ "timezone": "UTC", "env": { "A": "1" }, "timeout": 9 }',
      },
      async (cwd) => {
        const { code, out, err } = await command(['verify', '--gateway', url, '.'], { cwd, env, runNotebook })
        assert.is(code, 0, out + err)
        assert.match(out, /2 verified/)
        assert.is(
          err,
          'ackbook: "env" and "timezone" of ackbook.config.json hold for kernels here: those of a gateway have what it gives them\n',
        )
        assert.equal(started.map(({ path }) => path).sort(), ['a.ipynb', 'n/b.ipynb'])
        assert.is(kernels.size, 0)
      },
    ),
  ))

test('a notebook that was verified on a gateway → run again: what is there is not known', () =>
  withFakeGateway({ token: 'sesame' }, ({ url, started }) =>
    withFolder(
      { 'a.ipynb': notebookFile([[prints('a'), 'a']], { ...fake, ackbook: { cache: { files: [] } } }) },
      async (cwd) => {
        const argv = ['verify', '--gateway', url, '--why', '--cache', '--cache-dir', 'kept', 'a.ipynb']
        for (const times of [1, 2]) {
          const { code, out, err } = await command(argv, { cwd, env, runNotebook })
          assert.is(code, 0, out + err)
          assert.match(out + err, /what its kernel finds on a gateway is not known here/)
          assert.is(started.length, times)
        }
      },
    ),
  ))

test('kernels --gateway → the names that it has', () =>
  withFakeGateway({ token: 'sesame' }, async ({ url }) => {
    const { code, out } = await command(['kernels', '--gateway', `${url}lab`], { cwd: '/', env })
    assert.is(code, 0)
    assert.is(
      out,
      `   fake   Fake   actions\n\n   on ${url}: a notebook gets the one that it names, or --kernel NAME\n`,
    )
  }))

test('no such kernel there → 2, those that it has', () =>
  withFakeGateway({ token: 'sesame' }, ({ url }) =>
    withFolder({ 'a.ipynb': notebookFile([['1']]), 'b.ipynb': good }, async (cwd) => {
      const { code, err } = await command(['verify', '--gateway', url, '.'], { cwd, env, runNotebook })
      assert.is(code, 2)
      assert.is(
        err,
        `ackbook: a.ipynb: no kernel of the gateway ${url} is named "tslab"; name one of its own with --kernel: fake. Nothing of it was run.\n`,
      )
    }),
  ))

test('a token that is wrong, or missing → 2, said once, and no token in it', () =>
  withFakeGateway({ token: 'other' }, ({ url }) =>
    withFolder({ 'a.ipynb': good, 'b.ipynb': good }, async (cwd) => {
      const { code, err } = await command(['verify', '--gateway', url, '.'], { cwd, env, runNotebook })
      assert.is(code, 2)
      assert.is(
        err,
        `ackbook: the gateway ${url} refuses to list its kernels (403: Forbidden): look at the token in the environment. ${nothing}\n`,
      )
      const { err: silent } = await command(['kernels', '--gateway', url], { cwd, env: { JUPYTER_TOKEN: '' } })
      assert.match(silent, /: set JUPYTER_TOKEN in the environment/)
    }),
  ))

test('a gateway that leads to another → not followed, and the token not sent there', () =>
  withFakeGateway({}, (other) =>
    withFakeGateway({ redirect: `${other.url}hub/login?next=secret` }, async ({ url }) => {
      const { code, err } = await command(['kernels', '--gateway', url], { cwd: '/', env })
      assert.is(code, 2)
      assert.is(
        err,
        `ackbook: ${url} leads to ${other.url}hub/login, which is not followed: give the address of the server itself\n`,
      )
      assert.equal(other.heard, [])
    }),
  ))

test('nobody there → 2, in a sentence', () =>
  withFakeGateway({}, async ({ url, stop }) => {
    stop()
    const { code, err } = await command(['kernels', '--gateway', url], { cwd: '/', env })
    assert.is(code, 2)
    assert.is(err, `ackbook: ${url} cannot be reached (ECONNREFUSED): is the server running there?\n`)
  }))

for (const [words, why] of [
  [['--cwd', '.'], /^ackbook: --cwd is for kernels here, and those of a gateway have what it gives them: leave it out/],
  [['--env', 'A=1'], /^ackbook: --env is for kernels here/],
  [['--gateway', 'http://a:1/?token=sesame'], /^ackbook: the address of the gateway at a:1 has more than its place/],
] as const) {
  test(`${words.join(' ')} → 2, nothing run, no token repeated`, () =>
    withFolder({ 'a.ipynb': good }, async (cwd) => {
      const never = (_: unknown, __: string, ___?: RunOptions) => Promise.reject(new Error('must not run'))
      const argv = ['verify', '--gateway', 'http://127.0.0.1:1', ...words, 'a.ipynb']
      const { code, out, err } = await command(argv, { cwd, env, runNotebook: never })
      assert.is(code, 2)
      assert.match(err, why)
      assert.not.match(out + err, /sesame/)
    }))
}

test('the package by which a gateway is reached is not installed → 2, what to install; all else works', () =>
  withFolder({}, async (folder) => {
    const lib = fileURLToPath(new URL('../../lib', import.meta.url))
    const own = join(folder, 'node_modules', 'ackbook')
    mkdirSync(own, { recursive: true })
    for (const name of ['ackbook.js', 'package.json', 'dist'])
      cpSync(join(lib, name), join(own, name), { recursive: true })
    for (const name of ['commander', 'picocolors'])
      cpSync(join(lib, '..', 'node_modules', name), join(folder, 'node_modules', name), { recursive: true })
    const ackbook = (...argv: string[]) =>
      execa(process.execPath, [join(own, 'ackbook.js'), ...argv], { reject: false, cwd: folder })
    const { exitCode, stderr } = await ackbook('kernels', '--gateway', 'http://127.0.0.1:1')
    assert.equal(
      [exitCode, stderr],
      [2, 'ackbook: a gateway is reached by a package that is not here: npm install @jupyterlab/services'],
    )
    assert.is((await ackbook('verify', '--help')).exitCode, 0)
  }))

test.run()
