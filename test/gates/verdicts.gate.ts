/**
 * Every way to a pass that is none, and to a failure that is none, that is known: a notebook each, with the exit code that
 * `ackbook verify` owes it (`test/input/verdicts/CODE/NAME.ipynb`). One runner runs them all; a sample, and those in which
 * nothing is verified, run again in a process of their own. Without ipykernel or Deno theirs are skipped by name, and fail in CI.
 *
 *     ONLY=1/late npm run gates -- verdicts       those alone whose name holds this
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Io, processIo, verifyNotebooks } from '../../lib/cli/index.ts'
import { coloursFor, formatEntry } from '../../lib/report/index.ts'
import { missingKernels, supplyDeno, type VerdictCase, verdictCases } from '../helpers/verdicts.ts'

const bin = fileURLToPath(new URL('../../lib/ackbook.js', import.meta.url))
const cases = verdictCases().filter(({ name }) => name.includes(process.env.ONLY ?? ''))
const kernels = mkdtempSync(join(tmpdir(), 'ackbook-verdicts-'))
supplyDeno(kernels)
const missing = await missingKernels(cases.map(({ kernel }) => kernel))
const runnable = cases.filter(({ kernel }) => !missing.has(kernel))
const sample = new Set(runnable.filter(isFirstOfItsKind))

const verdicts = suite('verdicts')
const plain = { colours: coloursFor({ NO_COLOR: '1' }, false), nameWidth: 0 }
let together: Verdicts = new Map()

verdicts.before(async () => {
  together = await verifyTogether(runnable)
})
verdicts.after(() => rmSync(kernels, { recursive: true }))

for (const each of cases) {
  const title = `${each.name}: ${each.about}`
  if (missing.has(each.kernel) && !process.env.CI) {
    process.stdout.write(`skipped: the kernel ${each.kernel} is not here (${each.name})\n`)
    verdicts.skip(title)
  } else {
    verdicts(title, async () => {
      assert.not(missing.has(each.kernel), `the kernel ${each.kernel} is not here`)
      assert.ok(each.about !== '', 'a first Markdown cell says what it is about')
      const { code, said } = together.get(each.path)!
      if (code !== undefined) assert.is(code, each.code, said)
      if (code === undefined || sample.has(each)) await verifyAlone(each)
    })
  }
}
verdicts.run()

/** What a notebook's part in a run of many says; the code is missing where nothing of it was verified: the run decides then. */
type Verdicts = Map<string, { code: number | undefined; said: string }>

async function verifyTogether(all: readonly VerdictCase[]): Promise<Verdicts> {
  const silent = { write: () => true }
  const io: Io = { ...processIo(), stdout: silent, stderr: silent, cwd: '/' }
  const { entries, problems } = await verifyNotebooks(
    all.map(({ path }) => path),
    { cache: false },
    io,
  )
  const found: Verdicts = new Map()
  for (const { loaded, entry } of entries) {
    const wrong = entry.outcome === 'differs' || entry.outcome === 'failed'
    const nothing = !wrong && entry.verification?.cells === 0
    found.set(loaded.path, { code: nothing ? undefined : wrong ? 1 : 0, said: formatEntry(entry, plain) })
  }
  for (const { path = '', error } of problems) found.set(path, { code: 2, said: String(error) })
  return found
}

async function verifyAlone({ path, code }: VerdictCase): Promise<void> {
  const { exitCode, all } = await execa(process.execPath, [bin, 'verify', '--no-cache', path], {
    all: true,
    reject: false,
  })
  assert.is(exitCode, code, all)
}

/** Of each kernel and exit code. */
function isFirstOfItsKind({ code, kernel }: VerdictCase, index: number, all: readonly VerdictCase[]): boolean {
  return all.findIndex((other) => other.code === code && other.kernel === kernel) === index
}
