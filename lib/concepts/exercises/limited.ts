import type { Socket } from '../../socket/index.ts'

/**
 * The same socket, one of whose calls may be made only so often: an answer that goes round in a circle comes to an end, and is
 * told why. Should it catch that and go on all the same, a call never returns, and others get their turn.
 *
 * @throws Error by that call, when it has been made `most` times
 */
export function limited(socket: Socket, call: 'send' | 'recv', most: number): Socket {
  let calls = 0
  return new Proxy(socket, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key)
      if (typeof member !== 'function') return member
      if (key === call && ++calls > 2 * most) return () => new Promise(() => {})
      if (key === call && calls > most) throw new Error(`${call} was called ${most} times, and it was not done`)
      return member.bind(target)
    },
  })
}
