import { type Address, type Host, isSocketError, type Socket, type SocketError } from '../../../lib/socket/index.ts'

/**
 * The two machines that a program of the suite runs on. Where there is only one, both are it; where the network is
 * simulated they are two hosts. A program awaits nothing but these two.
 */
export interface Ends {
  server: Host
  client: Host
}

export interface SuiteProgram {
  /** condition → outcome */
  title: string
  run: (ends: Ends) => Promise<void>
}

/** A group of programs, by title. */
export function programs(group: Record<string, (ends: Ends) => Promise<void>>): readonly SuiteProgram[] {
  return Object.entries(group).map(([title, run]) => ({ title, run }))
}

export function listening(server: Host, backlog: number = 8): Socket {
  const listener = server.socket()
  listener.bind({ address: server.address, port: 0 })
  listener.listen(backlog)
  return listener
}

/** A connection between the two ends, and its listener. */
export async function connection(
  { server, client }: Ends,
  { sendBuffer, receiveBuffer }: { sendBuffer?: number; receiveBuffer?: number } = {},
): Promise<{ listener: Socket; near: Socket; far: Socket }> {
  const listener = server.socket()
  const near = client.socket()
  for (const socket of [listener, near]) {
    if (sendBuffer !== undefined) socket.setsockopt('sendBuffer', sendBuffer)
    if (receiveBuffer !== undefined) socket.setsockopt('receiveBuffer', receiveBuffer)
  }
  listener.bind({ address: server.address, port: 0 })
  listener.listen(8)
  await near.connect(listener.getsockname())
  return { listener, near, far: await listener.accept() }
}

/** Buffers so small that a few kilobytes fill them. */
export const SMALL: { sendBuffer: number; receiveBuffer: number } = { sendBuffer: 4096, receiveBuffer: 4096 }

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

/** Content whose every octet depends on its place, so that a lost, doubled or misplaced piece shows. */
export function pattern(length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let state = 0x2545f491
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    whole[at] = state >>> 24
  }
  return whole
}

/** The code of the error with which the call fails; `none` if it does not. */
export async function codeOf(call: () => unknown): Promise<string> {
  try {
    await call()
    return 'none'
  } catch (error) {
    if (isSocketError(error)) return error.code
    if (error instanceof Error && 'code' in error) return String(error.code)
    throw error
  }
}

/** The error with which the call fails. */
export async function failureOf(call: () => unknown): Promise<SocketError> {
  try {
    await call()
  } catch (error) {
    if (isSocketError(error)) return error
    throw error
  }
  throw new Error('the call has not failed')
}

/** Waits by the host's own clock until it holds. Only for what no call can wait for, such as an ACK coming back. */
export async function until(host: Host, what: string, holds: () => boolean): Promise<void> {
  const end = host.now() + 5000
  while (!holds()) {
    if (host.now() > end) throw new Error(`after 5 s it still does not hold that ${what}`)
    await host.sleep(2)
  }
}

/**
 * Sends without waiting until nothing more fits, and goes on fitting nothing: what is acknowledged in the meantime makes
 * room again. @returns how much was taken
 */
export async function fill(host: Host, socket: Socket): Promise<number> {
  const piece = pattern(65536)
  let taken = 0
  // Counted in tries, not in time alone: where the machine is busy, one nap may take as long as all of them.
  for (let refused = 0; refused < 12; refused++) {
    let some = 0
    const code = await codeOf(async () => {
      some = await socket.send(piece.subarray(taken % 65536), { dontWait: true })
    })
    if (code !== 'EAGAIN' && code !== 'none') throw new Error(`send failed with ${code}`)
    taken += some
    if (some > 0) refused = -1
    else await host.sleep(5)
  }
  return taken
}

export function samePort(one: Address, other: Address): boolean {
  return one.address === other.address && one.port === other.port
}
