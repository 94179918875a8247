/** §2.1.2: who has chosen which of the four numbers, who may bind where, and to which socket a segment belongs. */
import { type Address, nameOf } from '../../socket/index.ts'
import { simulatedNetwork } from '../../socket/simulated/index.ts'
import { outcomeOf, SERVER_PORT } from '../helpers.ts'
import type { Exercise, Trial } from './exercise.ts'

/** Who has chosen each of a client's four numbers, `program` or `system`, and the call after which it has a port. */
export type FourNumbers = Record<
  'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort' | 'portKnownAfter',
  string
>

/** Whether a second listener may be bound to the same port: `yes` or `no`. */
export type SecondListener = Record<'sameAddress' | 'otherAddress' | 'allAddresses', string>

/** The addresses of a segment that has arrived. */
export interface ArrivingSegment {
  from: Address
  to: Address
}

/** A socket of the machine at which it has arrived. */
export interface OpenSocket {
  local: Address
  /** A listener has none. */
  peer?: Address
}

export interface ConversationExercises {
  /** Predicts where a client's four numbers come from. */
  fourNumbers: Exercise<FourNumbers>
  /** Predicts who may bind to a port beside a listener. */
  secondListener: Exercise<SecondListener>
  /** Finds the socket to which a segment belongs. */
  socketFor: Exercise<SocketFor>
}

type SocketFor = (segment: ArrivingSegment, sockets: OpenSocket[]) => OpenSocket | undefined

const CHOOSERS = ['program', 'system']
const CALLS = ['socket', 'bind', 'connect']

export const conversationExercises: ConversationExercises = {
  fourNumbers: [
    numberPredicted('localAddress', 'its own address', CHOOSERS, 'what did bind say?'),
    numberPredicted('localPort', 'its own port', CHOOSERS, 'which port is 0?'),
    numberPredicted('remoteAddress', 'the server’s address', CHOOSERS, 'what did connect say?'),
    numberPredicted('remotePort', 'the server’s port', CHOOSERS, 'what did connect say?'),
    numberPredicted(
      'portKnownAfter',
      'when it has a port',
      CALLS,
      'what is it that bind does with the name it is given?',
    ),
  ],
  secondListener: [
    bindingPredicted('sameAddress', 'at the same address', '127.0.0.1'),
    bindingPredicted('otherAddress', 'at another address of the machine', '127.0.0.2'),
    bindingPredicted('allAddresses', 'at all addresses of the machine', '0.0.0.0'),
  ],
  socketFor: socketTrials(),
}

function numberPredicted(
  name: keyof FourNumbers,
  title: string,
  values: readonly string[],
  hint: string,
): Trial<FourNumbers> {
  return {
    title,
    missing: async (answer) => {
      const said = answer[name]
      if (!values.includes(said)) return `'${said}' is none of ${values.map((value) => `'${value}'`).join(', ')}`
      return said === (await numbersOfClient())[name] ? undefined : `it is not '${said}'; ${hint}`
    },
  }
}

async function numbersOfClient(): Promise<FourNumbers> {
  const { server: machine } = simulatedNetwork({ seed: 212 })
  const asked: Address = { address: '127.0.0.1', port: 0 }
  const called: Address = { address: '127.0.0.1', port: SERVER_PORT }
  const listener = machine.socket()
  listener.bind(called)
  listener.listen(1)
  const client = machine.socket()
  const ports = [client.getsockname().port]
  client.bind(asked)
  ports.push(client.getsockname().port)
  await client.connect(called)
  ports.push(client.getsockname().port)
  const chooser = (given: unknown, found: unknown) => (given === found ? 'program' : 'system')
  const [own, peer] = [client.getsockname(), client.getpeername()]
  return {
    localAddress: chooser(asked.address, own.address),
    localPort: chooser(asked.port, own.port),
    remoteAddress: chooser(called.address, peer.address),
    remotePort: chooser(called.port, peer.port),
    portKnownAfter: CALLS[ports.findIndex((port) => port > 0)]!,
  }
}

function bindingPredicted(name: keyof SecondListener, title: string, address: string): Trial<SecondListener> {
  return {
    title,
    missing: async (answer) => {
      const said = answer[name]
      if (said !== 'yes' && said !== 'no') return `'${said}' is neither 'yes' nor 'no'`
      const { server: machine } = simulatedNetwork({ seed: 212 })
      const first = machine.socket()
      first.bind({ address: '127.0.0.1', port: SERVER_PORT })
      first.listen(1)
      const outcome = await outcomeOf(() => machine.socket().bind({ address, port: SERVER_PORT }))
      if (said === (outcome === 'done' ? 'yes' : 'no')) return undefined
      return 'a run says otherwise; is there a call that both listeners would have to answer?'
    },
  }
}

function socketTrials(): Exercise<SocketFor> {
  const machine = '10.0.0.2'
  const at = (address: string, port: number): Address => ({ address, port })
  const web: OpenSocket = { local: at(machine, 80) }
  const everywhere: OpenSocket = { local: at('0.0.0.0', 1060) }
  const anna: OpenSocket = { local: at(machine, 80), peer: at('10.0.0.1', 5000) }
  const ben: OpenSocket = { local: at(machine, 80), peer: at('10.0.0.1', 5001) }
  const clara: OpenSocket = { local: at(machine, 80), peer: at('10.0.0.3', 5000) }
  const inside: OpenSocket = { local: at('127.0.0.1', 5432) }
  const sockets = [web, everywhere, anna, ben, clara, inside]
  const trial = (title: string, from: Address, to: Address, wanted: OpenSocket | undefined): Trial<SocketFor> => ({
    title,
    missing: (answer) => misdelivered({ from, to }, wanted, [sockets, [...sockets].reverse()], answer),
  })
  return [
    trial('a segment of a conversation', at('10.0.0.1', 5000), at(machine, 80), anna),
    trial('one from another port of the same client', at('10.0.0.1', 5001), at(machine, 80), ben),
    trial('one from the same port of another client', at('10.0.0.3', 5000), at(machine, 80), clara),
    trial('one from somebody new', at('10.0.0.9', 7000), at(machine, 80), web),
    trial(
      'one from somebody new, to a port open at all addresses',
      at('10.0.0.9', 7000),
      at(machine, 1060),
      everywhere,
    ),
    trial('one to a port that nobody has', at('10.0.0.9', 7000), at(machine, 81), undefined),
    trial('one to a port that is open at another address', at('10.0.0.9', 7000), at(machine, 5432), undefined),
  ]
}

function misdelivered(
  segment: ArrivingSegment,
  wanted: OpenSocket | undefined,
  orders: readonly OpenSocket[][],
  answer: SocketFor,
): string | undefined {
  for (const sockets of orders) {
    const found = answer(segment, [...sockets])
    if (found === wanted) continue
    const route = `from ${nameOf(segment.from)} to ${nameOf(segment.to)}`
    if (!found) return `${route}: it was given to nobody, and a socket waits for it`
    if (!wanted) return `${route}: it was given to ${socketInWords(found)}, which nobody called`
    return `${route}: it was given to ${socketInWords(found)}, and another one fits better`
  }
  return undefined
}

function socketInWords({ local, peer }: OpenSocket): string {
  return peer ? `the connection ${nameOf(local)} ↔ ${nameOf(peer)}` : `the listener at ${nameOf(local)}`
}
