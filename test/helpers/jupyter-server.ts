import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A Jupyter Server that runs, and what it says of its kernels. */
export interface JupyterServer {
  url: string
  kernels(): Promise<{ id: string; name: string }[]>
  /** SIGKILL to it and to all that it has started. */
  kill(): void
  end(): Promise<void>
}

export const serverToken = 'sesame-of-the-tests'

/**
 * A Jupyter Server on a free port of 127.0.0.1, with ackbook's kernel as its users install it, and a token.
 *
 * @param own a folder for what it keeps
 * @param folder its root
 */
export async function startJupyterServer(own: string, folder: string): Promise<JupyterServer> {
  const bin = join(root, 'lib', 'ackbook.js')
  const cwd = root
  await execa(process.execPath, [bin, 'kernels', 'install', '--no-prepare', '--prefix', own], { cwd })
  const path = [join(own, 'share', 'jupyter'), process.env.JUPYTER_PATH].filter(Boolean).join(delimiter)
  const env = { JUPYTER_PATH: path, JUPYTER_DATA_DIR: join(own, 'data'), JUPYTER_TOKEN: serverToken }
  const args = ['--no-browser', '--allow-root', '--ServerApp.port=0', `--ServerApp.root_dir=${folder}`]
  const server = execa('jupyter-server', args, { cwd, env, all: true, reject: false, detached: true, buffer: false })
  const kill = () => {
    if (server.pid !== undefined && server.exitCode === null && server.signalCode === null)
      process.kill(-server.pid, 'SIGKILL')
  }
  const end = async () => {
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGTERM')
    const ended = await Promise.race([server.then(() => true), sleep(10_000)])
    if (!ended) kill()
    await server
  }
  try {
    const url = await addressIn(server.all)
    const kernels = async () => {
      const headers = { Authorization: `token ${serverToken}` }
      return (await (await fetch(`${url}/api/kernels`, { headers })).json()) as { id: string; name: string }[]
    }
    for (let left = 300; ; left -= 1) {
      const error = await kernels().then(
        () => undefined,
        (cause: unknown) => cause,
      )
      if (error === undefined) return { url, kernels, kill, end }
      if (left === 0) throw new Error(`the Jupyter Server does not answer at ${url}`, { cause: error })
      await sleep(100)
    }
  } catch (error) {
    await end()
    throw error
  }
}

function addressIn(lines: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    lines.on('data', (piece: Buffer) => {
      said = (said + String(piece)).slice(-20_000)
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
      if (url !== undefined) resolve(url)
    })
    lines.on('end', () => reject(new Error(`Jupyter Server ended before it was ready:\n${said}`)))
  })
}

/** What lies between: hands on what comes, and can cut all that it holds open, or no more take anything. */
export interface Between {
  url: string
  /** Cuts the connections that are web sockets, at once and without a word. */
  cut(): void
}

/** A proxy on a free port, which leads to where a URL does. */
export async function withBetween(target: string, body: (between: Between) => Promise<void>): Promise<void> {
  const { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  const upgraded = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        near.destroy()
        far.destroy()
        open.delete(socket)
        upgraded.delete(near)
      })
    }
    near.on('data', (chunk: Buffer) => {
      if (/^upgrade: websocket/im.test(chunk.toString('latin1'))) upgraded.add(near)
    })
    near.pipe(far).pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as { port: number }
  try {
    await body({
      url: `http://127.0.0.1:${own}`,
      cut: () => {
        for (const socket of upgraded) socket.resetAndDestroy()
      },
    })
  } finally {
    for (const socket of open) socket.destroy()
    server.close()
    await once(server, 'close')
  }
}
