/** What is to be done in the next macrotask turn. */
const asked: (() => void)[] = []

/** What Node's ports can beside. */
interface Keeping {
  ref?(): void
  unref?(): void
}

let channel: { port1: MessagePort & Keeping; port2: MessagePort } | undefined

/**
 * Has `action` done in a macrotask of its own: all microtasks that are due by then have run, so whoever could go on
 * has. The same in Node, workers and browsers. It keeps the process alive only until it is done.
 */
export function inNextTurn(action: () => void): void {
  channel ??= open()
  channel.port1.ref?.()
  asked.push(action)
  channel.port2.postMessage(0)
}

function open(): NonNullable<typeof channel> {
  const opened: NonNullable<typeof channel> = new MessageChannel()
  opened.port1.onmessage = () => {
    const action = asked.shift()
    try {
      action?.()
    } finally {
      if (asked.length === 0) opened.port1.unref?.()
    }
  }
  return opened
}
