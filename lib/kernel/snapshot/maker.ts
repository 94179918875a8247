/**
 * Makes a snapshot, in a process of its own: whoever wants it need not wait, and may end meanwhile. Says on stderr, in a
 * sentence, why there is none; ended by a signal it leaves nothing and says nothing.
 *
 *     node maker.js ORDER
 */
import { join } from 'node:path'
import { withLock } from './lock.ts'
import { makeSnapshot, type Order } from './make.ts'
import { faultOfPlace, reasonFor, refuse, whyNotKept, whyNotMade } from './refusal.ts'
import { SnapshotStore } from './store.ts'

const { folder, key, ...subject } = JSON.parse(process.argv[2]!) as Order
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
// Nobody need be there to hear it.
process.stderr.on('error', () => {})

const store = new SnapshotStore(folder)
try {
  await withLock(join(folder, `${key}.lock`), async () => {
    // Another may have made it meanwhile.
    if (store.find(key) === undefined) await makeSnapshot(store, key, subject, stop.signal)
  })
} catch (error) {
  const [fault, reason] = [faultOfPlace(error), reasonFor(error as Error)]
  if (fault !== undefined) process.stderr.write(whyNotKept(folder, fault))
  else if (reason !== undefined) process.stderr.write(whyNotMade(reason, await refuse(folder, key, reason)))
}
