/** Macrotasks, the same in Node, workers and browsers. */

/** What is to be done, a macrotask each. */
const queued: (() => void)[] = []

/** A port; Node's can do this too. */
type Port = MessagePort & { ref?(): void; unref?(): void }

let channel: { port1: Port; port2: MessagePort } | undefined

/**
 * Has `action` done in a macrotask of its own: all microtasks that are due by then have run, so whoever could go on
 * has. It keeps the process alive only until it is done.
 */
export function inMacrotask(action: () => void): void {
  channel ??= open()
  channel.port1.ref?.()
  queued.push(action)
  channel.port2.postMessage(0)
}

function open(): NonNullable<typeof channel> {
  const opened: NonNullable<typeof channel> = new MessageChannel()
  opened.port1.onmessage = () => {
    const action = queued.shift()
    try {
      action?.()
    } finally {
      if (queued.length === 0) opened.port1.unref?.()
    }
  }
  return opened
}
