import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import * as assert from 'uvu/assert'
import { browserTests } from '../helpers/chromium.ts'
import { hashesOf } from '../properties/traces.ts'

const test = browserTests()
const seeds = Array.from({ length: 60 }, (_, at) => at + 1)

test('sixty cases of random programs, settings and networks → the same traces in Chromium as in Node, byte for byte', async (browser) => {
  const traces = fileURLToPath(new URL('../properties/traces.ts', import.meta.url))
  const { outputFiles } = await build({
    stdin: {
      contents: `import { hashesOf } from ${JSON.stringify(traces)}\nglobalThis.hashesOf = hashesOf`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
  })
  const page = await browser.newPage()
  try {
    await page.addScriptTag({ content: outputFiles[0]!.text })
    const there = await page.evaluate(`hashesOf(${JSON.stringify(seeds)})`)
    const here = hashesOf(seeds)
    assert.is(new Set(here).size, seeds.length)
    assert.equal(there, here)
  } finally {
    await page.close()
  }
})

test.run()
