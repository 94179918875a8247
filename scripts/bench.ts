/** `npm run bench` measures everything, `npm run bench -- engine` one of it: each in a process of its own, one after the other. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const folder = fileURLToPath(new URL('bench', import.meta.url))
const known = ['engine', 'simulator', 'sockets'].filter((name) => readdirSync(folder).includes(`${name}.ts`))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`bench: no ${unknown.join(', ')}; there is ${known.join(', ')}`)
  process.exit(2)
}
for (const name of wanted.length > 0 ? wanted : known) {
  const file = fileURLToPath(new URL(`bench/${name}.ts`, import.meta.url))
  const { exitCode } = await execa(process.execPath, ['--import', 'tsx', file], { stdio: 'inherit', reject: false })
  if (exitCode !== 0) process.exitCode = 1
}
