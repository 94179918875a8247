import type { Kernel as JupyterKernel, KernelMessage } from '@jupyterlab/services'
import type { ChannelName, Message } from '../kernel/message.ts'
import type { Gateway } from './gateway.ts'
import { quietly, settingsFor } from './services.ts'

/** What a connection to a kernel tells. */
interface ConnectionListener {
  onMessage(channel: ChannelName, message: Message): void
  /** Something came that is no message. */
  onRejected(reason: string): void
  /** It is there, for the first time or again. */
  onConnected(): void
  onDropped(): void
  /** The gateway answers, and has no such kernel any more. */
  onGone(): void
}

/** Milliseconds between two tries to reach a gateway again. */
const pause = 300

/**
 * The web socket of a kernel, by the package's own connection, which makes a new one where one is lost, and sends meanwhile nothing but
 * keeps it. What comes is taken before the package would look into it, for much of what kernels send it does not take, or ends by.
 */
export class GatewayConnection {
  readonly #gateway: Gateway
  readonly #id: string
  readonly #listener: ConnectionListener
  readonly #kernel: JupyterKernel.IKernelConnection
  #isClosed = false

  constructor(gateway: Gateway, id: string, name: string, session: string, listener: ConnectionListener) {
    this.#gateway = gateway
    this.#id = id
    this.#listener = listener
    const { services, address } = gateway
    const serverSettings = settingsFor(services, address)
    const { serializer } = serverSettings
    const settings = {
      ...serverSettings,
      serializer: {
        serialize: serializer.serialize,
        deserialize: (data: ArrayBuffer, protocol?: string) => {
          this.#take(() => serializer.deserialize(data, protocol))
          return standIn
        },
      },
    }
    this.#kernel = quietly(
      () =>
        new services.KernelConnection({
          model: { id, name },
          ...{ serverSettings: settings, clientId: session, username: 'ackbook', handleComms: false },
          // What waits to be sent goes out at once: the gateway itself sees to it that the kernel listens.
          kernelInfoTimeout: 20,
          kernelAPIClient: { getModel: () => this.#whenReachable() } as unknown as JupyterKernel.IKernelAPIClient,
        }),
    )
    this.#kernel.connectionStatusChanged.connect((_, status) => this.#changed(status))
  }

  send(channel: 'shell' | 'control', message: Message): void {
    const sent: unknown = { ...message, channel }
    // What comes for it is told by us.
    quietly(() => {
      if (channel === 'shell') this.#kernel.sendShellMessage(sent as KernelMessage.IShellMessage).done.catch(() => {})
      else this.#kernel.sendControlMessage(sent as KernelMessage.IControlMessage).done.catch(() => {})
    })
  }

  /** Answers an `input_request` by a line. */
  answer(request: Message, value: string): void {
    const header = request.header as unknown as KernelMessage.IInputRequestMsg['header']
    quietly(() => this.#kernel.sendInputReply({ status: 'ok', value }, header))
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    quietly(() => this.#kernel.dispose())
  }

  #take(read: () => unknown): void {
    if (this.#isClosed) return
    let message: Message & { channel: ChannelName }
    try {
      message = asMessage(read())
    } catch (error) {
      this.#listener.onRejected((error as Error).message)
      return
    }
    this.#listener.onMessage(message.channel, message)
  }

  #changed(status: JupyterKernel.ConnectionStatus): void {
    if (this.#isClosed) return
    if (status === 'connected') this.#listener.onConnected()
    else this.#listener.onDropped()
    // A server that is about to end, or what lies between, has closed it in due form: for the package that is the end.
    if (status === 'disconnected') setTimeout(() => this.#again(), pause)
  }

  #again(): void {
    if (!this.#isClosed) void quietly(() => this.#kernel.reconnect().catch(() => {}))
  }

  /** What the package asks before it makes a socket anew; whoever waits too long for it closes this. */
  async #whenReachable(): Promise<JupyterKernel.IModel> {
    while (!this.#isClosed) {
      const has = await this.#gateway.has(this.#id).catch((): undefined => undefined)
      if (has === false && !this.#isClosed) this.#listener.onGone()
      if (has) break
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
    return { id: this.#id, name: this.#kernel.name }
  }
}

/** In place of each message: the package knows no such type, and does nothing with it. */
const standIn: KernelMessage.IMessage = {
  channel: 'iopub',
  header: { msg_id: '', msg_type: 'ackbook', session: 'ackbook', username: '', version: '5.4', date: '' },
  ...{ parent_header: {}, metadata: {}, content: {}, buffers: [] },
} as unknown as KernelMessage.IMessage

const channels: readonly unknown[] = ['shell', 'control', 'stdin', 'iopub'] satisfies ChannelName[]

function asMessage(read: unknown): Message & { channel: ChannelName } {
  const { channel, header, parent_header, metadata, content, buffers } = Object(read) as Record<string, unknown>
  if (!channels.includes(channel)) throw new Error('a message on no channel that there is')
  const { msg_id, msg_type } = Object(header) as Record<string, unknown>
  if (typeof msg_id !== 'string' || typeof msg_type !== 'string')
    throw new Error(`${channel}: the header has no msg_id or no msg_type`)
  if (!isRecord(content)) throw new Error(`${channel}: the content of ${msg_type} is no object`)
  return {
    ...{ channel: channel as ChannelName, header: header as Message['header'], content },
    parent_header: isRecord(parent_header) ? parent_header : {},
    metadata: isRecord(metadata) ? metadata : {},
    buffers: Array.isArray(buffers) ? buffers.map(bufferOctets) : [],
  }
}

function bufferOctets(buffer: ArrayBuffer | DataView): Uint8Array {
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer)
    : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
