import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { removeTemporary } from '../files/temporary.ts'
import { connectionFolder } from './folders.ts'
import { type KernelPorts, loopback, releasePorts, reservePorts } from './ports.ts'

/** What a connection file says. @see https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files */
export interface ConnectionInfo {
  transport: 'tcp' | 'ipc'
  /** With ipc the path that all sockets' paths begin with. */
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
  connection: ConnectionInfo
  /** Removes the file, its sockets, and gives its ports back. */
  remove(): Promise<void>
}

interface ConnectionInfoOptions {
  /** The kernel can talk over sockets in the file system: nobody else can reach those, or take their names. */
  ipc?: boolean
  ports?: KernelPorts | undefined
}

/** @throws FileError when no folder can be made, Error when too few ports are free */
export async function createConnectionFile(
  kernelName: string,
  { ipc = false, ports: range }: ConnectionInfoOptions = {},
): Promise<ConnectionFile> {
  const { folder, holdsSockets } = await connectionFolder(ipc)
  let ports: number[] = []
  const remove = async (): Promise<void> => {
    releasePorts(ports)
    await removeTemporary(folder)
  }
  try {
    if (!holdsSockets) ports = await reservePorts(5, range)
  } catch (error) {
    await remove()
    throw error
  }
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = (holdsSockets ? portNames : ports) as Five
  const connection: ConnectionInfo = {
    ...(holdsSockets ? { transport: 'ipc', ip: join(folder, 's') } : { transport: 'tcp', ip: loopback }),
    ...{ shell_port, iopub_port, stdin_port, control_port, hb_port },
    signature_scheme: 'hmac-sha256',
    key: randomBytes(32).toString('hex'),
    kernel_name: kernelName,
  }
  const path = join(folder, 'connection.json')
  await writeFile(path, JSON.stringify(connection, null, 2), { mode: 0o600 })
  return { path, connection, remove }
}

type Five = [number, number, number, number, number]

/** Of sockets in a folder of their own. */
const portNames: Five = [1, 2, 3, 4, 5]
