import { WireError } from '../errors.ts'
import { decode } from '../wire.ts'

/** What we use of a ZeroMQ socket. */
interface Socket {
  receive(): Promise<Buffer[]>
  bind(address: string): Promise<void>
}

export interface ZeroMQ {
  Router: { prototype: Socket }
  Publisher: { prototype: Socket }
  Reply: { prototype: Socket }
}

/**
 * Lets the kernel see only what is a message signed with its key. A port is open to every program of the machine, another
 * kernel's client that came upon it among them, and tslab by itself throws at what it cannot use, outside of every cell.
 */
export function dropForeign({ Router }: Pick<ZeroMQ, 'Router'>, key: string): void {
  const { receive } = Router.prototype
  define(Router.prototype, 'receive', async function (this: Socket) {
    for (;;) {
      const message = usable(await receive.call(this), key)
      if (message) return message
    }
  })
}

/** Without a message's buffers: tslab would count them into the signature, which covers the four parts alone. */
function usable(frames: Buffer[], key: string): Buffer[] | undefined {
  try {
    return frames.slice(0, frames.length - decode(frames, key).buffers.length)
  } catch (error) {
    if (error instanceof WireError) return undefined
    throw error
  }
}

/** Makes the kernel's sockets in the file system have the names that Jupyter gives them: `PATH-1`, where tslab has `PATH:1`. */
export function nameSockets({ Publisher, Router, Reply }: ZeroMQ): void {
  for (const { prototype } of [Publisher, Router, Reply]) {
    const { bind } = prototype
    define(prototype, 'bind', function (this: Socket, address: string) {
      return bind.call(this, address.startsWith('ipc:') ? address.replace(/:(\d{1,5})$/, '-$1') : address)
    })
  }
}

/** Defined, not set: the native classes have these as read-only. */
function define<Name extends keyof Socket>(prototype: Socket, name: Name, value: Socket[Name]): void {
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true })
}
