import type { HostScope } from '../types.ts'

/** Who makes calls: a program that runs, or, step by step, whoever uses a host. */
export class Task {
  readonly name: string
  readonly host: string
  /** `undefined` = it goes on. */
  ended: 'finished' | 'failed' | undefined
  /** Virtual milliseconds. */
  endedAt: number | undefined
  /** What it has made of its host, to be closed at its end; only of a program that runs. */
  scopes: HostScope[] | undefined
  /** How many of its calls are blocked. */
  blockedCalls = 0
  /** It awaited something that is not its host's. */
  hasAwaitedOther = false

  constructor(name: string, host: string) {
    this.name = name
    this.host = host
  }
}
