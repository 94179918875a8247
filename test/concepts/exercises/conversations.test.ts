import { test } from 'uvu'
import type { ArrivingSegment, OpenSocket } from '../../../lib/concepts/exercises/conversations.ts'
import type { Address } from '../../../lib/socket/index.ts'
import { accepts, refuses } from '../../helpers/exercise.ts'

const numbers = {
  localAddress: 'program',
  localPort: 'system',
  remoteAddress: 'program',
  remotePort: 'program',
  portKnownAfter: 'bind',
}

refuses('fourNumbers', {
  'nothing said': [{ ...numbers, localAddress: '?' }, /its own address: '\?' is none of 'program', 'system'/],
  'a port of one’s own choice': [{ ...numbers, localPort: 'program' }, /its own port: .*which port is 0/],
  'a server’s port that the system finds': [
    { ...numbers, remotePort: 'system' },
    /server’s port: .*what did connect say/,
  ],
  'a port that comes with connect': [{ ...numbers, portKnownAfter: 'connect' }, /has a port: it is not 'connect'/],
})

accepts('fourNumbers', 'what a run gives', numbers)

const second = { sameAddress: 'no', otherAddress: 'yes', allAddresses: 'no' }

refuses('secondListener', {
  'nothing said': [{ ...second, sameAddress: '?' }, /neither 'yes' nor 'no'/],
  'a port that is taken whole': [{ ...second, otherAddress: 'no' }, /another address .*a run says otherwise/],
  'a wildcard that gives way': [{ ...second, allAddresses: 'yes' }, /all addresses .*both listeners/],
})

accepts('secondListener', 'what a run gives', second)

const same = (one: Address, other: Address) => one.address === other.address && one.port === other.port
const listens = ({ local, peer }: OpenSocket, to: Address) =>
  peer === undefined && local.port === to.port && ['0.0.0.0', to.address].includes(local.address)

refuses('socketFor', {
  'the first on that port': [
    ({ to }: ArrivingSegment, sockets: OpenSocket[]) => sockets.find(({ local }) => local.port === to.port),
    /a conversation: .*given to the listener at 10\.0\.0\.2:80, and another one fits better/,
  ],
  'the peer’s address alone': [
    ({ from, to }: ArrivingSegment, sockets: OpenSocket[]) =>
      sockets.find(({ peer }) => peer?.address === from.address) ?? sockets.find((socket) => listens(socket, to)),
    /conversation: .*another one fits better/,
  ],
  'the peer’s port alone': [
    ({ from, to }: ArrivingSegment, sockets: OpenSocket[]) =>
      sockets.find(({ peer }) => peer?.port === from.port) ?? sockets.find((socket) => listens(socket, to)),
    /conversation: .*another one fits better/,
  ],
  'connections alone': [
    ({ from, to }: ArrivingSegment, sockets: OpenSocket[]) =>
      sockets.find(({ local, peer }) => peer && same(local, to) && same(peer, from)),
    /somebody new: .*given to nobody/,
  ],
  'no wildcard': [
    ({ from, to }: ArrivingSegment, sockets: OpenSocket[]) =>
      sockets.find(({ local, peer }) => peer && same(local, to) && same(peer, from)) ??
      sockets.find(({ local, peer }) => !peer && same(local, to)),
    /all addresses: .*given to nobody/,
  ],
  'a listener at any address': [
    ({ from, to }: ArrivingSegment, sockets: OpenSocket[]) =>
      sockets.find(({ local, peer }) => peer && same(local, to) && same(peer, from)) ??
      sockets.find(({ local, peer }) => !peer && local.port === to.port),
    /another address: .*127\.0\.0\.1:5432, which nobody called/,
  ],
})

accepts('socketFor', 'the connection, or else the listener', ({ from, to }: ArrivingSegment, sockets: OpenSocket[]) => {
  const [connection] = sockets.filter(({ local, peer }) => peer && same(local, to) && same(peer, from))
  return connection ?? sockets.filter((socket) => listens(socket, to))[0]
})

test.run()
