/** Does the checks of a module, one after another, and tells its parent of each: see own-network.ts. */
import { pathToFileURL } from 'node:url'
import { raise } from '../../lib/socket/tun/index.ts'
import type { CheckResult, Checks } from './own-network.ts'
import { within } from './within.ts'

/** Milliseconds that one may take. */
const LONGEST = 60_000

const [file = '', titles = '[]'] = process.argv.slice(2)
raise('lo')
const { checks }: { checks: Checks } = await import(pathToFileURL(file).href)
for (const title of JSON.parse(titles) as string[]) {
  const began = performance.now()
  const result: CheckResult = { title, milliseconds: 0 }
  try {
    await within(LONGEST, title, checks[title]!)
  } catch (error) {
    result.failure = error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
  result.milliseconds = performance.now() - began
  await new Promise((sent) => process.send!(result, sent))
}
// What a check has left open would keep the process alive.
process.exit(0)
