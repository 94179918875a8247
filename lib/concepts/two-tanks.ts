/** §2.1.3: a program that sends and one that reads, a call at a time: what each call answers, and what the two buffers hold after it. */
import type { Trace } from '../network/index.ts'
import type { Socket } from '../socket/index.ts'
import { simulatedNetwork } from '../socket/simulated/index.ts'
import { connectTo, listenOn, SERVER_PORT, sendWhatFits, withoutWaiting } from './helpers.ts'

/** A call that does not wait, by what it is to send or read, in KiB; or a second in which nobody calls. */
export type TankCall = 'send.1' | 'send.8' | 'send.64' | 'recv.1' | 'recv.64' | 'second.passes'

/** What reads at the other end: whoever looks at the figure, a program that is slow, or one that is fast. */
export type TankReader = 'you' | 'slow' | 'fast'

export interface TwoTanksSettings {
  calls: readonly TankCall[]
  reader: TankReader
  /** bytes */
  sendBuffer: number
  receiveBuffer: number
}

/** What a call answered. */
export interface TankAnswer {
  call: TankCall
  asked: number
  /** Bytes taken or read; `undefined` = it would have had to wait. */
  bytes: number | undefined
}

/** After so many calls. */
export interface TwoTanksMoment {
  /** virtual milliseconds */
  now: number
  answers: readonly TankAnswer[]
  /** Bytes taken from the one program, and read by the other. */
  taken: number
  read: number
  /** In the send buffer until they are acknowledged, and in the receive buffer until they are read. */
  unacknowledged: number
  unread: number
}

export interface TwoTanksRun {
  trace: Trace
  moments: readonly TwoTanksMoment[]
}

/** Milliseconds from one call to the next: what can move has moved by then. */
const AFTER_EACH = 300
const SLOW = { bytes: 1024, every: 100 }
const MUCH = 65_536

export async function twoTanksRun({
  calls,
  reader,
  sendBuffer,
  receiveBuffer,
}: TwoTanksSettings): Promise<TwoTanksRun> {
  const network = simulatedNetwork({ seed: 213, hosts: ['sender', 'reader'] })
  const [near, far] = [network.host('sender'), network.host('reader')]
  const buffers = { sendBuffer, receiveBuffer }
  const listener = listenOn(far, 1, SERVER_PORT, buffers)
  const sender = await connectTo(near, listener.getsockname(), buffers)
  const connection = await listener.accept()
  const answers: TankAnswer[] = []
  let [taken, read] = [0, 0]
  if (reader !== 'you') {
    // Its end, by the closing of its socket, is nobody's concern.
    readOn(connection, reader, (bytes) => {
      read += bytes
    }).catch(() => {})
  }
  const moment = (): TwoTanksMoment => ({
    ...{ now: network.now, answers: [...answers], taken, read },
    ...{ unacknowledged: sender.queued().out, unread: connection.queued().in },
  })
  const moments = [moment()]
  for (const call of calls) {
    const [what, amount] = call.split('.')
    const asked = Number(amount) * 1024
    if (what === 'second') await near.sleep(1000)
    else {
      const bytes = what === 'send' ? await sendWhatFits(sender, new Uint8Array(asked)) : await readWhatFits(asked)
      answers.push({ call, asked, bytes })
      if (what === 'send') taken += bytes ?? 0
      else read += bytes ?? 0
      await near.sleep(AFTER_EACH)
    }
    moments.push(moment())
  }
  const trace = network.trace()
  for (const host of network.hosts) host.closeAll()
  return { trace, moments }

  async function readWhatFits(most: number): Promise<number | undefined> {
    return (await withoutWaiting(connection.recv(most, { dontWait: true })))?.length
  }

  async function readOn(socket: Socket, how: 'slow' | 'fast', told: (bytes: number) => void): Promise<void> {
    for (;;) {
      const piece = await socket.recv(how === 'slow' ? SLOW.bytes : MUCH)
      if (piece.length === 0) return
      told(piece.length)
      if (how === 'slow') await far.sleep(SLOW.every)
    }
  }
}
