/** Scripts of our own: what they say is what the engine does, and nothing else is sent. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { playScript } from '../../lib/packetdrill/index.ts'
import type { ProfileName } from '../../lib/tcp/profiles.ts'

const FOLDERS: readonly (readonly [folder: string, os: ProfileName])[] = [
  ['.', 'ackbook'],
  ['linux', 'linux'],
  ['freebsd', 'freebsd'],
]

for (const [folder, os] of FOLDERS) {
  const path = fileURLToPath(new URL(`scripts/${folder}/`, import.meta.url))
  for (const file of readdirSync(path).filter((name) => name.endsWith('.pkt'))) {
    test(`${os}: ${file} → passes`, () => {
      const { difference, notes } = playScript(readFileSync(`${path}${file}`, 'utf8'), { os, strict: true })
      assert.equal([difference, notes], [undefined, []])
    })
  }
}

test.run()
