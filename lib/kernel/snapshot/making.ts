import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Subject } from './key.ts'
import { isHeld, writtenAt } from './lock.ts'
import type { Order } from './make.ts'
import { reasonFor, whyNotMade } from './refusal.ts'
import type { SnapshotStore } from './store.ts'

/** A process that makes a snapshot. */
export interface Maker {
  /** When it began, in milliseconds of the system's clock. */
  began: number
  /** Its end: why it made none, in a sentence, where there is something to be told. */
  ended: Promise<string | undefined>
  /** Nobody wants it any more. */
  stop(): void
}

export type StartMaker = (store: SnapshotStore, key: string, subject: Subject) => Promise<Maker>

/** Starts a maker, unless another process has: then what is seen of that one. */
export const startMaker: StartMaker = async (store, key, subject) => {
  const lock = join(store.folder, `${key}.lock`)
  return (await isHeld(lock)) ? othersMaker(lock, await writtenAt(lock)) : ownMaker(store, key, subject)
}

function ownMaker({ folder }: SnapshotStore, key: string, { node, tslab, launcher, cwd, env }: Subject): Maker {
  const order: Order = { folder, key, node, tslab, launcher, cwd }
  const program = join(dirname(launcher), 'snapshot', 'maker.js')
  // In our process group: Ctrl-C on a terminal ends it too.
  const stdio = ['ignore', 'ignore', 'pipe'] as const
  const child = spawn(node, [program, JSON.stringify(order)], { cwd, env, stdio: [...stdio], windowsHide: true })
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', ({ message }) => resolve(whyNotMade(message)))
    child.once('close', (_, signal) => {
      const reason = signal === null ? undefined : reasonFor({ signal })
      resolve(reason === undefined ? said.trim() || undefined : whyNotMade(reason))
    })
  })
  // Whoever waits for it keeps this process alive, and not it: it goes on without us.
  child.unref()
  // A pipe is kept alive by itself.
  ;(child.stderr as unknown as { unref?(): void }).unref?.()
  return { began: Date.now(), ended, stop: () => void child.kill('SIGTERM') }
}

/** Nothing tells of its end but its lock. */
function othersMaker(lock: string, began: number): Maker {
  const gone = async () => {
    while (await isHeld(lock)) await sleep(100, undefined, { ref: false })
    return undefined
  }
  return { began, ended: gone(), stop: () => {} }
}

/** The making of one snapshot, and those who wait for it. */
export class Making {
  /** As the maker's. */
  readonly ended: Promise<string | undefined>
  readonly #maker: Promise<Maker>
  #wanted = 0

  constructor(maker: Promise<Maker>) {
    this.#maker = maker
    this.ended = maker.then(
      ({ ended }) => ended,
      ({ message }: Error) => whyNotMade(message),
    )
  }

  /**
   * Waits until it has ended, but no longer than so many milliseconds from its beginning. It goes on without those who wait, but
   * is stopped once each of them has been told to stop.
   *
   * @param signal that tells it
   */
  async wait(patience: number, signal: AbortSignal | undefined): Promise<void> {
    const maker = await this.#maker.catch(() => undefined)
    if (!maker) return
    const enough = new AbortController()
    const leave = () => {
      this.#wanted -= 1
      if (this.#wanted === 0) maker.stop()
      enough.abort()
    }
    this.#wanted += 1
    if (signal?.aborted) leave()
    signal?.addEventListener('abort', leave, { once: true })
    void maker.ended.then(() => {
      signal?.removeEventListener('abort', leave)
      enough.abort()
    })
    const rest = Math.max(0, maker.began + patience - Date.now())
    // Longer than a timer can be is for ever.
    await sleep(Math.min(rest, 2 ** 31 - 1), undefined, { signal: enough.signal }).catch(() => undefined)
  }
}
