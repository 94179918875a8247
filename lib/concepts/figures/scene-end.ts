import type { SceneBox } from '../../draw/index.ts'

const SAYS = { program: 'program', socket: 'socket' } as const

/** A host at one end of a connection: its program, and its socket with a buffer. */
export function sceneEnd(name: string, buffer: SceneBox): SceneBox {
  return {
    id: `${name}-host`,
    name,
    kind: 'host',
    inside: [
      { id: name, name: SAYS.program, kind: 'program' },
      { id: `${name}-socket`, name: SAYS.socket, kind: 'socket', inside: [buffer] },
    ],
  }
}
