/** A config that cannot be used. The message is one sentence without the path. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** As it is to be printed. */
  readonly path: string

  constructor(path: string, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.path = path
  }
}
