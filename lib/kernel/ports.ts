import { randomInt } from 'node:crypto'
import { createServer, type ListenOptions } from 'node:net'

export const loopback = '127.0.0.1'

/** The first and the last. */
export type KernelPorts = readonly [first: number, last: number]

/**
 * Below the range from which systems take their own (32768 on Linux, 49152 elsewhere): between our look and the kernel's
 * bind no outgoing connection can be given one of them.
 */
const usualPorts: KernelPorts = [16384, 32767]

/** Ports given out by this process and not yet given back: two kernels started at once must not get the same. */
const reserved = new Set<number>()

/** Ports that are free now. Another process may take one before the kernel does: then it is started anew. */
export async function reservePorts(count: number, [first, last]: KernelPorts = usualPorts): Promise<number[]> {
  const ports: number[] = []
  for (let tries = 0; ports.length < count; tries++) {
    if (tries > 1000) {
      releasePorts(ports)
      throw new Error(`no ${count} free ports on ${loopback} between ${first} and ${last}`)
    }
    const port = randomInt(first, last + 1)
    if (reserved.has(port)) continue
    reserved.add(port)
    if (await canListen({ host: loopback, port, exclusive: true })) ports.push(port)
    else reserved.delete(port)
  }
  return ports
}

export function releasePorts(ports: readonly number[]): void {
  for (const port of ports) reserved.delete(port)
}

export function canListen(place: ListenOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(place, () => server.close(() => resolve(true)))
  })
}
