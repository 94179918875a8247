/** A thing at rest: hosts, what is in them, and what joins them. */
export interface Scene {
  /**
   * From left to right, on a narrow screen from top to bottom. Neighbours that are not joined, but each to the same third box, stand in
   * one column: two senders before a router.
   */
  boxes: readonly SceneBox[]
  links: readonly SceneLink[]
}

export interface SceneBox {
  /** What links call it. */
  id: string
  name: string
  kind: 'host' | 'program' | 'socket' | 'buffer' | 'queue' | 'router' | 'file'
  /** A word or two below the name, like an address or a state; of a socket its port. */
  note?: string
  /**
   * Of a buffer or a queue: how many places it has, and how many are taken; letters stand in the taken ones, one each. A buffer fills from
   * the left; what leaves a queue first stands at its right end.
   */
  places?: number
  taken?: number | string
  /** From top to bottom. */
  inside?: readonly SceneBox[]
}

export interface SceneLink {
  /** ids of boxes, inner ones too */
  from: string
  to: string
  label?: string
  /**
   * A line that carries packets, a call of a program into the kernel (or what the kernel hands it), or a connection between sockets. On a
   * narrow screen a wire ends at the outermost boxes.
   */
  kind: 'wire' | 'call' | 'connection'
  /** Goes both ways. */
  both?: boolean
}
