/** What a kernel is given to try: each prints, shows or throws something with the word `ackbook` in it. */
export interface KernelSnippets {
  /** Prints a line. */
  stdout?: string
  /** Prints a line to stderr. */
  stderr?: string
  /** Ends with a value. */
  result?: string
  /** Shows a text as a display. */
  display?: string
  /** Shows something, then another thing in its place. */
  update?: string
  /** Prints `before`, clears, prints `ackbook`. */
  clear?: string
  /** Fails. */
  error?: string
  /** Prints a line some 20 ms after its end. */
  late?: string
  /** Leaves something to fail that nothing waits for. */
  lateError?: string
  /** Asks for a line of input. */
  input?: string
  /** Writes a line to the stdout of its process. */
  past?: string
  /** Computes without an end. */
  loop?: string
  /** Waits without an end. */
  wait?: string
  /** What is begun and not complete. */
  begun?: string
  /** The beginning of a name that there is. */
  name?: string
}

export const snippetNames: readonly (keyof KernelSnippets)[] = [
  ...(['stdout', 'stderr', 'result', 'display', 'update', 'clear', 'error', 'late', 'lateError'] as const),
  ...(['input', 'past', 'loop', 'wait', 'begun', 'name'] as const),
]

const javascriptSnippets: KernelSnippets = {
  stdout: "console.log('ackbook')",
  stderr: "console.error('ackbook')",
  result: '6 * 7',
  error: "throw new Error('ackbook')",
  late: "void setTimeout(() => console.log('ackbook'), 20)",
  lateError: "void Promise.reject(new Error('ackbook'))",
  loop: 'for (;;) {}',
  wait: 'await new Promise(() => {})',
  begun: 'for (;;',
  name: 'consol',
}

const denoSnippets: KernelSnippets = {
  ...javascriptSnippets,
  display: "await Deno.jupyter.display({ 'text/plain': 'ackbook' }, { raw: true })",
  update: `for (const [type, text] of [['display_data', 'before'], ['update_display_data', 'ackbook']]) {
  const transient = { display_id: 'ackbook' }
  await Deno.jupyter.broadcast(type, { data: { 'text/plain': text }, metadata: {}, transient })
}`,
  clear: "console.log('before')\nawait Deno.jupyter.broadcast('clear_output', { wait: false })\nconsole.log('ackbook')",
  input: "prompt('ackbook')",
  past: "void Deno.stdout.writeSync(new TextEncoder().encode('ackbook\\n'))",
}

const tslabSnippets: KernelSnippets = {
  ...javascriptSnippets,
  display: "import * as shownBy from 'tslab'\nshownBy.display.text('ackbook')",
  update: `import * as updatedBy from 'tslab'
const shownAnew = updatedBy.newDisplay()
shownAnew.text('before')
shownAnew.text('ackbook')`,
  input: "void process.stdin.on('data', () => {})",
  past: "import * as files from 'node:fs'\nvoid files.writeSync(1, 'ackbook\\n')",
}

const pythonSnippets: KernelSnippets = {
  stdout: "print('ackbook')",
  stderr: "import sys\nprint('ackbook', file=sys.stderr)",
  result: '6 * 7',
  display: "from IPython.display import display\ndisplay({'text/plain': 'ackbook'}, raw=True)",
  update: `from IPython.display import display
display({'text/plain': 'before'}, raw=True, display_id='ackbook')
display({'text/plain': 'ackbook'}, raw=True, display_id='ackbook', update=True)`,
  clear: "from IPython.display import clear_output\nprint('before')\nclear_output()\nprint('ackbook')",
  error: "raise ValueError('ackbook')",
  late: "import threading\nthreading.Timer(0.02, lambda: print('ackbook', flush=True)).start()",
  lateError: `import threading
def fail():
    raise ValueError('ackbook')
threading.Thread(target=fail).start()`,
  input: "input('ackbook')",
  past: "import os\n_ = os.write(1, b'ackbook\\n')",
  loop: 'while True:\n    pass',
  wait: 'import time\ntime.sleep(3600)',
  begun: 'for i in range(3):',
  name: 'prin',
}

/**
 * What a kernel can be given.
 *
 * @param profile its name
 * @param language as it is named in its `kernel_info_reply` or its spec
 */
export function snippetsFor(profile: string, language: string): KernelSnippets | undefined {
  const byProfile: Record<string, KernelSnippets> = {
    deno: denoSnippets,
    tslab: tslabSnippets,
    'plain tslab': tslabSnippets,
    python: pythonSnippets,
  }
  const byLanguage: Record<string, KernelSnippets> = {
    javascript: javascriptSnippets,
    typescript: javascriptSnippets,
    python: pythonSnippets,
  }
  const found = (of: Record<string, KernelSnippets>, name: string) => (Object.hasOwn(of, name) ? of[name] : undefined)
  return found(byProfile, profile) ?? found(byLanguage, language.toLowerCase())
}
