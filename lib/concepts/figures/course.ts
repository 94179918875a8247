/** The course in pictures: where each lesson looks. */
import { type Scene, type ShownFigure, sceneFigure } from '../../draw/index.ts'

const SAYS = {
  client: 'client',
  router: 'router',
  server: 'server',
  program: 'program',
  socket: 'socket',
  queue: 'queue',
  toSend: 'to send',
  toRead: 'to read',
  send: 'send',
  recv: 'recv',
  map: 'Where on the way of a byte each lesson looks',
  mapInWords:
    "A byte's way, with the numbers of the lessons that look there. The client's program (2.1, 2.2, 2.2.2) hands it to its " +
    'socket (2.1.2, 2.1.5), which puts it into the buffer of what is to be sent (2.1.3), from where it leaves in a segment ' +
    "(2.0.4) through a router's queue (2.0.3). At the server it waits in the buffer of what is to be read (2.1.4, 2.0.2) until " +
    'the program (2.1, 2.2.1) asks its socket (2.1.1, 2.1.2) for it. The two sockets are joined by a connection (2.0.1).',
} as const

/** Two programs, their sockets and buffers, and the network between them, each with the numbers of the lessons that are about it. */
export function courseMap(): ShownFigure<Scene> {
  return sceneFigure(
    {
      boxes: [
        {
          id: 'client',
          name: SAYS.client,
          kind: 'host',
          inside: [
            { id: 'caller', name: SAYS.program, kind: 'program', note: '2.1, 2.2, 2.2.2' },
            { id: 'near', name: SAYS.socket, kind: 'socket', note: '2.1.2, 2.1.5' },
            { id: 'out', name: SAYS.toSend, kind: 'buffer', places: 6, note: '2.1.3, 2.0.4' },
          ],
        },
        {
          id: 'router',
          name: SAYS.router,
          kind: 'router',
          inside: [{ id: 'line', name: SAYS.queue, kind: 'queue', places: 5, note: '2.0.3' }],
        },
        {
          id: 'server',
          name: SAYS.server,
          kind: 'host',
          inside: [
            { id: 'callee', name: SAYS.program, kind: 'program', note: '2.1, 2.2.1' },
            { id: 'far', name: SAYS.socket, kind: 'socket', note: '2.1.1, 2.1.2' },
            { id: 'in', name: SAYS.toRead, kind: 'buffer', places: 6, note: '2.1.4, 2.0.2' },
          ],
        },
      ],
      links: [
        { from: 'caller', to: 'near', kind: 'call', label: SAYS.send },
        { from: 'near', to: 'out', kind: 'call' },
        { from: 'out', to: 'line', kind: 'wire' },
        { from: 'line', to: 'in', kind: 'wire' },
        { from: 'in', to: 'far', kind: 'call' },
        { from: 'far', to: 'callee', kind: 'call', label: SAYS.recv },
        { from: 'near', to: 'far', kind: 'connection', label: '2.0.1', both: true },
      ],
    },
    {
      title: SAYS.map,
      description: SAYS.mapInWords,
    },
  )
}
