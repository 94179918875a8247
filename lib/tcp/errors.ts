/** The operating system's name for what went wrong. */
export type TcpErrorCode =
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'ECONNABORTED'
  | 'ETIMEDOUT'
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'EPROTO'
  | 'EMSGSIZE'
  | 'EPIPE'
  | 'ENOTCONN'
  | 'EISCONN'
  | 'EALREADY'
  | 'EDESTADDRREQ'
  | 'EADDRINUSE'
  | 'EADDRNOTAVAIL'
  | 'EAFNOSUPPORT'
  | 'EINVAL'

/** What a call of the user fails with, or what ended a connection (RFC 9293 §3.9.1, MUST-47). */
export class TcpError extends Error {
  override readonly name: string = 'TcpError'
  readonly code: TcpErrorCode

  /** @param message one sentence: the thing, the reason, the remedy */
  constructor(code: TcpErrorCode, message: string, options?: { cause?: unknown }) {
    super(`${code}: ${message}`, options)
    this.code = code
  }
}
