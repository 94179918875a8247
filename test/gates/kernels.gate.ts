/**
 * What `ackbook kernels check` finds of real kernels: our tslab, ipykernel, Deno. Each lack that is known stands here; another, or
 * one that is gone, is news for docs/kernels.md. Without ipykernel or Deno theirs are skipped by name, and fail in CI.
 *
 *     ONLY=deno npm run gates -- kernels       one of them
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chooseKernel } from '../../lib/kernel/index.ts'
import { checkKernel, type KernelCheck } from '../../lib/run/index.ts'
import { codeNotebook } from '../helpers/runs.ts'
import { missingKernels, supplyDeno } from '../helpers/verdicts.ts'

/** By kernel, what it lacks, and (`–`) what nobody knows how to do in its language. */
const lacks: Record<string, string[]> = {
  tslab: ['execute_result', '– clear_output', 'silent execution'],
  python3: ['late error'],
  deno: ['standard input', 'written past it', 'inspection', 'interrupt of a wait', 'files'],
}

/**
 * What it does not always do on a busy machine: an ipykernel takes more than the 5 s that it is given to end, or hands on what a process
 * has written past it when the cell has long ended.
 */
const sometimes: Record<string, string[]> = { python3: ['end', 'written past it'] }

const kernels = suite('kernels')
const specs = mkdtempSync(join(tmpdir(), 'ackbook-kernels-'))
supplyDeno(specs)
const names = Object.keys(lacks).filter((name) => name.includes(process.env.ONLY ?? ''))
const missing = await missingKernels(names)
kernels.after(() => rmSync(specs, { recursive: true }))

for (const name of names) {
  const title = `${name} → all that verifying needs, and no lack but those that are known`
  if (missing.has(name) && !process.env.CI) {
    process.stdout.write(`skipped: the kernel ${name} is not here (${title})\n`)
    kernels.skip(title)
  } else {
    kernels(title, async () => {
      assert.not(missing.has(name), `the kernel ${name} is not here`)
      const checks = await checked(name)
      const said = checks.map(({ what, does, says }) => `${what}: ${does}, ${says}`).join('\n')
      assert.ok(
        checks.every(({ does, isNeeded }) => does === 'yes' || !isNeeded),
        said,
      )
      const found = checks.filter(({ what, does }) => does !== 'yes' && !sometimes[name]?.includes(what))
      assert.equal(
        found.map(({ what, does }) => (does === 'untried' ? `– ${what}` : what)),
        lacks[name],
        said,
      )
    })
  }
}
kernels.run()

async function checked(name: string): Promise<KernelCheck[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'ackbook-kernels-'))
  try {
    const choice = await chooseKernel(codeNotebook([], name), join(cwd, 'x.ipynb'))
    const checks: KernelCheck[] = []
    for await (const each of checkKernel(choice, { cwd })) checks.push(each)
    return checks
  } finally {
    rmSync(cwd, { recursive: true })
  }
}
