import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a connection file says. @see https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files */
export interface Connection {
  transport: 'tcp'
  ip: string
  shell_port: number
  iopub_port: number
  stdin_port: number
  control_port: number
  hb_port: number
  signature_scheme: 'hmac-sha256'
  key: string
  kernel_name: string
}

/** A connection file on disk: readable by its owner alone, in a folder of its own. */
export interface ConnectionFile {
  path: string
  connection: Connection
  /** Removes the file and gives its ports back. */
  remove(): Promise<void>
}

export async function createConnectionFile(kernelName: string): Promise<ConnectionFile> {
  const ports = await reservePorts(5)
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports as [number, number, number, number, number]
  const connection: Connection = {
    transport: 'tcp',
    ip: loopback,
    ...{ shell_port, iopub_port, stdin_port, control_port, hb_port },
    signature_scheme: 'hmac-sha256',
    key: randomBytes(32).toString('hex'),
    kernel_name: kernelName,
  }
  const folder = await mkdtemp(join(tmpdir(), 'ackbook-kernel-'))
  const path = join(folder, 'connection.json')
  await writeFile(path, JSON.stringify(connection, null, 2), { mode: 0o600 })
  const remove = async (): Promise<void> => {
    for (const port of ports) reserved.delete(port)
    await rm(folder, { recursive: true, force: true })
  }
  return { path, connection, remove }
}

const loopback = '127.0.0.1'

/** Ports given out by this process and not yet given back: two kernels started at once must not get the same. */
const reserved = new Set<number>()

/**
 * Free ports below the range from which systems take their own (32768 on Linux, 49152 elsewhere): between our look and
 * the kernel's bind no outgoing connection can be given one of them.
 */
async function reservePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  for (let tries = 0; ports.length < count; tries++) {
    if (tries > 1000) throw new Error(`no ${count} free ports on ${loopback} between 16384 and 32767`)
    const port = 16384 + (randomBytes(2).readUInt16BE() & 0x3fff)
    if (reserved.has(port)) continue
    reserved.add(port)
    if (await isFree(port)) ports.push(port)
    else reserved.delete(port)
  }
  return ports
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: loopback, port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
