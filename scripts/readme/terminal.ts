/** The live view of `ackbook tcp serve`, from a real run: what is typed in a shell, above what `ackbook tcp watch` shows of it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import type { Frame } from './indexed-png.ts'
import { taken } from './pictures.ts'
import { Screen } from './screen.ts'

const COMMAND = fileURLToPath(new URL('../../lib/ackbook.js', import.meta.url))
const COLUMNS = 104
const ROWS = 26
/** Milliseconds for the eye: a key, what came of one, lines as they come, the end. */
const pace = { letter: 60, key: 1_100, lines: 700, end: 3_500 }
const TYPED = 'curl -so /dev/null http://10.77.0.2/30k'
/** A terminal of its own size, for a process that is none. */
const IN_TERMINAL = `
import pty, sys, fcntl, termios, struct, os
def child(argv):
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', ${ROWS}, ${COLUMNS}, 0, 0))
    os.execvp(argv[0], argv)
pid, fd = pty.fork()
if pid == 0: child(sys.argv[1:])
pty._copy(fd, pty._read, pty._read)
`

/** Our next data segment is dropped by a key, then a file is fetched. Needs Linux with a TUN, unshare, curl and Python. */
export async function watching(browser: Browser): Promise<Frame[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ackbook-picture-'))
  const env = { ...process.env, XDG_RUNTIME_DIR: folder, TERM: 'xterm', SHELL: '/bin/sh' }
  const shell = spawn(process.execPath, [COMMAND, 'tcp', 'serve', '--shell', '--delay', '20'], { env })
  let watch: ChildProcess | undefined
  const page = await browser.newPage({ viewport: { width: 860, height: 620 } })
  try {
    await saying(shell, /ackbook tcp watch/)
    watch = spawn('python3', ['-c', IN_TERMINAL, process.execPath, COMMAND, 'tcp', 'watch'], { env })
    const screen = new Screen(COLUMNS, ROWS)
    watch.stdout!.on('data', (piece: Buffer) => screen.write(`${piece}`))
    await saying(watch, /0 connections/)
    const frames: Frame[] = []
    const size = { width: 860, height: 620 }
    const show = async (typed: string, milliseconds: number): Promise<void> => {
      await page.setContent(terminals(typed, screen.html()))
      frames.push(await taken(page, size, milliseconds))
    }
    await show('', pace.key)
    watch.stdin!.write('D')
    await saying(watch, /1 to drop/)
    await show('', pace.key)
    for (let letters = 4; letters <= TYPED.length; letters += 3) await show(TYPED.slice(0, letters), pace.letter)
    shell.stdin.write(`${TYPED}; echo done\n`)
    let isOver = false
    const over = saying(shell, /done/).then(() => {
      isOver = true
    })
    // What has come is shown at the pace of a reader: the pictures are made while it goes on.
    const screens: string[] = []
    while (!isOver) {
      const html = screen.html()
      if (html !== screens.at(-1)) screens.push(html)
      await sleep(20)
    }
    await over
    await sleep(200)
    screens.push(screen.html())
    for (const html of screens) {
      await page.setContent(terminals(TYPED, html))
      frames.push(await taken(page, size, pace.lines))
    }
    frames.push({ ...frames.pop()!, milliseconds: pace.end })
    return frames
  } finally {
    watch?.kill()
    shell.stdin.end()
    await new Promise((resolve) => (shell.exitCode === null ? shell.on('close', resolve) : resolve(undefined)))
    await page.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function saying(process: ChildProcess, pattern: RegExp): Promise<void> {
  let text = ''
  return new Promise((resolve, reject) => {
    const hear = (piece: Buffer): void => {
      text += piece
      if (pattern.test(text)) resolve()
    }
    process.stdout!.on('data', hear)
    process.stderr!.on('data', hear)
    process.on('exit', () => reject(new Error(`it ended without ${pattern}: ${text}`)))
  })
}

function terminals(typed: string, watched: string): string {
  return `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 12px; background: #fff; font: 13px/20px "DejaVu Sans Mono", monospace }
pre { margin: 0; font: inherit }
.terminal { background: #12171d; color: #e8edf2; border-radius: 6px; padding: 8px 12px; overflow: hidden }
.terminal + .terminal { margin-top: 10px }
.c31 { color: #ff9dbd } .c33 { color: #ffae70 } .c34 { color: #82c0ff } .c36 { color: #74d59a } .c2 { color: #9aa4ae } .c1 { font-weight: 700 } .c7 { background: #e8edf2; color: #12171d }
</style><div class="terminal"><pre>(ackbook) $ ${typed}▏</pre></div><div class="terminal"><pre>${watched}</pre></div>`
}
