import { spawn } from 'node:child_process'
import { exitCodes, type Terminal, UsageError } from '../../command/index.ts'
import type { ServeRun } from './asked.ts'
import { EngineClient } from './engine-client.ts'
import { FeedServer } from './feed-server.ts'
import type { GuestEnd } from './guest.ts'
import type { EngineWanted, Ready } from './messages.ts'
import { namespaceCommand } from './namespace.ts'
import { SERVED_ECHO, SERVED_UPPER } from './services.ts'
import { keysFrom, wantsColour } from './terminal.ts'
import { TerminalView } from './terminal-view.ts'
import { ViewServer } from './view-server.ts'

/**
 * A host of ours on an interface of this machine, or of a network of its own, until it is interrupted, or what runs beside it has ended.
 *
 * @returns the exit code
 */
export async function runServe(asked: ServeRun, io: Terminal, interrupted: Promise<number>): Promise<number> {
  if (process.platform !== 'linux')
    throw new UsageError(
      `only Linux has the TUN interface that this needs, and this is ${process.platform}: run it in a Linux container, or see both ends with --network simulated (ackbook tcp upper --help)`,
    )
  const isRoot = process.geteuid?.() === 0
  const isApart = !isRoot || asked.isApart
  const guest = guestOf(asked, isApart)
  const wanted: EngineWanted = { ...asked.wanted, isApart, ...(guest && { guest }) }
  const hungUp = hangUpSignal()
  const started = EngineClient.start(wanted, isApart ? namespaceCommand(isRoot) : [])
  // Until it has begun, an interruption is meant for this program, whoever has the terminal afterwards.
  const early = await Promise.race([started.then(() => undefined), interrupted])
  const { client, ready } = await started
  client.onWarning = (text) => io.stderr.write(`ackbook tcp: ${text}\n`)
  let feed: FeedServer | undefined
  let page: ViewServer | undefined
  let view: TerminalView | undefined
  try {
    if (early !== undefined) return early
    feed = await FeedServer.open(client, ready)
    if (!asked.isQuiet) io.stderr.write(greeting(ready, asked, guest, feed !== undefined))
    if (asked.isOpen) {
      page = await ViewServer.open(client, ready)
      io.stderr.write(`in a browser: ${page.address}\n`)
      showAddress(page.address)
    }
    const ends = [client.failure, timeIsUp(asked.seconds)]
    // A shell's Ctrl-C is its own: only what ends the terminal ends it.
    if (guest) return await Promise.race([...ends, client.guest.then((end) => guestCode(end, guest, io)), hungUp])
    if (asked.isQuiet) return await Promise.race([...ends, interrupted])
    view = new TerminalView(client, { out: io.stdout, keys: keysFrom(io), isColoured: wantsColour(io), ready })
    const quit = view.ended.then((how) => (how === 'quit' ? exitCodes.good : exitCodes.interrupted))
    return await Promise.race([...ends, interrupted, quit])
  } finally {
    view?.close()
    page?.close()
    feed?.close()
    await client.end()
  }
}

/** Where there is a browser that can be told; the address stands there in any case. */
function showAddress(address: string): void {
  const opener = spawn('xdg-open', [address], { stdio: 'ignore', detached: true })
  opener.on('error', () => {})
  opener.unref()
}

function guestOf({ command }: ServeRun, isApart: boolean): EngineWanted['guest'] {
  if (command.length > 0) return { command, isShell: false }
  return isApart ? { command: [process.env.SHELL || 'sh'], isShell: true } : undefined
}

function guestCode({ code, signal }: GuestEnd, guest: NonNullable<EngineWanted['guest']>, io: Terminal): number {
  if (guest.isShell || code === 0) return exitCodes.good
  io.stderr.write(`ackbook tcp: ${guest.command[0]} has ended with ${signal ?? code}\n`)
  return exitCodes.wrong
}

function timeIsUp(seconds: number | undefined): Promise<number> {
  return new Promise((resolve) => {
    if (seconds !== undefined) setTimeout(() => resolve(exitCodes.good), 1000 * seconds).unref()
  })
}

function hangUpSignal(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(exitCodes.interrupted))
  })
}

/** What to type, and where. */
function greeting(
  { interface: name, address, host }: Ready,
  { wanted }: ServeRun,
  guest: EngineWanted['guest'],
  isWatchable: boolean,
): string {
  const where = guest ? (guest.isShell ? 'this shell' : 'a network of its own') : 'any terminal of this machine'
  const typed: [command: string, meaning: string][] = [
    [`curl http://${host}/`, 'a page that says what it has counted of your connection'],
    [`curl -o /dev/null http://${host}/1M`, 'a file of a megabyte; /100M is one of a hundred'],
    [`nc ${host} ${SERVED_ECHO}`, `echo; port ${SERVED_UPPER} answers in capitals`],
    ...(wanted.trace === undefined
      ? []
      : [[`wireshark ${wanted.trace}`, 'the capture, which grows'] as [string, string]]),
  ]
  const width = Math.max(...typed.map(([command]) => command.length))
  const lines = [
    `our TCP is at ${host}, on ${name}; your Linux is ${address}. From ${where}:`,
    ...typed.map(([command, meaning]) => `  ${command.padEnd(width)}   ${meaning}`),
    ...(guest && isWatchable
      ? ['In another terminal, `ackbook tcp watch` shows each segment, and drops those you like.']
      : []),
    ...(guest?.isShell ? ['exit, or Ctrl-D, ends it all.'] : []),
  ]
  return `${lines.join('\n')}\n`
}
