import { test } from 'uvu'
import type { Host, Socket } from '../../../lib/socket/index.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

const closed = { accepted: 'goes on', queued: 'is reset', asking: 'is refused' }

refuses('closedDoor', {
  'nothing said': [{ ...closed, accepted: '?' }, /has been accepted: '\?' is none of/],
  'a conversation that ends with the listener': [{ ...closed, accepted: 'is reset' }, /which socket/],
  'a queue without an owner': [{ ...closed, queued: 'goes on' }, /in the accept queue: .*whose is it/],
  'a SYN that is answered at once': [{ ...closed, asking: 'is reset' }, /SYN was dropped: .*who answers/],
})

accepts('closedDoor', 'what a run gives', closed)

const ready = async (host: Host, listeners: Socket[]) => {
  const [first] = await host.poll(listeners.map((socket) => ({ socket, readable: true })))
  return first!.socket.accept()
}

refuses('nextVisitor', {
  'the first door only': [async (_host: Host, [first]: Socket[]) => first!.accept(), /second door.*not let in/],
  'one door after the other': [
    async (_host: Host, listeners: Socket[]) => {
      for (const listener of listeners) await listener.accept()
      return listeners[0]!.accept()
    },
    /first door: .*not let in/,
  ],
  'a race of accepts': [
    async (_host: Host, listeners: Socket[]) => Promise.race(listeners.map((listener) => listener.accept())),
    /now at that: \d of 4 visitors were let in/,
  ],
  'no patience': [
    async (host: Host, listeners: Socket[]) => {
      const [first] = await host.poll(
        listeners.map((socket) => ({ socket, readable: true })),
        1000,
      )
      return first!.socket.accept()
    },
    /keeps us waiting: it threw TypeError/,
  ],
  'all who are ready, and one returned': [
    async (host: Host, listeners: Socket[]) => {
      const found = await host.poll(listeners.map((socket) => ({ socket, readable: true })))
      const accepted = await Promise.all(found.map(({ socket }) => socket.accept()))
      return accepted[0]!
    },
    /before we look: 1 of 2 visitors were let in/,
  ],
})

accepts('nextVisitor', 'the first that poll calls ready', ready)

accepts('nextVisitor', 'a look at each queue, every millisecond', async (host: Host, listeners: Socket[]) => {
  for (;;) {
    for (const listener of listeners) if (listener.queued().in > 0) return listener.accept()
    await host.sleep(1)
  }
})

refuses('smallestBacklog', {
  'nothing said': [{ every20: -1, every50: -1 }, /-1 is no backlog/],
  'one too small': [{ every20: 6, every50: 4 }, /every 20 ms: with a backlog of 6, 1 of them wait/],
  'one too large': [{ every20: 8, every50: 4 }, /nor with a smaller one/],
  'the same for both': [{ every20: 7, every50: 7 }, /every 50 ms: .*nor with a smaller one/],
})

accepts('smallestBacklog', 'what a run gives', { every20: 7, every50: 4 })

test.run()
