/** No kernel of that name, or none for the notebook's language. The message lists those found and names `--kernel`. */
export class UnknownKernelError extends Error {
  override readonly name = 'UnknownKernelError'
  /** The names that would do. */
  readonly found: readonly string[]

  constructor(message: string, found: readonly string[]) {
    super(message)
    this.found = found
  }
}

/** A `kernel.json` that cannot be used; the message names the file and what is wrong in it. */
export class KernelSpecError extends Error {
  override readonly name = 'KernelSpecError'
  readonly file: string

  constructor(file: string, reason: string, options?: { cause?: unknown }) {
    super(`${file}: ${reason}`, options)
    this.file = file
  }
}

/** The kernel did not become ready. */
export class KernelStartError extends Error {
  override readonly name = 'KernelStartError'
  /** The last that the process wrote to its own stderr and stdout. */
  readonly output: string
  /** It was still on its way when its time was over. */
  readonly isTimeout: boolean

  constructor(message: string, output: string, options: { cause?: unknown; isTimeout?: boolean } = {}) {
    super(message, options)
    this.output = output
    this.isTimeout = options.isTimeout === true
  }
}

/** Bytes from a kernel that are no message of the Jupyter protocol, or are not signed with the connection's key. */
export class WireError extends Error {
  override readonly name = 'WireError'
}

/** A gateway that cannot be used, or that refuses; the message says what to do, and holds no secret. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
}

/** A kernel spec that cannot be installed, or taken away; the message says what to do. */
export class InstallError extends Error {
  override readonly name = 'InstallError'
}
