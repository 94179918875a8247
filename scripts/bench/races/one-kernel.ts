/** Starts one kernel with the library as it is built beside this file, and prints what that cost, as JSON. */
import type { KernelChoice } from '../../../lib/kernel/index.ts'
import type { Notebook } from '../../../lib/notebook/index.ts'
import { peakOf, treeSeconds } from '../processes.ts'
import type { Cost } from '../race.ts'

export interface KernelToMeasure {
  /** The command line of a peer's; without it, ours. */
  argv?: string[]
  /** The folder that it works in. */
  cwd: string
  /** A cell. */
  source?: string
}

/** From the start on. */
export interface KernelCosts {
  ready: Cost
  /** When the cell was done. */
  done?: Cost
}

const MILLISECONDS = 120_000

const { argv, cwd, source }: KernelToMeasure = JSON.parse(process.argv[2]!)
const built = new URL('../../../lib/dist/kernel/index.js', import.meta.url).href
const { chooseKernel, startKernel, replyStatus }: typeof import('../../../lib/kernel/index.ts') = await import(built)

// A peer's is started as one of the package's own is: without a guard beside it.
const peer = (words: string[]): KernelChoice => ({
  name: 'peer',
  spec: { argv: words, display_name: '', language: 'typescript' },
  origin: 'bundled',
  place: '',
})
const notebook: Notebook = {
  cells: [],
  metadata: { kernelspec: { name: 'tslab', display_name: '', language: 'typescript' } },
  nbformat: 4,
  nbformat_minor: 5,
}
const choice = argv ? peer(argv) : await chooseKernel(notebook, `${cwd}/some.ipynb`)

const published: string[] = []
const began = performance.now()
const started = await startKernel(choice, {
  cwd,
  timeout: MILLISECONDS,
  onPublished: ({ header, content }) => {
    if (header.msg_type === 'error' || (header.msg_type === 'stream' && content.name === 'stderr'))
      published.push(String(content.text ?? content.evalue))
  },
  onInputRequest: () => {},
})

const costs: KernelCosts = { ready: cost() }
if (source !== undefined) {
  const exchange = started.execute(source)
  const [reply] = await Promise.all([exchange.reply, exchange.idle])
  costs.done = cost()
  if (replyStatus(reply) !== 'ok') costs.done.failure = `the cell failed: ${published.join(' ')}`
}
await started.stop()
console.log(JSON.stringify(costs))

/** Until now. */
function cost(): Cost {
  const wall = (performance.now() - began) / 1000
  const cpu = treeSeconds(started.pid)
  const peak = peakOf(started.pid)
  return { wall, ...(cpu !== undefined && { cpu }), ...(peak !== undefined && { peak }) }
}
