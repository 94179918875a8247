/** The process that has the interface: in a network namespace of its own, where one is wanted. It ends with its parent. */
import { exitCodes } from '../../command/index.ts'
import { isSocketError } from '../../socket/index.ts'
import { Engine } from './engine.ts'
import { Guest } from './guest.ts'
import type { EngineOrder, EngineReport, EngineWanted } from './messages.ts'

/** Messages that may wait to be read before one is left out. */
const MOST_UNREAD = 8

let engine: Engine | undefined
let guest: Guest | undefined
let unread = 0

// A terminal's Ctrl-C is for the parent, and for what runs beside.
process.on('SIGINT', () => {})
process.on('SIGHUP', () => void endEngine())
process.on('SIGTERM', () => void endEngine())
process.on('disconnect', () => void endEngine())
process.on('message', (order: EngineOrder) => {
  if (order.type === 'begin') beginEngine(order.wanted)
  else if (order.type === 'watch') engine?.watch(order.isWatched)
  else if (order.type === 'control') engine?.do(order.control)
  else void endEngine()
})

function beginEngine(wanted: EngineWanted): void {
  try {
    engine = new Engine(wanted, sendReport)
    const { ready } = engine
    engine.serve().catch(fail)
    sendReport({ type: 'ready', ready })
    if (!wanted.guest) return
    guest = new Guest(wanted.guest, ready)
    guest.ended.then(({ code, signal }) => sendReport({ type: 'guest', code, signal }), fail)
  } catch (error) {
    fail(error)
  }
}

/** What to do, where who types a command can do other things than who writes a program. */
const TUN_REMEDIES: Readonly<Record<string, string>> = {
  EEXIST: 'Choose another network, as by --address 10.78.0.1/24, or one of its own by --shell.',
  EPERM: 'Run it as root, or with --shell in a network of its own.',
  EACCES: 'Run it as root, or with --shell in a network of its own.',
}

function fail(error: unknown): void {
  const message = isSocketError(error)
    ? `${error.attempt} failed: ${error.reason} (${error.code}). ${TUN_REMEDIES[error.code] ?? error.remedy}`
    : error instanceof Error
      ? error.message
      : String(error)
  sendReport({ type: 'failed', message, couldNot: true })
}

function sendReport(report: EngineReport): boolean {
  if (!process.connected || (report.type === 'update' && unread >= MOST_UNREAD)) return false
  unread++
  process.send!(report, () => {
    unread--
  })
  return true
}

let isEnding = false

async function endEngine(): Promise<void> {
  if (isEnding) return
  isEnding = true
  await guest?.end()
  engine?.close()
  process.exit(exitCodes.good)
}
