import { TcpError } from '../../tcp/errors.ts'
import { SocketError } from '../errors.ts'

/** Calls the engine; what it refuses is a socket's error, with the engine's own sentence as its cause. */
export function translated<Result>(subject: () => string, call: string, action: () => Result): Result {
  try {
    return action()
  } catch (error) {
    if (error instanceof TcpError) throw new SocketError(error.code, subject(), call, { cause: error })
    throw error
  }
}
