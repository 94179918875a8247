/** The programs on the kernel's sockets, in a process of their own: so that what they cost is told apart from what the way costs. */
import { systemHost } from '../../../lib/socket/system/index.ts'
import { processorSeconds } from '../report.ts'
import { type Load, receive, send } from './transfers.ts'

/** An order to this process. */
export type Order =
  | { do: 'receive'; at: string; load: Load }
  | { do: 'send'; at: string; to: { address: string; port: number }; load: Load }
  | { do: 'processor' }

/** Its answer. */
export interface Told {
  port?: number
  times?: number[]
  seconds?: number
}

process.on('message', (order: Order) => {
  const tell = (told: Told): void => void process.send!(told)
  if (order.do === 'processor') tell({ seconds: processorSeconds() })
  else if (order.do === 'receive') {
    const { port, done } = receive(systemHost({ address: order.at }), order.load)
    done.catch(fail)
    tell({ port })
  } else send(systemHost({ address: order.at }), order.to, order.load).then((times) => tell({ times }), fail)
})

function fail(error: unknown): void {
  console.error(error)
  process.exit(1)
}
