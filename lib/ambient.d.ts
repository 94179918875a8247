/** What the pure rooms may use of the platform: present in Node, workers and browsers alike. */
declare class TextEncoder {
  encode(input?: string): Uint8Array
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  readonly encoding: string
  decode(input?: Uint8Array, options?: { stream?: boolean }): string
}
declare class AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
declare class AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
interface MessagePort {
  onmessage: ((event: { data: unknown }) => void) | null
  postMessage(message: unknown): void
  close(): void
  ref?(): void
  unref?(): void
}
declare class MessageChannel {
  readonly port1: MessagePort
  readonly port2: MessagePort
}
/** @throws for what is no base64 */
declare function atob(base64: string): string
declare function structuredClone<Value>(value: Value): Value
