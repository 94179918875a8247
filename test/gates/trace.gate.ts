import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import * as assert from 'uvu/assert'
import { hashTrace } from '../../lib/network/index.ts'
import { browserTests } from '../helpers/chromium.ts'
import { everything } from '../helpers/scenario.ts'

const test = browserTests()
const seeds = [1, 2, 3]

test('every fault, several flows, three seeds → the same traces in Chromium as in Node, byte for byte', async (browser) => {
  const scenario = fileURLToPath(new URL('../helpers/scenario.ts', import.meta.url))
  const network = fileURLToPath(new URL('../../lib/network/index.ts', import.meta.url))
  const contents = `
    import { hashTrace } from ${JSON.stringify(network)}
    import { everything } from ${JSON.stringify(scenario)}
    globalThis.hashes = (seeds) => seeds.map((seed) => hashTrace(everything(seed)))`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
  })
  const page = await browser.newPage()
  try {
    await page.addScriptTag({ content: outputFiles[0]!.text })
    const there = await page.evaluate(`hashes(${JSON.stringify(seeds)})`)
    const here = seeds.map((seed) => hashTrace(everything(seed)))
    assert.is(new Set(here).size, seeds.length)
    assert.equal(there, here)
  } finally {
    await page.close()
  }
})

test.run()
