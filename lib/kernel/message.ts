export type ChannelName = 'shell' | 'control' | 'stdin' | 'iopub'

/** @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#message-header */
export interface Header {
  msg_id: string
  msg_type: string
  session: string
  username: string
  /** ISO 8601. */
  date: string
  version: string
}

/** A message of the Jupyter protocol 5.4, in either direction. */
export interface Message {
  header: Header
  /** The header of the request that caused it; empty when nothing did. */
  parent_header: Partial<Header>
  metadata: Record<string, unknown>
  content: Record<string, unknown>
  buffers: Uint8Array[]
}

/** `status` of a reply. tslab says `abort` where the protocol has `aborted`. */
export function replyStatus(reply: Message): string {
  return typeof reply.content.status === 'string' ? reply.content.status : ''
}

export function textOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
