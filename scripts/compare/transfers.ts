// Runs transfers in the state that this file lies in, a line of JSON each; or shows one of them, a line a packet.

import { parseArgs } from 'node:util'
import { run } from './run.ts'

/** Lines that are shown of a transfer at most. */
const MOST_LINES = 60_000

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '0' },
    count: { type: 'string', default: '1' },
    show: { type: 'boolean', default: false },
    variables: { type: 'boolean', default: false },
  },
})
const { show, variables } = values
const from = Number(values.from)
for (let seed = from; seed < from + Number(values.count); seed++) {
  const lines: string[] = []
  const line = (text: string): boolean => lines.push(text) >= MOST_LINES
  const outcome = run(seed, show ? { variables, line } : { variables })
  process.stdout.write(show ? `${lines.join('\n')}\n` : `${JSON.stringify(outcome)}\n`)
}
